import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { ClientId } from '@latchkey/core'
import { answerOf, BrowserSteps, codeOf, expectSent, expectShown, pageOf, plainRequest } from '../../browser-steps.ts'
import { form, redirectUri } from '../../test-provider.ts'

let steps: BrowserSteps

before(async () => {
  steps = await BrowserSteps.open({ public: true })
  const two = { clientId: 'two' as ClientId, redirectUris: [redirectUri, `${redirectUri}/2`] }
  await steps.test.client(two)
  await steps.test.client({ clientId: 'old' as ClientId, expiresAt: steps.test.now })
  await steps.test.client({ clientId: 'script' as ClientId, redirectUris: ['javascript:alert(1)'] })
})
after(() => steps[Symbol.asyncDispose]())

describe('RFC6749-4.1.2.1 without a client and a redirect URI that can be trusted the person is told', () => {
  const shown = [
    ['client_id_missing', { client_id: undefined }],
    ['client_id_missing', { client_id: '' }],
    ['client_unknown', { client_id: 'nobody' }],
    ['client_unknown', { client_id: 'x'.repeat(8000) }],
    ['client_unknown', { client_id: '\0' }],
    ['client_expired', { client_id: 'old' }],
    ['parameter_too_long', { client_id: 'x'.repeat(8193) }],
    ['parameter_too_long', { redirect_uri: `${redirectUri}?${'x'.repeat(8193)}` }],
    ['redirect_uri_missing', { redirect_uri: undefined }],
    ['redirect_uri_missing', { redirect_uri: undefined, client_id: 'two', scope: undefined }],
    ['redirect_uri_mismatch', { redirect_uri: `${redirectUri}/` }],
    ['redirect_uri_fragment', { redirect_uri: `${redirectUri}#x` }],
    ['redirect_uri_characters', { redirect_uri: `${redirectUri}\r\nx: y` }],
    ['redirect_uri_scheme', { redirect_uri: 'javascript:alert(1)' }],
    ['redirect_uri_scheme', { redirect_uri: 'javascript:alert(1)', client_id: 'script' }],
    ['redirect_uri_scheme', { redirect_uri: undefined, client_id: 'script', scope: 'profile' }],
    ['redirect_uri_scheme', { redirect_uri: '/callback' }],
  ] as const
  for (const [reason, change] of shown) {
    test(`${reason}: ${JSON.stringify(change).slice(0, 70)}`, async () => {
      expectShown(await steps.authorize(change), 'invalid_request', reason)
    })
  }

  test('a repeated client_id or redirect_uri is shown, even if both values are the same', async () => {
    for (const name of ['client_id', 'redirect_uri']) {
      const twice = [...form(plainRequest), [name, plainRequest[name] ?? ''] as const]
      expectShown(await steps.send(twice), 'invalid_request', 'parameter_repeated')
    }
  })

  test('whatever else is wrong with the request does not matter before', async () => {
    const broken = {
      response_type: 'nonsense',
      response_mode: 'x',
      scope: '"',
      redirect_uri: 'https://evil.example/',
    }
    expectShown(await steps.authorize(broken), 'invalid_request', 'redirect_uri_mismatch')
  })

  test('the trace says what was expected and what was received', async () => {
    await steps.authorize({ redirect_uri: `${redirectUri}/?token=s3cret` })
    const row = steps.lastChecks().at(-1)
    assert.deepEqual(row, {
      check: 'redirect-uri-registered',
      spec: 'RFC9700-2.1',
      outcome: 'failed',
      reason: 'redirect_uri_mismatch',
      expected: redirectUri,
      received: `${redirectUri}/?token=... (differs in trailing slash, query)`,
    })
  })
})

