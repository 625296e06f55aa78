import type { Client } from '../clients/client.ts'
import type { KeyRing } from '../keys/key-ring.ts'
import type { Ports } from '../ports/ports.ts'
import { decryptForUs, isJwe } from './decrypt-for-us.ts'

/** What an encrypted hint needs beside the ports. */
export interface HintEngine {
  readonly ports: Ports
  readonly keys: Pick<KeyRing, 'decryptionKeysFor'>
}

/** Of an ID token of 8,192 characters, encrypted. */
const maxLength = 16_384

/**
 * The signed ID token of an `id_token_hint`: as it came, or what its client encrypted for this server, to a key of our JWK Set or under its
 * secret. Nothing of it is verified, as anybody can encrypt to a public key.
 * @param client whose secrets may open it; absent: nobody knows yet whose it is
 * @returns `undefined`: encrypted, but not for us
 * @see OIDCC-3.1.2.1, OIDCRPL-2
 */
export async function openIdTokenHint(hint: string, client: Client | undefined, engine: HintEngine): Promise<string | undefined> {
  if (!isJwe(hint)) return hint
  const opened = await decryptForUs(hint, { client, limit: maxLength }, engine)
  return opened.kind === 'decrypted' ? opened.text : undefined
}
