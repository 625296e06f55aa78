import type { SigningKeyRecord } from '../ports/stores.ts'
import { type Algorithm, algorithmNamed } from './algorithms.ts'
import { encryptionKeyKind } from './encryption-keys.ts'
import type { PrimaryKey } from './primary-key.ts'

/** A public key with which tokens of ours verify now. */
export interface PublishedKey {
  readonly kid: string
  readonly algorithm: Algorithm
  readonly publicJwk: Readonly<Record<string, string>>
}

/** What is published: the primary key first, then the ring's keys that sign and the retired ones whose tokens still live. */
export function publishedKeys(
  primary: PrimaryKey | undefined,
  records: readonly SigningKeyRecord[],
  now: number,
): readonly PublishedKey[] {
  const published: PublishedKey[] = []
  if (primary !== undefined) {
    published.push({ kid: primary.key.kid, algorithm: primary.key.algorithm, publicJwk: primary.publicJwk })
  }
  for (const record of records) {
    const algorithm = algorithmNamed(record.algorithm)
    if (algorithm === undefined || algorithm.family === 'hmac') continue
    if (record.publishedUntil !== undefined && record.publishedUntil <= now) continue
    if (published.some((key) => key.kid === record.kid && key.algorithm === algorithm)) continue
    published.push({ kid: record.kid, algorithm, publicJwk: record.publicJwk })
  }
  return published
}

/** The keys to which clients encrypt from now on; one that was replaced still decrypts, but nobody shall use it any more. */
export function encryptionKeysOf(records: readonly SigningKeyRecord[]): readonly SigningKeyRecord[] {
  return records.filter(
    ({ algorithm, sealedPrivatePem, publishedUntil }) =>
      encryptionKeyKind(algorithm) !== undefined && sealedPrivatePem !== undefined && publishedUntil === undefined,
  )
}

/** A JWK Set, RFC7517-5. */
export interface JwkSet {
  readonly keys: readonly Readonly<Record<string, string>>[]
}

/**
 * The wire form. An RSA key that changed its algorithm is one key with one `kid` for both, so it then goes without `alg`
 * (optional, RFC7517-4.4). A key to which others encrypt has none either: it serves every algorithm of its family.
 */
export function toJwkSet(published: readonly PublishedKey[], encrypting: readonly SigningKeyRecord[] = []): JwkSet {
  const byKid = new Map<string, Readonly<Record<string, string>>>()
  for (const { kid, algorithm, publicJwk } of published) {
    const shared = byKid.has(kid)
    byKid.set(kid, { ...publicJwk, kid, use: 'sig', ...(shared ? {} : { alg: algorithm.name }) })
  }
  return { keys: [...byKid.values(), ...encrypting.map(({ kid, publicJwk }) => ({ ...publicJwk, kid, use: 'enc' }))] }
}
