import { calculateJwkThumbprint, compactVerify } from 'jose'
import { runChecks } from '../checks/check.ts'
import type { Posture } from '../checks/posture.ts'
import { OAuthError } from '../errors/oauth-error.ts'
import type { Digest } from '../ids.ts'
import type { Ports } from '../ports/ports.ts'
import type { CheckOutcome } from '../trace/trace.ts'
import { type ProofEndpoint, proofChecks, proofWindow } from './checks.ts'
import { isCurrentNonce, noncePeriod } from './nonce.ts'
import { type ParsedProof, parseProof } from './parse-proof.ts'

/** A request with a `DPoP` header. */
export interface ProofRequest {
  /** The header as sent. */
  readonly proof: string
  readonly method: string
  /** The issuer of the endpoint and its path below it. */
  readonly issuer: string
  readonly path: string
  /** That came with it, at an endpoint that takes one. */
  readonly accessToken?: string
  /** What is thought of a proof without nonce. A wrong nonce is always refused. */
  readonly noncePosture: Posture
}

/**
 * Decides whether the sender of a request holds the key of its DPoP proof, and takes the proof for used. Answers the thumbprint of the key
 * (`jkt`), to which something can be bound or with which something that is bound must agree.
 * @see RFC9449-4.3, RFC9449-11.1
 * @throws OAuthError `invalid_dpop_proof`; `use_dpop_nonce`, beside which `currentNonce` must be sent
 */
export async function acceptProof(
  endpoint: ProofEndpoint,
  request: ProofRequest,
  ports: Ports,
  outcomes: CheckOutcome[],
): Promise<string> {
  const now = ports.clock()
  const proof = parseProof(request.proof)
  const presented = {
    proof,
    isSignatureRight: proof !== undefined && (await isSignedWithItsKey(proof)),
    method: request.method,
    addresses: addressesOf(request, ports),
    accessTokenHash: request.accessToken === undefined ? undefined : ports.crypto.digest(request.accessToken),
    isNonceOurs: proof?.nonce === undefined ? undefined : isCurrentNonce(proof.nonce, ports),
    noncePosture: request.noncePosture,
    now,
  }
  runChecks(proofChecks, endpoint, presented, outcomes)
  if (proof?.key === undefined) throw new TypeError('the checks passed without a proof and its key')
  const jkt = await calculateJwkThumbprint({ ...proof.key })
  const isFirst = await ports.stores.singleUse.claim({
    purpose: 'dpop-proof',
    digest: digestOf(proof, jkt, ports),
    expiresAt: now + proofLife,
    now,
  })
  outcomes.push({ check: 'dpop-proof-single-use', spec: 'RFC9449-11.1', outcome: isFirst ? 'passed' : 'failed' })
  if (!isFirst) throw new OAuthError('dpop_proof_replayed')
  return jkt
}

/** Where the endpoint is: at the issuer and, for clients with certificates, perhaps elsewhere besides (RFC8705-5). */
function addressesOf({ issuer, path }: ProofRequest, { mutualTls }: Ports): readonly string[] {
  const alias = mutualTls?.endpoints
  return alias === undefined ? [issuer + path] : [issuer + path, alias + path]
}

/** From a first use on, milliseconds: afterwards neither its `iat` nor its nonce would let the proof pass. */
const proofLife = 2 * Math.max(proofWindow, noncePeriod)

/** Of the key too: nobody can use up the proofs of another. */
function digestOf({ jti }: ParsedProof, jkt: string, { crypto }: Ports): Digest {
  return crypto.digest(`${jkt}\n${jti}`)
}

async function isSignedWithItsKey({ text, key, algorithm }: ParsedProof): Promise<boolean> {
  if (key === undefined || algorithm === undefined) return false
  try {
    await compactVerify(text, { ...key }, { algorithms: [algorithm] })
    return true
  } catch {
    return false
  }
}
