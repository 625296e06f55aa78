import type { Client } from '../clients/client.ts'
import { type ContentEncryption, contentEncryptionNamed } from './content-encryption.ts'
import { type KeyManagement, keyManagementNamed } from './key-management.ts'

/** What a client can have encrypted, by the members of its record that ask for it. */
export const encryptedAnswers = {
  idToken: { alg: 'idTokenEncryptedResponseAlg', enc: 'idTokenEncryptedResponseEnc' },
  userinfo: { alg: 'userinfoEncryptedResponseAlg', enc: 'userinfoEncryptedResponseEnc' },
  authorization: { alg: 'authorizationEncryptedResponseAlg', enc: 'authorizationEncryptedResponseEnc' },
} as const satisfies Readonly<Record<string, { readonly alg: keyof Client; readonly enc: keyof Client }>>

export type EncryptedAnswer = keyof typeof encryptedAnswers

/** How something is encrypted. */
export interface EncryptionPair {
  readonly management: KeyManagement
  readonly encryption: ContentEncryption
}

/** What OIDCR-2 and JARM-3 want where a client names no `enc`. */
export const defaultContentEncryption = 'A128CBC-HS256'

/** How this client wants an answer encrypted; `undefined`: not at all. */
export function encryptionOf(client: Client, answer: EncryptedAnswer): EncryptionPair | undefined {
  const { alg, enc } = encryptedAnswers[answer]
  const name = client[alg]
  if (name === undefined) return undefined
  const management = keyManagementNamed(name)
  const encryption = contentEncryptionNamed(client[enc] ?? defaultContentEncryption)
  if (management === undefined || encryption === undefined) throw new TypeError('a client is stored with an unknown encryption')
  return { management, encryption }
}

/** How this client may encrypt request objects: as it registered, or, if it registered nothing, in every way that works (OIDCR-2). */
export function requestEncryptionOf(client: Client): { readonly alg?: string; readonly enc?: string } {
  const { requestObjectEncryptionAlg: alg, requestObjectEncryptionEnc: enc = defaultContentEncryption } = client
  return alg === undefined ? {} : { alg, enc }
}
