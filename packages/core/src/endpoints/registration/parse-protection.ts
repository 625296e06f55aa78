import type { ClientMetadata } from '../../clients/metadata.ts'
import { parseContentEncryption, parseKeyManagement, parseSigningAlgorithm } from '../../clients/metadata-values.ts'
import type { ReasonId } from '../../errors/reasons.ts'

/** Reads one member; `undefined`: it is not there. */
export type MemberReader = <Value>(
  name: string,
  reason: ReasonId,
  parse: (value: unknown) => Value | undefined,
) => Value | undefined

type Protection = Pick<
  ClientMetadata,
  | 'idTokenEncryptedResponseAlg'
  | 'idTokenEncryptedResponseEnc'
  | 'userinfoSignedResponseAlg'
  | 'userinfoEncryptedResponseAlg'
  | 'userinfoEncryptedResponseEnc'
  | 'authorizationEncryptedResponseAlg'
  | 'authorizationEncryptedResponseEnc'
  | 'requestObjectEncryptionAlg'
  | 'requestObjectEncryptionEnc'
>

/** What is signed and encrypted beside the ID token's signature (OIDCR-2, JARM-3). */
export function readProtection(read: MemberReader): { readonly [Name in keyof Protection]: Protection[Name] | undefined } {
  return {
    idTokenEncryptedResponseAlg: read(
      'id_token_encrypted_response_alg',
      'id_token_encrypted_response_alg_unsupported',
      parseKeyManagement,
    ),
    idTokenEncryptedResponseEnc: read(
      'id_token_encrypted_response_enc',
      'id_token_encrypted_response_enc_unsupported',
      parseContentEncryption,
    ),
    userinfoSignedResponseAlg: read(
      'userinfo_signed_response_alg',
      'userinfo_signed_response_alg_unsupported',
      parseSigningAlgorithm,
    ),
    userinfoEncryptedResponseAlg: read(
      'userinfo_encrypted_response_alg',
      'userinfo_encrypted_response_alg_unsupported',
      parseKeyManagement,
    ),
    userinfoEncryptedResponseEnc: read(
      'userinfo_encrypted_response_enc',
      'userinfo_encrypted_response_enc_unsupported',
      parseContentEncryption,
    ),
    authorizationEncryptedResponseAlg: read(
      'authorization_encrypted_response_alg',
      'authorization_encrypted_response_alg_unsupported',
      parseKeyManagement,
    ),
    authorizationEncryptedResponseEnc: read(
      'authorization_encrypted_response_enc',
      'authorization_encrypted_response_enc_unsupported',
      parseContentEncryption,
    ),
    requestObjectEncryptionAlg: read(
      'request_object_encryption_alg',
      'request_object_encryption_alg_unsupported',
      parseKeyManagement,
    ),
    requestObjectEncryptionEnc: read(
      'request_object_encryption_enc',
      'request_object_encryption_enc_unsupported',
      parseContentEncryption,
    ),
  }
}
