import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { ClientId, JsonAnswer, ReasonId } from '@latchkey/core'
import { asserted, assertionOf, claimsOf, newKey, type TestKey } from '../../assertion-kit.ts'
import { BrowserSteps, expectSent, plainRequest } from '../../browser-steps.ts'
import { ProofMaker } from '../../dpop-kit.ts'
import { basic, challenge, clientSecret, form, issuer, redirectUri, verifier } from '../../test-provider.ts'

let steps: BrowserSteps
let strong: TestKey
let weak: TestKey
let maker: ProofMaker

before(async () => {
  strong = await newKey('ES256', 'strong')
  weak = await newKey('RS256', 'weak')
  const jwks = { keys: [{ ...strong.publicJwk }, { ...weak.publicJwk }] }
  const anyType = { responseTypes: ['code', 'code id_token', 'code token'], grantTypes: ['authorization_code', 'implicit'] }
  steps = await BrowserSteps.open({ secrets: [], tokenEndpointAuthMethod: 'private_key_jwt', jwks, ...anyType })
  const secret = steps.test.secret(clientSecret)
  await steps.test.client({ clientId: 'secret' as ClientId, secrets: [secret], tokenEndpointAuthMethod: 'client_secret_basic' })
  await steps.test.client({ clientId: 'public' as ClientId, public: true, tokenEndpointAuthMethod: 'none' })
  await steps.test.client({ clientId: 'eased' as ClientId, public: true, tokenEndpointAuthMethod: 'none', profile: 'default' })
  maker = await ProofMaker.make(steps.test)
  steps.test.secure({ profile: 'fapi2' })
})
after(() => steps[Symbol.asyncDispose]())

interface Pushed {
  readonly change?: Readonly<Record<string, string | undefined>>
  readonly claims?: Readonly<Record<string, unknown>>
  readonly key?: TestKey
}

const request = { ...plainRequest, code_challenge: challenge, code_challenge_method: 'S256' }

async function push({ change = {}, claims = {}, key = strong }: Pushed = {}): Promise<JsonAnswer> {
  const assertion = await assertionOf(claimsOf(steps.test, claims), key)
  const parameters = form({ ...request, ...asserted(assertion), ...change })
  return steps.test.provider.pushedAuthorizationRequest({ parameters, authorization: undefined })
}

function refused(answer: JsonAnswer, error: string, reason: ReasonId): void {
  assert.deepEqual([answer.body?.['error'], answer.refusal?.reason], [error, reason])
}

describe('FAPI2SP-5.3.2.2 requests under the profile fapi2', () => {
  test('one that keeps its rules is accepted', async () => assert.equal((await push()).status, 201))

  const cases: readonly (readonly [id: string, what: string, pushed: Pushed | 'weak', error: string, reason: ReasonId])[] = [
    [
      'FSP-13',
      'without PKCE',
      { change: { code_challenge: undefined, code_challenge_method: undefined } },
      'invalid_request',
      'pkce_challenge_missing',
    ],
    ['FSP-13', 'with plain', { change: { code_challenge_method: 'plain' } }, 'invalid_request', 'pkce_method_unsupported'],
    [
      'FSP-15',
      'for code id_token',
      { change: { response_type: 'code id_token', nonce: 'n' } },
      'unsupported_response_type',
      'response_type_not_code',
    ],
    [
      'FSP-15',
      'for a token',
      { change: { response_type: 'code token', nonce: 'n' } },
      'unsupported_response_type',
      'response_type_not_code',
    ],
    [
      'FSP-16',
      'without redirect_uri',
      { change: { redirect_uri: undefined, scope: undefined } },
      'invalid_request',
      'redirect_uri_not_named',
    ],
    ['FSP-30', 'of a list of audiences', { claims: { aud: [issuer] } }, 'invalid_client', 'client_auth_assertion_not_issuer'],
    [
      'FSP-30',
      'for the token endpoint',
      { claims: { aud: `${issuer}/auth/token` } },
      'invalid_client',
      'client_auth_assertion_not_issuer',
    ],
    [
      'FSP-30',
      'for the endpoint of pushed requests',
      { claims: { aud: `${issuer}/auth/par` } },
      'invalid_client',
      'client_auth_assertion_not_issuer',
    ],
    ['FSP-31', 'signed by RS256', 'weak', 'invalid_client', 'client_auth_assertion_weak_algorithm'],
  ]
  for (const [id, what, pushed, error, reason] of cases) {
    test(`${id} ${what}: ${reason}`, async () => {
      refused(await push(pushed === 'weak' ? { key: weak } : pushed), error, reason)
    })
  }

  test('FSP-21 pushed-request-required: one that was not pushed is refused', async () => {
    expectSent(await steps.send(Object.entries(request)), 'invalid_request', 'pushed_request_required')
  })

  const send = (client_id: string, authorization?: string) =>
    steps.test.provider.pushedAuthorizationRequest({
      parameters: form({ ...request, client_id: authorization === undefined ? client_id : undefined }),
      authorization,
    })

  test('client-key-authentication a client with a shared secret is refused', async () => {
    refused(await send('secret', basic('secret', clientSecret)), 'invalid_client', 'client_auth_shared_secret')
  })

  test('client-not-public a public client is refused, unless its record says otherwise', async () => {
    refused(await send('public'), 'invalid_client', 'client_auth_public')
    assert.equal((await send('eased')).status, 201)
  })
})

