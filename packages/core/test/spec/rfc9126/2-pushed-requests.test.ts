import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { ClientId, JsonAnswer } from '@latchkey/core'
import { answerOf, BrowserSteps, codeOf, expectSent, expectShown, pageOf, plainRequest } from '../../browser-steps.ts'
import { ObjectSigner, push, pushedUri, unsignedObject } from '../../request-object-kit.ts'
import { basic, clientSecret, redirectUri } from '../../test-provider.ts'

let steps: BrowserSteps
let signer: ObjectSigner

before(async () => {
  signer = await ObjectSigner.make()
  steps = await BrowserSteps.open({ skipConsent: true, jwks: { keys: [signer.jwk] } })
  await steps.test.client({ clientId: 'other' as ClientId })
  await steps.test.client({ clientId: 'public' as ClientId, public: true })
  await steps.test.client({ clientId: 'pushes' as ClientId, requirePushedAuthorizationRequests: true })
  await steps.test.client({ clientId: 'signs' as ClientId, requireSignedRequestObject: true, jwks: { keys: [signer.jwk] } })
  await steps.test.client({ clientId: 'unsigned' as ClientId, requestObjectSigningAlg: 'none' })
})
after(() => steps[Symbol.asyncDispose]())

function expectRefused(answer: JsonAnswer, error: string, reason: string, status = 400): void {
  assert.equal(answer.refusal?.reason, reason)
  assert.equal(answer.status, status)
  assert.equal(answer.body?.['error'], error)
}

function open(requestUri: string, change: Readonly<Record<string, string>> = {}) {
  return steps.send(Object.entries({ client_id: 'rp', request_uri: requestUri, ...change }))
}

describe('RFC9126-2.1 a push', () => {
  test('is answered with a request_uri of 256 random bits and how long it can be opened', async () => {
    const answers = await Promise.all([push(steps), push(steps)])
    for (const { status, body } of answers) {
      assert.equal(status, 201)
      assert.deepEqual(Object.keys(body ?? {}), ['request_uri', 'expires_in'])
      assert.match(String(body?.['request_uri']), /^urn:ietf:params:oauth:request_uri:lk_ru_[\w-]{43}$/)
      assert.equal(body?.['expires_in'], 60)
    }
    assert.notEqual(answers[0]?.body?.['request_uri'], answers[1]?.body?.['request_uri'])
  })

  test('is authenticated as at the token endpoint, by each way of sending a secret and by none', async () => {
    const { client_id: _, ...rest } = plainRequest
    assert.equal((await push(steps, rest, basic('rp', clientSecret))).status, 201)
    assert.equal((await push(steps, { ...plainRequest, client_id: 'public', client_secret: undefined })).status, 201)
    for (const secret of [undefined, 'wrong', `${clientSecret}x`]) {
      const answer = await push(steps, { ...plainRequest, client_secret: secret })
      assert.deepEqual([answer.status, answer.body?.['error']], [401, 'invalid_client'])
    }
    const unknown = await push(steps, { ...plainRequest, client_id: 'nobody' })
    assert.deepEqual([unknown.status, unknown.body?.['error']], [401, 'invalid_client'])
    expectRefused(
      await push(steps, { ...plainRequest, client_id: 'other' }, basic('rp', clientSecret)),
      'invalid_request',
      'client_auth_id_differs',
    )
  })

  const refusals = [
    ['invalid_request', 'pushed_request_uri_inside', { request_uri: 'urn:ietf:params:oauth:request_uri:lk_ru_x' }],
    ['invalid_request', 'pushed_request_uri_inside', { request_uri: 'https://rp.example/object' }],
    ['invalid_request', 'redirect_uri_mismatch', { redirect_uri: 'https://evil.example/' }],
    ['invalid_request', 'redirect_uri_missing', { redirect_uri: undefined }],
    ['invalid_request', 'response_type_missing', { response_type: undefined }],
    ['unsupported_response_type', 'response_type_unsupported', { response_type: 'token' }],
    ['unauthorized_client', 'response_type_not_allowed', { response_type: 'code id_token' }],
    ['invalid_request', 'pkce_method_unsupported', { code_challenge_method: 'plain' }],
    [
      'invalid_request',
      'pkce_challenge_missing',
      { client_id: 'public', client_secret: undefined, code_challenge: undefined, code_challenge_method: undefined },
    ],
    ['invalid_request', 'prompt_unknown', { prompt: 'dance' }],
    ['invalid_request', 'max_age_malformed', { max_age: '-1' }],
    ['invalid_scope', 'scope_malformed', { scope: '"' }],
    ['request_not_supported', 'request_object_unsigned', { request: unsignedObject() }],
    ['invalid_request', 'signed_request_object_required', { client_id: 'signs' }],
    ['invalid_request', 'parameter_too_long', { state: 'x'.repeat(8193) }],
  ] as const
  for (const [error, reason, change] of refusals) {
    test(`${reason} is the answer to ${JSON.stringify(change).slice(0, 80)}`, async () => {
      const keep = { client_secret: clientSecret }
      expectRefused(await push(steps, { ...keep, ...plainRequest, ...change }), error, reason)
    })
  }

  test('with a repeated parameter is refused', async () => {
    const parameters = [...Object.entries({ ...plainRequest, client_secret: clientSecret }), ['state', 'again'] as const]
    const answer = await steps.provider.pushedAuthorizationRequest({ parameters, authorization: undefined })
    expectRefused(answer, 'invalid_request', 'parameter_repeated')
  })

  test('leaves a step with its checks, which the browser goes on with, and no handle in the trace', async () => {
    const uri = await pushedUri(steps)
    const pushedStep = steps.test.steps.at(-1)
    assert.equal(pushedStep?.step.endpoint, 'par')
    assert.ok(pushedStep.step.checks.some(({ check }) => check === 'pkce-required'))
    await open(uri)
    assert.equal(steps.test.steps.at(-1)?.traceId, pushedStep.traceId)
    assert.equal(JSON.stringify(steps.test.steps).includes(uri.slice(-43)), false)
  })
})

