import type { Reason } from '../reason.ts'

const oidc = { error: 'invalid_client_metadata', spec: 'OIDCR-2' } as const
const jarm = { error: 'invalid_client_metadata', spec: 'JARM-3' } as const
const unsupported = 'is not one that this server supports'
const needsKey =
  'needs jwks or jwks_uri with a key that fits it and may be used to encrypt, or for a symmetric algorithm a client secret'

/** Reasons of registration for what a client wants signed and encrypted. */
export const protectionReasons = {
  id_token_encrypted_response_alg_unsupported: { ...oidc, text: `id_token_encrypted_response_alg ${unsupported}` },
  id_token_encrypted_response_enc_unsupported: { ...oidc, text: `id_token_encrypted_response_enc ${unsupported}` },
  id_token_encrypted_response_enc_alone: {
    ...oidc,
    text: 'id_token_encrypted_response_enc needs id_token_encrypted_response_alg',
  },
  id_token_encrypted_response_alg_needs_key: { ...oidc, text: `id_token_encrypted_response_alg ${needsKey}` },
  userinfo_signed_response_alg_unsupported: { ...oidc, text: `userinfo_signed_response_alg ${unsupported}` },
  userinfo_signed_response_alg_needs_secret: {
    ...oidc,
    text: 'userinfo_signed_response_alg needs a client secret, which a public client does not have',
  },
  post_quantum_signature_not_offered: {
    ...oidc,
    text: 'ML-DSA signatures are not offered to clients that register themselves',
  },
  userinfo_encrypted_response_alg_unsupported: { ...oidc, text: `userinfo_encrypted_response_alg ${unsupported}` },
  userinfo_encrypted_response_enc_unsupported: { ...oidc, text: `userinfo_encrypted_response_enc ${unsupported}` },
  userinfo_encrypted_response_enc_alone: {
    ...oidc,
    text: 'userinfo_encrypted_response_enc needs userinfo_encrypted_response_alg',
  },
  userinfo_encrypted_response_alg_needs_key: { ...oidc, text: `userinfo_encrypted_response_alg ${needsKey}` },
  authorization_encrypted_response_alg_unsupported: { ...jarm, text: `authorization_encrypted_response_alg ${unsupported}` },
  authorization_encrypted_response_enc_unsupported: { ...jarm, text: `authorization_encrypted_response_enc ${unsupported}` },
  authorization_encrypted_response_enc_alone: {
    ...jarm,
    text: 'authorization_encrypted_response_enc needs authorization_encrypted_response_alg',
  },
  authorization_encrypted_response_alg_needs_key: { ...jarm, text: `authorization_encrypted_response_alg ${needsKey}` },
  request_object_encryption_alg_unsupported: { ...oidc, text: `request_object_encryption_alg ${unsupported}` },
  request_object_encryption_enc_unsupported: { ...oidc, text: `request_object_encryption_enc ${unsupported}` },
  request_object_encryption_enc_alone: { ...oidc, text: 'request_object_encryption_enc needs request_object_encryption_alg' },
  request_object_encryption_alg_needs_secret: {
    ...oidc,
    text: 'request_object_encryption_alg is symmetric and needs a client secret, which a public client does not have',
  },
} as const satisfies Record<string, Reason>
