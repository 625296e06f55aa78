import {
  type Client,
  contentEncryptionNamed,
  defaultContentEncryption,
  keyManagementNamed,
  parseResponseType,
  publicKeyFor,
  secretKeyBits,
} from '@latchkey/core'
import { type InputIssue, invalidIssue } from '../set-error-of-issues.ts'
import { checkSecretAsKey, type SecretOfClient } from './secret-checks.ts'

const encrypted = [
  { alg: 'idTokenEncryptedResponseAlg', enc: 'idTokenEncryptedResponseEnc', toClient: true },
  { alg: 'userinfoEncryptedResponseAlg', enc: 'userinfoEncryptedResponseEnc', toClient: true },
  { alg: 'authorizationEncryptedResponseAlg', enc: 'authorizationEncryptedResponseEnc', toClient: true },
  { alg: 'requestObjectEncryptionAlg', enc: 'requestObjectEncryptionEnc', toClient: false },
] as const

export type ProtectionMembers = Pick<
  Client,
  | 'idTokenSignedResponseAlg'
  | 'responseTypes'
  | 'jwks'
  | 'jwksUri'
  | 'tokenEndpointAuthMethod'
  | (typeof encrypted)[number]['alg' | 'enc']
>

/** OIDCR-2, JARM-3: what is encrypted needs a key of the client, and what goes through the browser is signed. */
export function checkProtection(client: ProtectionMembers, ofSecret: SecretOfClient): readonly InputIssue[] {
  const { idTokenSignedResponseAlg, responseTypes } = client
  const throughBrowser = responseTypes.filter((type) => parseResponseType(type)?.idToken)
  return [
    ...(idTokenSignedResponseAlg === 'none' && throughBrowser.length > 0
      ? [invalidIssue('idTokenSignedResponseAlg', 'must not be none with a response type that has id_token', 'none')]
      : []),
    ...encrypted.flatMap((row) => checkEncryption(row, client, ofSecret)),
  ]
}

function checkEncryption(
  { alg, enc, toClient }: (typeof encrypted)[number],
  client: ProtectionMembers,
  ofSecret: SecretOfClient,
): readonly InputIssue[] {
  const name = client[alg]
  if (name === undefined) return client[enc] === undefined ? [] : [invalidIssue(enc, `needs ${alg}`, client[enc])]
  const management = keyManagementNamed(name)
  const encryption = contentEncryptionNamed(client[enc] ?? defaultContentEncryption)
  if (management?.family === 'secret' && encryption !== undefined) {
    const octets = secretKeyBits(management, encryption) / 8
    return checkSecretAsKey({ property: alg, algorithm: name, octets }, client, ofSecret)
  }
  if (!toClient || client.jwksUri !== undefined) return []
  const fits = client.jwks?.keys.some((jwk) => publicKeyFor(jwk, { use: 'enc', algorithm: name }) !== undefined) ?? false
  const rule = 'needs the keys of the client, by jwks or jwksUri, and among them one that fits and may be used to encrypt'
  return fits ? [] : [invalidIssue(alg, rule, name)]
}
