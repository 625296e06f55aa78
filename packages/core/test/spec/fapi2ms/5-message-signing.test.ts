import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { JsonAnswer, ReasonId } from '@latchkey/core'
import { decodeProtectedHeader } from 'jose'
import { asserted, assertionOf, claimsOf, newKey, type TestKey } from '../../assertion-kit.ts'
import { BrowserSteps, plainRequest } from '../../browser-steps.ts'
import { form, issuer } from '../../test-provider.ts'

let steps: BrowserSteps
let strong: TestKey
let weak: TestKey

before(async () => {
  strong = await newKey('ES256', 'strong')
  weak = await newKey('RS256', 'weak')
  const jwks = { keys: [{ ...strong.publicJwk }, { ...weak.publicJwk }] }
  steps = await BrowserSteps.open({ secrets: [], tokenEndpointAuthMethod: 'private_key_jwt', jwks })
  steps.test.secure({ profile: 'fapi2-message-signing' })
})
after(() => steps[Symbol.asyncDispose]())

type Claims = Readonly<Record<string, unknown>>

async function push(parameters: Readonly<Record<string, string>>): Promise<JsonAnswer> {
  const assertion = await assertionOf(claimsOf(steps.test), strong)
  const all = form({ ...parameters, ...asserted(assertion), client_id: 'rp' })
  return steps.test.provider.pushedAuthorizationRequest({ parameters: all, authorization: undefined })
}

/** A request object that the profile allows; `undefined` leaves a claim out. */
async function pushObject(change: Claims = {}, key = strong): Promise<JsonAnswer> {
  const now = Math.floor(steps.test.now / 1000)
  const claims = { iss: 'rp', aud: issuer, nbf: now, exp: now + 300, response_mode: 'jwt', ...plainRequest, ...change }
  return push({ request: await assertionOf(JSON.parse(JSON.stringify(claims)), key) })
}

function refused(answer: JsonAnswer, error: string, reason: ReasonId): void {
  assert.deepEqual([answer.body?.['error'], answer.refusal?.reason], [error, reason])
}

describe('FAPI2MS-5.3.1 requests under the profile fapi2-message-signing', () => {
  test('a signed one that names this server and is good for an hour is accepted', async () => {
    const now = Math.floor(steps.test.now / 1000)
    assert.equal((await pushObject()).status, 201)
    assert.equal((await pushObject({ aud: ['https://other.example', issuer], nbf: now - 3_600, exp: now })).status, 201)
  })

  test('one without an object is refused', async () => {
    refused(await push({ ...plainRequest, response_mode: 'jwt' }), 'invalid_request', 'signed_request_object_required')
  })

  test('one that RS256 signs is refused', async () => {
    refused(await pushObject({}, weak), 'invalid_request_object', 'request_object_weak_algorithm')
  })

  const seconds: readonly (readonly [what: string, change: (now: number) => Claims, reason: ReasonId])[] = [
    ['names nobody', () => ({ aud: undefined }), 'request_object_audience_missing'],
    ['names another server', () => ({ aud: 'https://other.example' }), 'request_object_audience'],
    ['has no end', () => ({ exp: undefined }), 'request_object_times_missing'],
    ['has no beginning', () => ({ nbf: undefined }), 'request_object_times_missing'],
    ['is over', (now) => ({ nbf: now - 300, exp: now - 31 }), 'request_object_expired'],
    ['is good for more than an hour', (now) => ({ nbf: now, exp: now + 3_601 }), 'request_object_lives_too_long'],
    ['ends too late from now on', (now) => ({ nbf: now + 20, exp: now + 3_632 }), 'request_object_lives_too_long'],
    ['began more than an hour ago', (now) => ({ nbf: now - 3_601, exp: now - 1 }), 'request_object_too_old'],
  ]
  for (const [what, change, reason] of seconds) {
    test(`one that ${what} is refused: ${reason}`, async () => {
      refused(await pushObject(change(Math.floor(steps.test.now / 1000))), 'invalid_request_object', reason)
    })
  }
})

describe('FAPI2MS-5.4.1 answers under the profile fapi2-message-signing', () => {
  for (const mode of [undefined, 'query', 'form_post'] as const) {
    test(`response_mode ${mode ?? 'left out'} is refused, as the answer would not be signed`, async () => {
      refused(await pushObject({ response_mode: mode }), 'invalid_request', 'response_mode_not_signed')
    })
  }

  test('FAPI2SP-5.4.1 an answer is signed by ES256 where the client and the primary key leave RS256', async () => {
    const answer = await pushObject()
    await steps.signIn()
    const requestUri = String(answer.body?.['request_uri'])
    const outcome = await steps.send([
      ['client_id', 'rp'],
      ['request_uri', requestUri],
    ])
    assert.ok(outcome.kind === 'interact')
    const answered = await steps.decide(outcome.transaction, 'allow')
    assert.ok(answered.kind === 'respond')
    const parameters = Object.fromEntries(answered.response.parameters)
    assert.deepEqual(Object.keys(parameters), ['response'])
    assert.equal(decodeProtectedHeader(parameters['response'] ?? '').alg, 'ES256')
  })
})
