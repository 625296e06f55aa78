import type { AuthorizationEndpoint } from '../authorization-request/check-inputs.ts'
import type { Check } from '../checks/check.ts'
import type { ServerPosture } from '../checks/posture.ts'
import type { TimeProblem } from '../client-keys/claim-times.ts'
import type { JwsForm } from '../client-keys/parse-jws.ts'
import { checkStrongAlgorithm } from '../client-keys/strong-algorithms.ts'
import type { VerifiedJws } from '../client-keys/verify-client-jws.ts'
import type { Client } from '../clients/client.ts'
import type { Decryption } from '../encryption/decrypt-for-us.ts'
import { postureOf } from '../posture/posture-of.ts'
import { showValue } from '../trace/show-value.ts'
import type { Parameters } from '../wire/parameters.ts'
import { freshnessChecks } from './object-freshness.ts'
import { signedRequestPosture } from './signed-request-posture.ts'

/** A request object with all that was found out about it. */
export interface ObjectInput {
  readonly client: Client
  /** Of the server; absent: by default. */
  readonly security?: ServerPosture | undefined
  readonly issuer: string
  /** How it came. */
  readonly way: 'request' | 'request_uri'
  /** `undefined`: it was not encrypted. */
  readonly decryption: Decryption | undefined
  /** Of what was signed. */
  readonly form: JwsForm
  /** `unsigned`: its `alg` is `none` and it has no signature. */
  readonly signature: VerifiedJws | 'unsigned'
  /** Of the payload; empty if it could not be read. */
  readonly claims: Readonly<Record<string, unknown>>
  readonly timeProblem: TimeProblem | undefined
  /** Milliseconds since the epoch. */
  readonly now: number
  /** `exp` is near enough that a `jti` can be remembered until then. */
  readonly isBrief: boolean
  readonly inside: Parameters | { readonly malformed: string }
  /** `response_type` beside the object. */
  readonly outerResponseType: string | undefined
  /** Nothing beside the object counts. */
  readonly onlyInside: boolean
}

type Row = Check<ObjectInput, AuthorizationEndpoint>

const at: readonly AuthorizationEndpoint[] = ['authorize', 'par']
const maxJtiLength = 512

/** How an object is made and who signed it: nothing in it is believed before all of these have passed. */
const signatureChecks: readonly Row[] = [
  {
    name: 'request-object-decryption',
    spec: 'RFC9101-6.1',
    at,
    run: ({ decryption }) =>
      decryption?.kind === 'refused'
        ? { reason: 'request_object_not_decrypted', received: `${decryption.problem}: ${decryption.detail}` }
        : undefined,
  },
  {
    name: 'request-object-form',
    spec: 'RFC9101-6.2',
    at,
    run: ({ form }) =>
      form.kind === 'parsed' || form.problem === 'header_forbidden'
        ? undefined
        : { reason: 'request_object_malformed', received: form.problem },
  },
  {
    name: 'request-object-header',
    spec: 'RFC8725-3.10',
    at,
    run: ({ form }) =>
      form.kind === 'refused' && form.problem === 'header_forbidden'
        ? { reason: 'request_object_header_forbidden', expected: 'alg, kid and typ', received: form.member ?? '' }
        : undefined,
  },
  {
    name: 'request-object-signature-required',
    spec: 'RFC9101-10.5',
    at,
    posture: signedRequestPosture,
    run: ({ signature }) => (signature === 'unsigned' ? { reason: 'request_object_signature_required' } : undefined),
  },
  {
    name: 'request-object-unsigned',
    spec: 'OIDCC-6.1',
    at,
    run: ({ signature, client, way }) => {
      if (signature !== 'unsigned' || client.requestObjectSigningAlg === 'none') return undefined
      return { reason: way === 'request' ? 'request_object_unsigned' : 'request_uri_object_unsigned' }
    },
  },
  {
    name: 'request-object-type',
    spec: 'RFC9101-10.8',
    at,
    run: ({ signature, form }) => {
      if (problemOf(signature) !== 'type') return undefined
      const received = form.kind === 'parsed' ? showValue(form.jws.type ?? '') : ''
      return { reason: 'request_object_type', expected: 'oauth-authz-req+jwt or jwt', received }
    },
  },
  {
    name: 'request-object-algorithm',
    spec: 'OIDCR-2',
    at,
    run: ({ signature, form }) => {
      if (problemOf(signature) !== 'algorithm') return undefined
      const received = form.kind === 'parsed' ? showValue(form.jws.algorithm) : ''
      return { reason: 'request_object_algorithm', ...expectedOf(signature), received }
    },
  },
  {
    name: 'request-object-strong-algorithm',
    spec: 'FAPI2SP-5.4.1',
    at,
    posture: ({ client, security }) => postureOf('request-object-strong-algorithm', client, security),
    run: ({ form }) =>
      form.kind === 'refused' ? undefined : checkStrongAlgorithm(form.jws.algorithm, 'request_object_weak_algorithm'),
  },
  {
    name: 'request-object-key',
    spec: 'RFC9101-6.2',
    at,
    run: ({ signature }) => {
      const problem = problemOf(signature)
      if (problem !== 'no_secret' && !problem?.startsWith('keys_')) return undefined
      return { reason: 'request_object_no_key', ...expectedOf(signature), received: problem }
    },
  },
  {
    name: 'request-object-signature',
    spec: 'RFC9101-6.2',
    at,
    run: ({ signature }) => (problemOf(signature) === undefined ? undefined : { reason: 'request_object_signature' }),
  },
]

