import type { Client } from '../clients/client.ts'
import { type Recipient, recipientFor } from '../encryption/recipient.ts'
import type { KeyRing } from '../keys/key-ring.ts'
import type { PrivateKey } from '../ports/crypto.ts'
import type { Ports } from '../ports/ports.ts'

/** With what the ID token of a client is made; had before anything is stored, so that a failure there leaves nothing behind. */
export interface IdTokenKeys {
  /** `none`: an administrator registered the client for unsigned ID tokens. */
  readonly signing: PrivateKey | 'none'
  /** Absent: the token is not encrypted. */
  readonly recipient?: Recipient
}

/**
 * The keys for an ID token of this client. Through the browser it is always signed, whatever is registered (OIDCC-2).
 * @throws OAuthError `client_encryption_key_missing`
 */
export async function idTokenKeysFor(
  client: Client,
  way: 'token-endpoint' | 'browser',
  { keys, ports }: { readonly keys: KeyRing; readonly ports: Ports },
): Promise<IdTokenKeys> {
  const isUnsigned = way === 'token-endpoint' && client.idTokenSignedResponseAlg === 'none'
  const signing = isUnsigned ? 'none' : await keys.keyFor(client)
  const recipient = client.idTokenEncryptedResponseAlg === undefined ? undefined : await recipientFor(client, 'idToken', ports)
  return recipient === undefined ? { signing } : { signing, recipient }
}