describe('RFC9126-3 a pushed request object', () => {
  test('is the request: nothing beside it counts', async () => {
    const request = await signer.sign({ state: 'inside', nonce: undefined })
    const outside = {
      client_id: 'rp',
      request,
      state: 'outside',
      redirect_uri: 'https://evil.example/',
      nonce: 'outside',
      prompt: 'dance',
    }
    await steps.signIn()
    const { parameters, redirectUri: to } = answerOf(await open(await pushedUri(steps, outside)))
    assert.equal(to, redirectUri)
    assert.equal(parameters['state'], 'inside')
  })

  test('needs everything inside, even if an OpenID request stands beside it', async () => {
    const outside = { ...plainRequest, client_secret: clientSecret }
    const nobody = await signer.sign({ client_id: undefined })
    expectRefused(await push(steps, { ...outside, request: nobody }), 'invalid_request_object', 'request_object_client_mismatch')
    const nothing = await signer.sign({ response_type: undefined })
    expectRefused(await push(steps, { ...outside, request: nothing }), 'invalid_request', 'response_type_missing')
  })

  test('with a jti is pushed once, whatever the push before was for', async () => {
    const exp = Math.floor(steps.test.now / 1000) + 60
    const request = await signer.sign({ jti: 'pushed once', exp })
    const refused = await signer.sign({ jti: 'pushed once', exp, redirect_uri: 'https://evil.example/' })
    expectRefused(await push(steps, { client_id: 'rp', request: refused }), 'invalid_request', 'redirect_uri_mismatch')
    await pushedUri(steps, { client_id: 'rp', request })
    expectRefused(await push(steps, { client_id: 'rp', request }), 'invalid_request_object', 'request_object_used')
  })

  test('of another client is refused', async () => {
    const request = await signer.sign({ client_id: 'signs', iss: 'signs' })
    expectRefused(await push(steps, { client_id: 'rp', request }), 'invalid_request_object', 'request_object_issuer')
  })

  test('may be unsigned only where that is registered', async () => {
    const request = unsignedObject({ client_id: 'unsigned', iss: 'unsigned' })
    assert.match(await pushedUri(steps, { client_id: 'unsigned', request }), /^urn:/)
  })
})

