import type { Reason } from '../reason.ts'

const proofInvalid = { error: 'invalid_dpop_proof', spec: 'RFC9449-4.3' } as const

/** Reasons about DPoP proofs, RFC9449-5 and RFC9449-7.1. An endpoint that takes an access token answers 401 instead. */
export const dpopReasons = {
  dpop_proof_malformed: { ...proofInvalid, text: 'DPoP must be one header with one signed JWT that has jti, htm, htu and iat' },
  dpop_proof_type: { ...proofInvalid, text: 'DPoP must have the typ dpop+jwt' },
  dpop_proof_algorithm: { ...proofInvalid, text: 'DPoP is not signed with an algorithm that this server accepts' },
  dpop_proof_key: { ...proofInvalid, text: 'DPoP must bring the public key of its signature as jwk, and nothing private' },
  dpop_proof_signature: { ...proofInvalid, text: 'DPoP is not signed with the key that it brings' },
  dpop_proof_method: { ...proofInvalid, text: 'DPoP was made for another HTTP method (htm)' },
  dpop_proof_address: { ...proofInvalid, text: 'DPoP was made for another address (htu)' },
  dpop_proof_time: { ...proofInvalid, text: 'DPoP was not made just now (iat)' },
  dpop_proof_token_hash: { ...proofInvalid, text: 'DPoP was not made for this access token (ath)' },
  dpop_proof_replayed: { ...proofInvalid, spec: 'RFC9449-11.1', text: 'DPoP was used before (jti)' },
  dpop_proof_missing: {
    error: 'invalid_dpop_proof',
    spec: 'RFC9449-5.2',
    text: 'DPoP is missing, and this client gets no tokens that are not bound to a key',
  },
  code_key_mismatch: {
    error: 'invalid_grant',
    spec: 'RFC9449-10',
    text: 'code was asked for with another DPoP key',
  },
  refresh_token_key_mismatch: {
    error: 'invalid_grant',
    spec: 'RFC9449-5',
    text: 'refresh_token is bound to another DPoP key',
  },
  dpop_jkt_mismatch: { ...proofInvalid, spec: 'RFC9449-10.1', text: 'dpop_jkt names another key than that of DPoP' },
  dpop_jkt_malformed: {
    error: 'invalid_request',
    spec: 'RFC9449-10',
    text: 'dpop_jkt must be the base64url form of a SHA-256 without padding: 43 characters',
  },
  dpop_nonce_required: {
    error: 'use_dpop_nonce',
    spec: 'RFC9449-8',
    text: 'DPoP must contain the nonce that this server gives in DPoP-Nonce',
  },
} as const satisfies Record<string, Reason>
