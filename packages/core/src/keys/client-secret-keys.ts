import type { Client, ClientSecret } from '../clients/client.ts'
import type { CryptoPort, PrivateKey } from '../ports/crypto.ts'
import type { Algorithm } from './algorithms.ts'

/** The secrets of a client that are in force, newest first. */
export function liveSecrets(client: Pick<Client, 'secrets'>, now: number): readonly ClientSecret[] {
  return client.secrets.filter((secret) => isLive(secret, now)).toSorted((a, b) => b.createdAt - a.createdAt)
}

/** Whether a secret of a client is in force. */
export function isLive({ expiresAt }: ClientSecret, now: number): boolean {
  return expiresAt === undefined || expiresAt > now
}

/**
 * The MAC key of a client for HS* (OIDCC-10.1): its newest live secret. `undefined`: it has none, so it cannot get such a token.
 */
export function clientSecretKey(client: Client, algorithm: Algorithm, crypto: CryptoPort, now: number): PrivateKey | undefined {
  const newest = liveSecrets(client, now)[0]
  return newest === undefined ? undefined : crypto.secretKey(algorithm, crypto.openSealed(newest.sealed))
}
