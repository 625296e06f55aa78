import assert from 'node:assert/strict'
import { afterEach, beforeEach, describe, test } from 'node:test'
import { answerOf, BrowserSteps, expectSent, pageOf } from '../../browser-steps.ts'
import { clientSecret, form, verifier } from '../../test-provider.ts'

const asked = (...names: readonly string[]) => JSON.stringify({ userinfo: Object.fromEntries(names.map((name) => [name, null])) })

describe('OIDCC-5.5 claims that no scope covers', () => {
  let steps: BrowserSteps

  beforeEach(async () => {
    steps = await BrowserSteps.open()
    steps.claims = { name: 'Alice', nickname: 'Al', email: 'alice@example.org' }
  })
  afterEach(() => steps[Symbol.asyncDispose]())

  async function userinfo(code: string | undefined): Promise<unknown> {
    const parameters = form({
      ...{ client_id: 'rp', client_secret: clientSecret, grant_type: 'authorization_code', code },
      ...{ redirect_uri: 'https://rp.example/callback', code_verifier: verifier },
    })
    const { body } = await steps.provider.token({ parameters, authorization: undefined })
    const authorization = `Bearer ${body?.['access_token']}`
    return (await steps.provider.userinfo({ authorization, bodyTokens: [], tokenInQuery: false })).body
  }

  test('are asked for on the consent page by name, released, and remembered', async () => {
    await steps.complete()
    const claims = asked('nickname', 'name#de', 'shoe_size', 'sub')
    expectSent(await steps.authorize({ claims, prompt: 'none' }), 'consent_required', 'prompt_none_consent_missing')
    const transaction = pageOf(await steps.authorize({ claims }), 'consent', 'consent_missing')
    const page = await steps.open(transaction)
    assert.deepEqual([page.scopes, page.newScopes], [['openid'], []])
    assert.deepEqual(
      [page.claims, page.newClaims],
      [
        ['nickname', 'name'],
        ['nickname', 'name'],
      ],
    )
    const { parameters } = answerOf(await steps.decide(transaction, 'allow'))
    assert.deepEqual(await userinfo(parameters['code']), { sub: 'subject-of-alice', nickname: 'Al' })
    assert.ok(answerOf(await steps.authorize({ claims, prompt: 'none' })).parameters['code'])
    const more = pageOf(await steps.authorize({ claims: asked('nickname', 'email') }), 'consent', 'consent_missing')
    assert.deepEqual((await steps.open(more)).newClaims, ['email'])
  })

  test('a consent to a claim is none to a scope, nor the other way round', async () => {
    await steps.complete({ claims: asked('email') })
    pageOf(await steps.authorize({ scope: 'openid email' }), 'consent', 'consent_missing')
    await steps.complete({ scope: 'openid phone' })
    pageOf(await steps.authorize({ claims: asked('phone_number') }), 'consent', 'consent_missing')
  })

  test('those of granted scopes need no consent of their own', async () => {
    await steps.complete({ scope: 'openid profile' })
    const silent = await steps.authorize({ scope: 'openid profile', claims: asked('name', 'nickname'), prompt: 'none' })
    assert.ok(answerOf(silent).parameters['code'])
  })

  test('a client that may not have their scope is not told of them, and no later either', async () => {
    await steps.test.changeClient({ scopes: ['openid'] })
    const claims = asked('email')
    const { parameters } = await steps.complete({ claims })
    await steps.test.changeClient({ scopes: ['openid', 'email'] })
    assert.deepEqual(await userinfo(parameters['code']), { sub: 'subject-of-alice' })
    const transaction = pageOf(await steps.authorize({ claims }), 'consent', 'consent_missing')
    assert.deepEqual((await steps.open(transaction)).claims, ['email'])
  })

  test('OIDCC-5.2 claims_locales reaches the answer', async () => {
    const { parameters } = await steps.complete({ claims: asked('name'), claims_locales: 'se de' })
    const code = await steps.test.ports.stores.codes.find(steps.test.crypto.digest(parameters['code'] ?? ''), steps.test.now)
    assert.deepEqual(code?.grant.claimsLocales, ['se', 'de'])
    assert.deepEqual(await userinfo(parameters['code']), { sub: 'subject-of-alice', name: 'Alice' })
  })
})
