import type { Check } from '../checks/check.ts'
import type { Posture } from '../checks/posture.ts'
import { showValue } from '../trace/show-value.ts'
import { type ParsedProof, proofAlgorithms } from './parse-proof.ts'

/** A request that came with a `DPoP` header, with what was found out about the proof in it. */
export interface PresentedProof {
  /** `undefined`: not a JWT with the claims of a proof. */
  readonly proof: ParsedProof | undefined
  readonly isSignatureRight: boolean
  /** Of the request: method, and the addresses of its endpoint. */
  readonly method: string
  readonly addresses: readonly string[]
  /** Digest of the access token that came with the request, as `ath` has it; `undefined`: there is none. */
  readonly accessTokenHash: string | undefined
  /** Whether `nonce` is one that this server gave lately; `undefined`: the proof has none. */
  readonly isNonceOurs: boolean | undefined
  readonly noncePosture: Posture
  /** Milliseconds since the epoch. */
  readonly now: number
}

export type ProofEndpoint = 'token' | 'par' | 'userinfo'

const at: readonly ProofEndpoint[] = ['token', 'par', 'userinfo']

/** How far `iat` may be from our clock, milliseconds, either way. A proof is remembered for as long. */
export const proofWindow = 60_000

/** The rules of RFC9449-4.3, in its order. That the key is the one to which something is bound is the endpoint's to decide. */
export const proofChecks: readonly Check<PresentedProof, ProofEndpoint>[] = [
  {
    name: 'dpop-proof-form',
    spec: 'RFC9449-4.3',
    at,
    run: ({ proof }) => (proof === undefined ? { reason: 'dpop_proof_malformed' } : undefined),
  },
  {
    name: 'dpop-proof-type',
    spec: 'RFC9449-4.2',
    at,
    run: ({ proof }) =>
      proof?.type?.toLowerCase() === 'dpop+jwt'
        ? undefined
        : { reason: 'dpop_proof_type', expected: 'dpop+jwt', received: showValue(proof?.type ?? '') },
  },
  {
    name: 'dpop-proof-algorithm',
    spec: 'RFC9449-4.2',
    at,
    run: ({ proof }) =>
      proof?.algorithm === undefined ? { reason: 'dpop_proof_algorithm', expected: proofAlgorithms.join(', ') } : undefined,
  },
  {
    name: 'dpop-proof-key',
    spec: 'RFC9449-4.2',
    at,
    run: ({ proof }) => (proof?.key === undefined ? { reason: 'dpop_proof_key' } : undefined),
  },
  {
    name: 'dpop-proof-signature',
    spec: 'RFC9449-4.3',
    at,
    run: ({ isSignatureRight }) => (isSignatureRight ? undefined : { reason: 'dpop_proof_signature' }),
  },
  {
    name: 'dpop-proof-method',
    spec: 'RFC9449-4.3',
    at,
    run: ({ proof, method }) =>
      proof?.htm === method
        ? undefined
        : { reason: 'dpop_proof_method', expected: method, received: showValue(proof?.htm ?? '') },
  },
  {
    name: 'dpop-proof-address',
    spec: 'RFC9449-4.3',
    at,
    run({ proof, addresses }) {
      const named = comparable(proof?.htu ?? '')
      if (addresses.some((address) => comparable(address) === named)) return undefined
      return { reason: 'dpop_proof_address', expected: addresses.join(' or ') }
    },
  },
  {
    name: 'dpop-proof-nonce',
    spec: 'RFC9449-8',
    at,
    posture: ({ noncePosture, isNonceOurs }) => (isNonceOurs === false ? 'enforce' : noncePosture),
    run: ({ isNonceOurs }) => (isNonceOurs === true ? undefined : { reason: 'dpop_nonce_required' }),
  },
  {
    name: 'dpop-proof-time',
    spec: 'RFC9449-11.1',
    at,
    run({ proof, now, isNonceOurs }) {
      // A nonce of ours tells the time of the proof better than the clock of whoever made it.
      if (isNonceOurs === true || Math.abs((proof?.iat ?? 0) * 1_000 - now) <= proofWindow) return undefined
      return {
        reason: 'dpop_proof_time',
        expected: `${now} give or take ${proofWindow}`,
        received: String((proof?.iat ?? 0) * 1_000),
      }
    },
  },
  {
    name: 'dpop-proof-token-hash',
    spec: 'RFC9449-7',
    at: ['userinfo'],
    run: ({ proof, accessTokenHash }) =>
      accessTokenHash === undefined || proof?.ath === accessTokenHash ? undefined : { reason: 'dpop_proof_token_hash' },
  },
]

/** Scheme and host in lower case, no default port, no query or fragment (RFC9449-4.3, RFC3986-6.2). */
function comparable(address: string): string | undefined {
  const url = URL.parse(address)
  return url === null || url.username !== '' || url.password !== '' ? undefined : url.origin + url.pathname
}