describe('RFC6749-4.1.2.1 afterwards the client is told', () => {
  const sent = [
    ['invalid_request', 'response_type_missing', { response_type: undefined }],
    ['unsupported_response_type', 'response_type_unsupported', { response_type: 'token' }],
    ['invalid_request', 'response_mode_unsupported', { response_mode: 'web_message' }],
    ['invalid_scope', 'scope_malformed', { scope: 'openid  email' }],
    ['invalid_request', 'parameter_too_long', { nonce: 'x'.repeat(8193) }],
    ['invalid_request', 'pkce_challenge_missing', { code_challenge: undefined, code_challenge_method: undefined }],
    ['invalid_request', 'id_token_hint_invalid', { id_token_hint: 'x.y.z' }],
    ['request_not_supported', 'request_object_unsigned', { request: 'eyJhbGciOiJub25lIn0.e30.' }],
  ] as const
  for (const [error, reason, change] of sent) {
    test(`${error}, ${reason}`, async () => expectSent(await steps.authorize(change), error, reason))
  }

  test('a repeated parameter is refused, and a repeated state is not repeated', async () => {
    expectSent(await steps.send([...form(plainRequest), ['nonce', 'x']]), 'invalid_request', 'parameter_repeated')
    const twice = answerOf(await steps.send([...form(plainRequest), ['state', 'x']]))
    assert.deepEqual(Object.keys(twice.parameters), ['error', 'error_description', 'iss'])
  })

  test('more than a hundred parameters are refused', async () => {
    const many = Array.from({ length: 100 }, (_, index) => [`x${index}`, ''] as const)
    expectSent(await steps.send([...form(plainRequest), ...many]), 'invalid_request', 'too_many_parameters')
  })

  test('the answer goes the way that the request asks for', async () => {
    for (const mode of ['query', 'fragment', 'form_post']) {
      assert.equal(answerOf(await steps.authorize({ response_mode: mode, scope: '"' })).mode, mode)
    }
  })

  test('a refused request writes nothing', async () => {
    const before = steps.test.steps.length
    await steps.authorize({ response_type: 'token' })
    assert.equal(steps.test.steps.length, before + 1)
    assert.equal(steps.test.steps.at(-1)?.step.outcome, 'refused')
  })
})

describe('RFC6749-4.1.1 a request that is accepted', () => {
  test('brings a code, the state byte for byte, and the issuer', async () => {
    const state = `${'~._-+&=%/?#<>"\'\\ é\u2028'}${'s'.repeat(8100)}`
    const answered = await steps.complete({ state })
    assert.equal(answered.parameters['state'], state)
    assert.equal(answered.mode, 'query')
    assert.match(codeOf(answered), /^lk_ac_[A-Za-z0-9_-]{43}$/)
  })

  test('unknown parameters and unknown scopes are ignored, the latter noted', async () => {
    codeOf(await steps.complete({ extra: 'foobar', scope: 'openid urn:example:calendar' }))
    await steps.authorize({ scope: 'openid urn:example:calendar' })
    assert.equal(steps.lastChecks().find(({ check }) => check === 'scope-known')?.outcome, 'would-fail')
  })

  test('RFC6749-3.1.2.3 without openid the only registered redirect URI may be left out', async () => {
    const answered = await steps.complete({ redirect_uri: undefined, scope: 'profile' })
    assert.equal(answered.redirectUri, redirectUri)
    codeOf(answered)
  })

  test('without state there is none in the answer', async () => {
    const answered = await steps.complete({ state: undefined })
    assert.deepEqual(Object.keys(answered.parameters), ['code', 'session_state', 'iss'])
  })

  test('a client that may not use the code flow is refused', async () => {
    await steps.test.client({ clientId: 'device' as ClientId, responseTypes: [], grantTypes: ['refresh_token'] })
    const outcome = await steps.authorize({ client_id: 'device' })
    expectSent(outcome, 'unauthorized_client', 'response_type_not_allowed')
  })

  test('the stored code is bound to everything that its redemption checks', async () => {
    const code = codeOf(await steps.complete())
    const stored = await steps.test.ports.stores.codes.find(steps.test.crypto.digest(code), steps.test.now)
    assert.equal(stored?.redirectUri, redirectUri)
    assert.equal(stored.redirectUriRequested, true)
    assert.equal(stored.codeChallenge, plainRequest['code_challenge'])
    assert.equal(stored.nonce, plainRequest['nonce'])
    assert.equal(stored.grant.clientId, 'rp')
    assert.equal(stored.grant.accountId, 'acc_alice')
    assert.deepEqual(stored.grant.scopes, ['openid'])
    assert.equal(stored.grant.sessionId, (await steps.session())?.sessionId)
    assert.equal(stored.expiresAt, steps.test.now + steps.test.settings.authCodeExpiry)
  })

  test('all steps of a request are one trace', async () => {
    steps.cookie = undefined
    const from = steps.test.steps.length
    const outcome = await steps.authorize()
    const transaction = pageOf(outcome, 'login', 'no_session')
    await steps.signIn('alice', transaction)
    await steps.resume(transaction)
    const seen = steps.test.steps.slice(from)
    assert.deepEqual([...new Set(seen.map(({ traceId }) => traceId))], [outcome.traceId])
    assert.deepEqual(
      seen.map(({ step }) => [step.endpoint, step.outcome, step.note]),
      [
        ['authorize', 'interaction', 'no_session'],
        ['login', 'completed', 'signed in'],
        ['resume', 'completed', 'code issued'],
      ],
    )
  })
})
