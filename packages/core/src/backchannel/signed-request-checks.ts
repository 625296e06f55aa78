import type { Check } from '../checks/check.ts'
import type { ServerPosture } from '../checks/posture.ts'
import type { JwsForm } from '../client-keys/parse-jws.ts'
import { checkStrongAlgorithm } from '../client-keys/strong-algorithms.ts'
import type { VerifiedJws } from '../client-keys/verify-client-jws.ts'
import type { Client } from '../clients/client.ts'
import { postureOf } from '../posture/posture-of.ts'
import { showValue } from '../trace/show-value.ts'
import type { Parameters } from '../wire/parameters.ts'

/** A signed backchannel request with all that was found out about it. */
export interface SignedRequestInput {
  readonly client: Client
  /** Of the server; absent: by default. */
  readonly security?: ServerPosture | undefined
  readonly issuer: string
  readonly form: JwsForm
  readonly signature: VerifiedJws
  /** Of the payload; empty if it could not be read. */
  readonly claims: Readonly<Record<string, unknown>>
  readonly inside: Parameters | { readonly malformed: string }
  /** Names of parameters that stand beside it and do not authenticate the client. */
  readonly beside: readonly string[]
  /** By `exp`, `iat` and `nbf`. */
  readonly isTimely: boolean
}

type Row = Check<SignedRequestInput, 'backchannel'>

const at = ['backchannel'] as const
const maxJtiLength = 512

/** The rules of a signed request (CIBA-7.1.1), in their order: nothing in it is believed before the signature has been verified. */
export const signedRequestChecks: readonly Row[] = [
  {
    name: 'backchannel-request-alone',
    spec: 'CIBA-7.1.1',
    at,
    run: ({ beside }) => (beside.length === 0 ? undefined : { reason: 'backchannel_request_beside' }),
  },
  {
    name: 'backchannel-request-form',
    spec: 'CIBA-7.1.1',
    at,
    run: ({ form, signature }) => {
      if (form.kind === 'parsed' && problemOf(signature) !== 'type') return undefined
      return { reason: 'backchannel_request_malformed', received: form.kind === 'refused' ? form.problem : 'another typ' }
    },
  },
  {
    name: 'backchannel-request-algorithm',
    spec: 'CIBA-7.1.1',
    at,
    run: ({ form, signature }) => {
      if (signature.kind === 'verified' || signature.problem !== 'algorithm' || form.kind === 'refused') return undefined
      const expected = signature.expected ?? ''
      return { reason: 'backchannel_request_algorithm', expected, received: showValue(form.jws.algorithm) }
    },
  },
  {
    name: 'backchannel-request-strong-algorithm',
    spec: 'FAPI2SP-5.4.1',
    at,
    posture: ({ client, security }) => postureOf('request-object-strong-algorithm', client, security),
    run: ({ form }) =>
      form.kind === 'refused' ? undefined : checkStrongAlgorithm(form.jws.algorithm, 'backchannel_request_weak_algorithm'),
  },
  {
    name: 'backchannel-request-signature',
    spec: 'CIBA-7.1.1',
    at,
    run: ({ signature }) =>
      signature.kind === 'verified' ? undefined : { reason: 'backchannel_request_signature', received: signature.problem },
  },
  {
    name: 'backchannel-request-issuer',
    spec: 'CIBA-7.1.1',
    at,
    run: ({ claims: { iss }, client }) =>
      iss === client.clientId
        ? undefined
        : { reason: 'backchannel_request_issuer', expected: client.clientId, received: shown(iss) },
  },
  {
    name: 'backchannel-request-audience',
    spec: 'CIBA-7.1.1',
    at,
    run: ({ claims: { aud }, issuer }) =>
      aud === issuer || (Array.isArray(aud) && aud.includes(issuer))
        ? undefined
        : { reason: 'backchannel_request_audience', expected: issuer, received: shown(aud) },
  },
  {
    name: 'backchannel-request-times-there',
    spec: 'CIBA-7.1.1',
    at,
    run: ({ claims: { exp, iat, nbf } }) =>
      [exp, iat, nbf].every((value) => typeof value === 'number') ? undefined : { reason: 'backchannel_request_times_missing' },
  },
  {
    name: 'backchannel-request-times',
    spec: 'FAPICIBA-5.2.2',
    at,
    run: ({ isTimely }) => (isTimely ? undefined : { reason: 'backchannel_request_times' }),
  },
  {
    name: 'backchannel-request-jti',
    spec: 'CIBA-7.1.1',
    at,
    run: ({ claims: { jti } }) =>
      typeof jti === 'string' && jti !== '' && jti.length <= maxJtiLength ? undefined : { reason: 'backchannel_request_jti' },
  },
  {
    name: 'backchannel-request-parameters',
    spec: 'CIBA-7.1.1',
    at,
    run: ({ inside, claims }) => {
      if ('malformed' in inside) return { reason: 'backchannel_request_parameter', received: inside.malformed }
      const isNested = claims['request'] !== undefined || claims['request_uri'] !== undefined
      return isNested ? { reason: 'backchannel_request_parameter', received: 'request' } : undefined
    },
  },
]

function problemOf(signature: VerifiedJws): string | undefined {
  return signature.kind === 'verified' ? undefined : signature.problem
}

function shown(value: unknown): string {
  return value === undefined ? 'nothing' : showValue(typeof value === 'string' ? value : JSON.stringify(value))
}
