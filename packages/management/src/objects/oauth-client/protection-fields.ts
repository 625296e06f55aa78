import type { FieldDeclaration, Fields } from '../../declarations/declaration.ts'

function algorithm(enumName: string, label: string, description: string): FieldDeclaration {
  return { label, description, type: { type: 'enum', enumName, nullable: true }, update: 'mutable' }
}

function encryption(what: string): readonly [alg: FieldDeclaration, enc: FieldDeclaration] {
  return [
    algorithm(
      'OAuthKeyManagement',
      `Encryption of ${what}`,
      `How the key is conveyed with which ${what} for the client are encrypted; without one they are not`,
    ),
    algorithm(
      'OAuthContentEncryption',
      `Content Encryption of ${what}`,
      `How the content of ${what} is encrypted; without one by A128CBC-HS256`,
    ),
  ]
}

const [idTokenAlg, idTokenEnc] = encryption('ID tokens')
const [userinfoAlg, userinfoEnc] = encryption('UserInfo answers')
const [authorizationAlg, authorizationEnc] = encryption('authorization responses')

/** What is signed, and what is encrypted for the client or by it. */
export const protectionFields: Fields = {
  idTokenSignedResponseAlg: algorithm(
    'OAuthIdTokenAlgorithm',
    'Signature Algorithm',
    'Algorithm of ID tokens for this client; without one that of the provider',
  ),
  authorizationSignedResponseAlg: algorithm(
    'OAuthSigningAlgorithm',
    'Signature Algorithm of Responses',
    'Algorithm of authorization responses that the client wants signed; without one RS256',
  ),
  userinfoSignedResponseAlg: algorithm(
    'OAuthSigningAlgorithm',
    'Signature Algorithm of UserInfo',
    'Algorithm of UserInfo answers; without one they are not signed',
  ),
  idTokenEncryptedResponseAlg: idTokenAlg,
  idTokenEncryptedResponseEnc: idTokenEnc,
  userinfoEncryptedResponseAlg: userinfoAlg,
  userinfoEncryptedResponseEnc: userinfoEnc,
  authorizationEncryptedResponseAlg: authorizationAlg,
  authorizationEncryptedResponseEnc: authorizationEnc,
  requestObjectEncryptionAlg: algorithm(
    'OAuthKeyManagement',
    'Encryption of Request Objects',
    'How the client may convey the key with which it encrypts request objects; without one in every way that works',
  ),
  requestObjectEncryptionEnc: algorithm(
    'OAuthContentEncryption',
    'Content Encryption of Request Objects',
    'How the client may encrypt the content of request objects; without one in every way that works',
  ),
}