test('RFC9126-5 the metadata say what the profile of the server demands of requests, and follow it', () => {
  const said = () => {
    const document = steps.test.provider.discovery()
    return [document['require_pushed_authorization_requests'], document['require_signed_request_object']]
  }
  assert.deepEqual(said(), [true, false])
  steps.test.secure({ profile: 'fapi2-message-signing' })
  assert.deepEqual(said(), [true, true])
  steps.test.secure({ postures: { 'pushed-request-required': 'report' } })
  assert.deepEqual(said(), [false, true])
  steps.test.secure({ profile: 'default', postures: {} })
  assert.deepEqual(said(), [false, false])
  steps.test.secure({ profile: 'fapi2' })
})

test('RFC8414-2 the metadata list what the profile of the server leaves, and follow it', () => {
  const said = () => {
    const document = steps.test.provider.discovery()
    return [
      document['response_types_supported'],
      document['token_endpoint_auth_methods_supported'],
      document['token_endpoint_auth_signing_alg_values_supported'],
      document['id_token_signing_alg_values_supported'],
      document['response_modes_supported'],
    ].map((list) => (Array.isArray(list) ? list.length : 0))
  }
  const strong = ['ES256', 'PS256', 'EdDSA', 'Ed25519'].length
  const before = said()
  assert.deepEqual(before.slice(0, 4), [1, 1, strong, strong])
  steps.test.secure({ profile: 'fapi2-message-signing' })
  const modes = steps.test.provider.discovery()['response_modes_supported']
  assert.deepEqual(modes, ['jwt', 'query.jwt', 'fragment.jwt', 'form_post.jwt'])
  steps.test.secure({ profile: 'fapi2', postures: { 'client-key-authentication': 'report' } })
  const { token_endpoint_auth_methods_supported: methods } = steps.test.provider.discovery()
  assert.ok(Array.isArray(methods) && methods.includes('client_secret_basic') && !methods.includes('none'))
  steps.test.secure({ profile: 'default', postures: {} })
  assert.ok(said().every((length, index) => length > (before[index] ?? 0) || index === 4))
  steps.test.secure({ profile: 'fapi2' })
})

describe('FAPI2SP-5.3.2.1 tokens under the profile fapi2', () => {
  async function redeem(age: number, isProved = true): Promise<JsonAnswer> {
    const code = await steps.test.code({ codeChallenge: challenge, codeChallengeMethod: 'S256' })
    steps.test.advance(age)
    const assertion = await assertionOf(claimsOf(steps.test), strong)
    const sent = { grant_type: 'authorization_code', code, redirect_uri: redirectUri, code_verifier: verifier }
    const dpop = isProved ? await maker.proof() : undefined
    return steps.test.provider.token({ parameters: form({ ...sent, ...asserted(assertion) }), authorization: undefined, dpop })
  }

  test('FSP-55 dpop-proof-required: without a proof there are none', async () => {
    refused(await redeem(0, false), 'invalid_dpop_proof', 'dpop_proof_missing')
    assert.equal((await redeem(0)).body?.['token_type'], 'DPoP')
  })

  test('FSP-54 code-age: a code is good for 60 seconds', async () => {
    assert.equal((await redeem(60_000)).status, 200)
    refused(await redeem(60_001), 'invalid_grant', 'code_too_old')
  })
})
