import type { AuthorizationEndpoint } from '../authorization-request/check-inputs.ts'
import type { Check } from '../checks/check.ts'
import type { AdjustableCheck, Posture } from '../checks/posture.ts'
import { postureOf } from '../posture/posture-of.ts'
import type { ObjectInput } from './object-checks.ts'

/** How far the clock of a client may differ from ours, milliseconds. */
export const objectSkew = 30_000
/** How long an object may be good, and how long ago it may have begun to be, milliseconds, where the rule says so (FAPI2MS-5.3.1). */
const maxLife = 60 * 60 * 1000

const at: readonly AuthorizationEndpoint[] = ['authorize', 'par']

/** What FAPI2MS-5.3.1 wants said in an object that RFC9101-4 leaves open: for whom it is, from when and until when. */
export const freshnessChecks: readonly Check<ObjectInput, AuthorizationEndpoint>[] = [
  {
    name: 'request-object-audience-required',
    spec: 'FAPI2MS-5.3.1',
    at,
    posture: as('request-object-audience-required'),
    run: ({ claims: { aud }, issuer }) =>
      aud === undefined ? { reason: 'request_object_audience_missing', expected: issuer, received: 'nothing' } : undefined,
  },
  {
    name: 'request-object-short-lived',
    spec: 'FAPI2MS-5.3.1',
    at,
    posture: as('request-object-short-lived'),
    run: ({ claims: { exp, nbf } }) =>
      exp === undefined || nbf === undefined
        ? {
            reason: 'request_object_times_missing',
            expected: 'exp and nbf',
            received: exp === nbf ? 'neither' : exp === undefined ? 'nbf' : 'exp',
          }
        : undefined,
  },
  {
    name: 'request-object-life',
    spec: 'FAPI2MS-5.3.1',
    at,
    posture: as('request-object-short-lived'),
    run: ({ claims: { exp, nbf }, now }) => {
      const end = milliseconds(exp)
      const life = Math.max(end - milliseconds(nbf), end - now - objectSkew)
      return life > maxLife
        ? { reason: 'request_object_lives_too_long', expected: `at most ${maxLife} ms`, received: `${life} ms` }
        : undefined
    },
  },
  {
    name: 'request-object-age',
    spec: 'FAPI2MS-5.3.1',
    at,
    posture: as('request-object-short-lived'),
    run: ({ claims: { nbf }, now }) => {
      const age = now - milliseconds(nbf)
      return age > maxLife
        ? { reason: 'request_object_too_old', expected: `at most ${maxLife} ms`, received: `${age} ms` }
        : undefined
    },
  },
]

function as(rule: AdjustableCheck) {
  return ({ client, security }: ObjectInput): Posture => postureOf(rule, client, security)
}

/** Of a claim that says when; `NaN`, which is neither too early nor too late, without one. */
function milliseconds(seconds: unknown): number {
  return typeof seconds === 'number' ? seconds * 1000 : Number.NaN
}
