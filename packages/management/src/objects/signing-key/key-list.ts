import {
  algorithmNamed,
  type CryptoPort,
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
  readonly createdAt?: number
  /** Only of retired ones. */
  readonly publishedUntil?: number
  readonly publicJwk: Readonly<Record<string, string>>
}

export interface KeySources {
  readonly signingKeys: Pick<SigningKeyStore, 'list'>
  readonly settings: () => ProviderSettings
  readonly crypto: CryptoPort
}

/** All keys that are published now, newest first; a primary key that was not published before is the newest. With `hs*` there is none. */
export async function listKeys({ signingKeys, settings, crypto }: KeySources, now: number): Promise<readonly ListedKey[]> {
  const primary = await primaryKeyOf(settings(), crypto)
  const records = await signingKeys.list(now)
  const others = records
    .filter((record) => record.kid !== primary?.key.kid && algorithmNamed(record.algorithm)?.family !== 'hmac')
    .map(listed)
  if (primary === undefined) return others
  const { kid, algorithm } = primary.key
  const createdAt = records.find((record) => record.kid === kid)?.createdAt
  const first: ListedKey = {
    kid,
    algorithm: algorithm.name,
    use: 'primary',
    publicJwk: primary.publicJwk,
    ...(createdAt === undefined ? {} : { createdAt }),
  }
  return [first, ...others].sort((a, b) => madeOrNow(b) - madeOrNow(a))
}

function madeOrNow({ createdAt }: ListedKey): number {
  return createdAt ?? Number.MAX_SAFE_INTEGER
}

function listed({ kid, algorithm, createdAt, publicJwk, sealedPrivatePem, publishedUntil }: SigningKeyRecord): ListedKey {
  if (sealedPrivatePem !== undefined) return { kid, algorithm, use: 'ring', createdAt, publicJwk }
  return {
    kid,
    algorithm,
    use: 'retired',
    createdAt,
    publicJwk,
    ...(publishedUntil === undefined ? {} : { publishedUntil }),
  }
}
