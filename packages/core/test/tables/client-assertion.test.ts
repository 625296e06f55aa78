import {
  assertionClaimChecks,
  assertionSignatureChecks,
  type PresentedAssertion,
} from '../../src/client-auth/assertion-checks.ts'
import type { ParsedJws } from '../../src/client-keys/parse-jws.ts'
import type { JudgedJws } from '../../src/client-keys/refused-for.ts'
import { testRows } from './check-rows.ts'
import { client } from './samples.ts'

const now = 1_800_000_000_000
const issuer = 'https://op.example'
const claims = { iss: 'rp', sub: 'rp', aud: issuer, jti: 'one', exp: now / 1000 + 60 }
const jws: ParsedJws = { text: 'a.b.c', header: { alg: 'ES256' }, algorithm: 'ES256', claims }
const presented: PresentedAssertion = { client, issuer, jws, clientId: undefined, audiences: [issuer], now }

function saying(change: Readonly<Record<string, unknown>>): Partial<PresentedAssertion> {
  return { jws: { ...jws, claims: { ...claims, ...change } } }
}

testRows('rows about what an assertion says', assertionClaimChecks, presented, [
  ['client-assertion-issuer', 'client_auth_assertion_issuer', 'an assertion of another issuer', saying({ iss: 'other' })],
  ['client-assertion-client-id', 'client_auth_assertion_client_id', 'client_id of another client', { clientId: 'other' }],
  ['client-assertion-client-id', undefined, 'client_id of the same client', { clientId: 'rp' }],
  [
    'client-assertion-audience',
    'client_auth_assertion_audience',
    'an assertion for another server',
    saying({ aud: 'https://x' }),
  ],
  ['client-assertion-issuer-audience', 'client_auth_assertion_not_issuer', 'a list of audiences', saying({ aud: [issuer] })],
  [
    'client-assertion-issuer-audience',
    'client_auth_assertion_not_issuer',
    'an object that cannot become a text',
    saying({ aud: { toString: 1, valueOf: 1 } }),
  ],
  [
    'client-assertion-issuer-audience',
    'client_auth_assertion_not_issuer',
    'an endpoint',
    saying({ aud: `${issuer}/auth/token` }),
  ],
  ['client-assertion-strong-algorithm', 'client_auth_assertion_weak_algorithm', 'RS256', { jws: { ...jws, algorithm: 'RS256' } }],
  ['client-assertion-strong-algorithm', undefined, 'Ed25519', { jws: { ...jws, algorithm: 'Ed25519' } }],
  ['client-assertion-times', 'client_auth_assertion_times', 'an expired assertion', saying({ exp: now / 1000 - 60 })],
  ['client-assertion-id', 'client_auth_assertion_id', 'an assertion without jti', saying({ jti: undefined })],
])

const verified: JudgedJws = { jws, outcome: { kind: 'verified', algorithm: 'ES256', claims } }

testRows('rows about who made an assertion', assertionSignatureChecks, verified, [
  ['client-assertion-explicit-type', 'client_auth_assertion_typ', 'a JWT of another kind', { outcome: refusal('type') }],
  ['client-assertion-algorithm', 'client_auth_assertion_algorithm', 'another algorithm', { outcome: refusal('algorithm') }],
  ['client-assertion-key', 'client_auth_assertion_key', 'a key that is not there', { outcome: refusal('keys_kid_unknown') }],
  ['client-assertion-key', 'client_auth_assertion_key', 'a client without secret', { outcome: refusal('no_secret') }],
  ['client-assertion-signature', 'client_auth_assertion_signature', 'a wrong signature', { outcome: refusal('signature') }],
])

function refusal(problem: Extract<JudgedJws['outcome'], { kind: 'refused' }>['problem']): JudgedJws['outcome'] {
  return { kind: 'refused', problem }
}