describe('RFC9126-4 a browser with a request_uri', () => {
  test('gets the answer of the request that was pushed, whatever else it brings', async () => {
    await steps.signIn()
    const uri = await pushedUri(steps, { ...plainRequest, state: 'pushed' })
    const noise = [
      ['state', 'x'],
      ['state', 'y'],
      ['redirect_uri', 'https://evil.example/'],
      ['request', 'z'],
      ['prompt', 'none'],
    ] as const
    const { parameters, redirectUri: to } = answerOf(await steps.send([['client_id', 'rp'], ['request_uri', uri], ...noise]))
    assert.equal(to, redirectUri)
    assert.equal(parameters['state'], 'pushed')
    const redeemed = await steps.test.redeem(parameters['code'] ?? '', {
      code_verifier: 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk',
    })
    assert.equal(redeemed.status, 200)
  })

  test('opens it as often as it likes before the client is answered, in any number of windows, and is answered once', async () => {
    steps.cookie = undefined
    const uri = await pushedUri(steps)
    const first = pageOf(await open(uri), 'login', 'no_session')
    const second = pageOf(await open(uri), 'login', 'no_session')
    await steps.signIn('alice', first)
    codeOf(await steps.resume(first))
    expectShown(await steps.resume(second), 'invalid_request_uri', 'pushed_request_used')
    expectShown(await open(uri), 'invalid_request_uri', 'pushed_request_unknown')
  })

  test('is answered once of 64 that come at the same time', async () => {
    await steps.signIn()
    const uri = await pushedUri(steps)
    const outcomes = await Promise.all(Array.from({ length: 64 }, () => open(uri)))
    const kinds = outcomes.map((outcome) => (outcome.kind === 'page-error' ? outcome.error.reason : outcome.kind))
    assert.equal(kinds.filter((kind) => kind === 'respond').length, 1)
    assert.ok(kinds.every((kind) => ['respond', 'pushed_request_used', 'pushed_request_unknown'].includes(kind)))
  })

  test('has used it up when the person refused, and when nobody could be asked', async () => {
    steps.cookie = undefined
    const denied = await pushedUri(steps)
    expectSent(await steps.decide(pageOf(await open(denied), 'login', 'no_session'), 'deny'), 'access_denied', 'user_denied')
    expectShown(await open(denied), 'invalid_request_uri', 'pushed_request_unknown')
    const silent = await pushedUri(steps, { ...plainRequest, prompt: 'none' })
    expectSent(await open(silent), 'login_required', 'prompt_none_no_session')
    expectShown(await open(silent), 'invalid_request_uri', 'pushed_request_unknown')
  })

  test('is shown an error for one that is unknown, expired, of another client, or has no client', async () => {
    const uri = await pushedUri(steps)
    expectShown(await open(uri, { client_id: 'other' }), 'invalid_request_uri', 'pushed_request_client_mismatch')
    expectShown(await open(`${uri}x`), 'invalid_request_uri', 'pushed_request_unknown')
    expectShown(await open('urn:ietf:params:oauth:request_uri:x'), 'invalid_request_uri', 'pushed_request_unknown')
    expectShown(await steps.send([['request_uri', uri]]), 'invalid_request', 'client_id_missing')
    expectShown(
      await steps.send([
        ['client_id', 'rp'],
        ['request_uri', uri],
        ['request_uri', uri],
      ]),
      'invalid_request',
      'parameter_repeated',
    )
    steps.test.advance(60_000)
    expectShown(await open(uri), 'invalid_request_uri', 'pushed_request_unknown')
  })

  test('may take its time once it has opened it', async () => {
    steps.cookie = undefined
    const page = pageOf(await open(await pushedUri(steps)), 'login', 'no_session')
    steps.test.advance(5 * 60_000)
    await steps.signIn('alice', page)
    codeOf(await steps.resume(page))
  })

  test('gets no answer at a redirect URI that was taken away meanwhile', async () => {
    const uri = await pushedUri(steps)
    await steps.test.changeClient({ redirectUris: ['https://rp.example/new'] })
    expectShown(await open(uri), 'invalid_request_uri', 'pushed_request_redirect_uri_gone')
    await steps.test.changeClient({ redirectUris: [redirectUri] })
  })
})

describe('RFC9126-6 a client that has to push', () => {
  test('is told so, and may push', async () => {
    await steps.signIn()
    expectSent(await steps.authorize({ client_id: 'pushes' }), 'invalid_request', 'pushed_request_required')
    const uri = await pushedUri(steps, { ...plainRequest, client_id: 'pushes' })
    codeOf(await open(uri, { client_id: 'pushes' }))
  })
})

describe('RFC9126-5 an unregistered client', () => {
  test('pushes for the redirect URI that it names', async () => {
    steps.test.configure({ requireClientRegistration: false })
    steps.cookie = undefined
    const anyone = { ...plainRequest, client_id: 'anyone', client_secret: undefined }
    const uri = await pushedUri(steps, anyone)
    pageOf(await open(uri, { client_id: 'anyone' }), 'login', 'no_session')
    expectRefused(
      await push(steps, { ...anyone, request: unsignedObject() }),
      'request_not_supported',
      'request_object_unsupported',
    )
    steps.test.configure({ requireClientRegistration: true })
  })
})
