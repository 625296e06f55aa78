import { base64url } from 'jose'
import type { Clock, CryptoPort } from '../ports/crypto.ts'
import type { SettingsStore } from '../ports/stores.ts'

/** The row of settings in which the sealed secret is. */
export const pairwiseSecretName = 'PairwiseSecret'

const secretBytes = 32

/**
 * The secret that pairwise subjects are derived from (LATCHKEY-0033-pairwise-subjects). It is made when it is first needed, by one
 * conditional write, so that all nodes have the same one, and never changes: neither `encryptionKey` nor a signing key has a part in it.
 * @throws Error if the stored one was sealed with another master key
 */
export function createPairwiseSecret(ports: {
  readonly settings: Pick<SettingsStore, 'find' | 'write'>
  readonly crypto: Pick<CryptoPort, 'randomBytes' | 'seal' | 'openSealed'>
  readonly clock: Clock
}): () => Promise<string> {
  const { settings, crypto, clock } = ports
  let known: Promise<string> | undefined

  async function load(): Promise<string> {
    const before = await settings.find(pairwiseSecretName)
    if (before !== undefined) return open(before.json)
    const secret = base64url.encode(crypto.randomBytes(secretBytes))
    const json = JSON.stringify({ sealed: crypto.seal(secret) })
    if ((await settings.write(pairwiseSecretName, json, 0, clock())) === 'written') return secret
    const made = await settings.find(pairwiseSecretName)
    if (made === undefined) throw new Error('the secret of pairwise subjects is there and cannot be found')
    return open(made.json)
  }

  function open(json: string): string {
    const { sealed }: { readonly sealed: string } = JSON.parse(json)
    return crypto.openSealed(sealed)
  }

  return () => {
    known ??= load().catch((error: unknown) => {
      // A database that did not answer is asked again.
      known = undefined
      throw error
    })
    return known
  }
}
