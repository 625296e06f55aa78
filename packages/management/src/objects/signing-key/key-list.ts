import {
  algorithmNamed,
  type CryptoPort,
  encryptionKeyKind,
  isWaiting,
  type PrimaryKey,
  type ProviderSettings,
  primaryKeyOf,
  type SigningKeyRecord,
  type SigningKeyStore,
} from '@latchkey/core'
import type { SigningKeyUse } from './declaration.ts'

/** A key as it is shown. Holds no private part. */
export interface ListedKey {
  readonly kid: string
  /** JOSE name. */
  readonly algorithm: string
  readonly use: SigningKeyUse
  /** The key of the settings, whether or not it signs already. */
  readonly isPrimary?: true
  readonly createdAt?: number
  /** Only of those that wait. */
  readonly signsFrom?: number
  /** Only of those whose end is known. */
  readonly publishedUntil?: number
  readonly publicJwk: Readonly<Record<string, string>>
}

export interface KeySources {
  readonly signingKeys: Pick<SigningKeyStore, 'list'>
  readonly settings: () => ProviderSettings
  readonly crypto: CryptoPort
}

/**
 * All keys that are published now or decrypt, newest first; a primary key that was not published before is the newest. With `hs*` no key
 * is primary.
 */
export async function listKeys({ signingKeys, settings, crypto }: KeySources, now: number): Promise<readonly ListedKey[]> {
  const primary = await primaryKeyOf(settings(), crypto)
  const records = await signingKeys.list(now)
  const others = records
    .filter((record) => record.kid !== primary?.key.kid && algorithmNamed(record.algorithm)?.family !== 'hmac')
    .map((record) => listed(record, now))
  if (primary === undefined) return others
  return [listedPrimary(primary, records, now), ...others].sort((a, b) => madeOrNow(b) - madeOrNow(a))
}

/** The primary key waits as long as the one before it is there to sign in its place. */
function listedPrimary({ key, publicJwk }: PrimaryKey, records: readonly SigningKeyRecord[], now: number): ListedKey {
  const { kid, algorithm } = key
  const record = records.find((each) => each.kid === kid)
  const hasBefore = records.some((each) => each.kid !== kid && each.algorithm === algorithm.name && isRetiring(each, now))
  const waits = record !== undefined && hasBefore && isWaiting(record, now)
  return {
    ...{ kid, algorithm: algorithm.name, use: waits ? 'waiting' : 'primary', isPrimary: true, publicJwk },
    ...(record === undefined ? {} : { createdAt: record.createdAt }),
    ...(waits && record.signsFrom !== undefined && { signsFrom: record.signsFrom }),
  }
}

function madeOrNow({ createdAt }: ListedKey): number {
  return createdAt ?? Number.MAX_SAFE_INTEGER
}

function listed(record: SigningKeyRecord, now: number): ListedKey {
  const { kid, algorithm, createdAt, publicJwk, signsFrom, publishedUntil } = record
  const use = useOf(record, now)
  return {
    ...{ kid, algorithm, use, createdAt, publicJwk },
    ...(use === 'waiting' && signsFrom !== undefined && { signsFrom }),
    ...((use === 'retired' || use === 'retiring') && publishedUntil !== undefined && { publishedUntil }),
  }
}

function useOf(record: SigningKeyRecord, now: number): SigningKeyUse {
  if (record.sealedPrivatePem === undefined) return 'retired'
  if (encryptionKeyKind(record.algorithm) !== undefined) return record.publishedUntil === undefined ? 'encryption' : 'retired'
  if (isWaiting(record, now)) return 'waiting'
  if (record.retiresAt === undefined) return 'ring'
  return isRetiring(record, now) ? 'retiring' : 'retired'
}

function isRetiring({ sealedPrivatePem, retiresAt = 0 }: SigningKeyRecord, now: number): boolean {
  return sealedPrivatePem !== undefined && retiresAt > now
}