/** Whom it is from and for, when, and how often. */
const claimChecks: readonly Row[] = [
  {
    name: 'request-object-issuer',
    spec: 'OIDCC-6.1',
    at,
    run: ({ claims: { iss }, client }) =>
      iss === undefined || iss === client.clientId
        ? undefined
        : { reason: 'request_object_issuer', expected: client.clientId, received: shown(iss) },
  },
  {
    name: 'request-object-audience',
    spec: 'OIDCC-6.1',
    at,
    run: ({ claims: { aud }, issuer }) =>
      aud === undefined || aud === issuer || (Array.isArray(aud) && aud.includes(issuer))
        ? undefined
        : { reason: 'request_object_audience', expected: issuer, received: shown(aud) },
  },
  {
    name: 'request-object-subject',
    spec: 'RFC9101-10.8',
    at,
    run: ({ claims: { sub }, client }) => (sub === client.clientId ? { reason: 'request_object_subject' } : undefined),
  },
  {
    name: 'request-object-times-form',
    spec: 'RFC7519-2',
    at,
    run: ({ timeProblem }) => (timeProblem === 'malformed' ? { reason: 'request_object_times_malformed' } : undefined),
  },
  {
    name: 'request-object-expiry',
    spec: 'RFC7519-4.1.4',
    at,
    run: ({ timeProblem, claims }) =>
      timeProblem === 'expired' ? { reason: 'request_object_expired', received: shown(claims['exp']) } : undefined,
  },
  {
    name: 'request-object-begin',
    spec: 'RFC7519-4.1.5',
    at,
    run: ({ timeProblem }) =>
      timeProblem === 'not_yet_valid' || timeProblem === 'issued_in_future' ? { reason: 'request_object_premature' } : undefined,
  },
  {
    name: 'request-object-jti',
    spec: 'RFC7519-4.1.7',
    at,
    run: ({ claims: { jti }, isBrief }) =>
      jti === undefined || (typeof jti === 'string' && jti !== '' && jti.length <= maxJtiLength && isBrief)
        ? undefined
        : { reason: 'request_object_jti' },
  },
]

/** What it asks for. */
const contentChecks: readonly Row[] = [
  {
    name: 'request-object-nested',
    spec: 'RFC9101-4',
    at,
    run: ({ claims }) =>
      claims['request'] === undefined && claims['request_uri'] === undefined ? undefined : { reason: 'request_object_nested' },
  },
  {
    name: 'request-object-parameters',
    spec: 'RFC9101-4',
    at,
    run: ({ inside }) =>
      'malformed' in inside ? { reason: 'request_object_parameter_malformed', received: inside.malformed } : undefined,
  },
  {
    name: 'request-object-client',
    spec: 'RFC9101-5',
    at,
    run: ({ claims: { client_id: clientId }, client, onlyInside }) =>
      clientId === client.clientId || (clientId === undefined && !onlyInside)
        ? undefined
        : { reason: 'request_object_client_mismatch', expected: client.clientId, received: shown(clientId) },
  },
  {
    name: 'request-object-response-type',
    spec: 'OIDCC-6.1',
    at,
    run: ({ claims: { response_type: inner }, outerResponseType, onlyInside }) =>
      onlyInside || inner === undefined || outerResponseType === undefined || inner === outerResponseType
        ? undefined
        : { reason: 'request_object_response_type_mismatch', expected: showValue(outerResponseType), received: shown(inner) },
  },
]

/** The rules of a request object, in the order in which they run. */
export const objectChecks: readonly Row[] = [...signatureChecks, ...claimChecks, ...freshnessChecks, ...contentChecks]

function problemOf(signature: ObjectInput['signature']): string | undefined {
  return signature === 'unsigned' || signature.kind === 'verified' ? undefined : signature.problem
}

function expectedOf(signature: ObjectInput['signature']): { readonly expected?: string } {
  if (signature === 'unsigned' || signature.kind === 'verified' || signature.expected === undefined) return {}
  return { expected: signature.expected }
}

function shown(value: unknown): string {
  return value === undefined ? 'nothing' : showValue(typeof value === 'string' ? value : JSON.stringify(value))
}
