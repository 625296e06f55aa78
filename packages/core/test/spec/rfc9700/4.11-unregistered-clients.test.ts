import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { ClientId } from '@latchkey/core'
import { answerOf, BrowserSteps, codeOf, expectShown, pageOf } from '../../browser-steps.ts'

const web = { client_id: 'some-app', redirect_uri: 'https://some.example/cb' }
const app = { client_id: 'some-app', redirect_uri: 'com.example.some:/cb' }
const loopback = { client_id: 'some-app', redirect_uri: 'http://127.0.0.1:4711/cb' }

let steps: BrowserSteps

before(async () => {
  steps = await BrowserSteps.open({}, { requireClientRegistration: false })
  await steps.test.client({ clientId: 'old' as ClientId, expiresAt: steps.test.now })
})
after(() => steps[Symbol.asyncDispose]())

describe('clients without a record, where the settings let them in', () => {
  for (const request of [web, app, loopback]) {
    test(`${request.redirect_uri} gets a code after sign-in and consent, each time`, async () => {
      for (const _time of [1, 2]) {
        await steps.signIn()
        const transaction = pageOf(await steps.authorize(request), 'consent', 'unregistered_client')
        const pending = await steps.open(transaction)
        assert.equal(pending.client.origin, 'unregistered')
        assert.deepEqual(pending.newScopes, ['openid'])
        codeOf(await steps.decide(transaction, 'allow'))
      }
    })
  }

  test('offline_access needs no prompt=consent, as the user is asked anyway', async () => {
    await steps.signIn()
    const transaction = pageOf(
      await steps.authorize({ ...web, scope: 'openid offline_access' }),
      'consent',
      'unregistered_client',
    )
    assert.deepEqual((await steps.open(transaction)).scopes, ['openid', 'offline_access'])
  })

  for (const redirect_uri of ['http://some.example/cb', 'https://a@some.example/cb', 'myapp:/cb']) {
    test(`${redirect_uri} is refused`, async () => {
      const outcome = await steps.authorize({ ...web, redirect_uri })
      expectShown(outcome, 'invalid_request', 'redirect_uri_unregistered_client')
    })
  }

  test('a request without redirect_uri is refused', async () => {
    const outcome = await steps.authorize({ client_id: 'some-app', redirect_uri: undefined, scope: 'profile' })
    expectShown(outcome, 'invalid_request', 'redirect_uri_missing')
  })

  test('PKCE is enforced', async () => {
    const outcome = await steps.authorize({ ...app, code_challenge: undefined, code_challenge_method: undefined })
    assert.equal(answerOf(outcome).parameters['error'], 'invalid_request')
  })

  test('an id that is a URL is refused until its document can be read', async () => {
    for (const client_id of ['https://some.example/client.json', 'http://localhost/client']) {
      expectShown(await steps.authorize({ ...web, client_id }), 'invalid_client', 'client_document_unreachable')
    }
  })

  test('an id that no specification allows is refused', async () => {
    for (const client_id of ['ä', 'a b', 'a\nb', 'x'.repeat(2049)]) {
      expectShown(await steps.authorize({ ...web, client_id }), 'invalid_request', 'client_id_malformed')
    }
  })

  test('a registered client is held to its record all the same', async () => {
    expectShown(await steps.authorize({ redirect_uri: 'https://some.example/cb' }), 'invalid_request', 'redirect_uri_mismatch')
  })

  test('an expired client does not live on without its record', async () => {
    expectShown(await steps.authorize({ ...web, client_id: 'old' }), 'invalid_request', 'client_expired')
  })
})

describe('RFC9700-4.11.2 an unregistered web address is no target of automatic redirects', () => {
  test('prompt=none is never met: shown for a web address, sent to an app on the device', async () => {
    await steps.signIn()
    const shown = await steps.authorize({ ...web, prompt: 'none' })
    expectShown(shown, 'consent_required', 'prompt_none_unregistered_client')
    for (const request of [app, loopback]) {
      assert.equal(answerOf(await steps.authorize({ ...request, prompt: 'none' })).parameters['error'], 'consent_required')
    }
  })

  test('a malformed request is shown, not sent on', async () => {
    expectShown(await steps.authorize({ ...web, scope: '"' }), 'invalid_scope', 'scope_malformed')
    expectShown(await steps.authorize({ ...web, response_type: 'x' }), 'unsupported_response_type', 'response_type_unsupported')
  })

  test('what the user decided is sent on', async () => {
    await steps.signIn()
    const transaction = pageOf(await steps.authorize(web), 'consent', 'unregistered_client')
    const answered = answerOf(await steps.decide(transaction, 'deny'))
    assert.equal(answered.redirectUri, web.redirect_uri)
    assert.equal(answered.parameters['error'], 'access_denied')
  })
})
