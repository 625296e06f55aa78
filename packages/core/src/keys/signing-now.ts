import type { SigningKeyRecord } from '../ports/stores.ts'
import type { Algorithm } from './algorithms.ts'
import type { PrimaryKey } from './primary-key.ts'

/** A stored key whose private part is there. */
export type PrivateRecord = SigningKeyRecord & { readonly sealedPrivatePem: string }

/**
 * The key of an algorithm that signs at this moment; `undefined`: there is none. A key that was published ahead leaves signing to the one
 * before it until its time has come, but signs at once where that one is gone.
 */
export function signingNow(
  algorithm: Algorithm,
  { primary, records }: { readonly primary: PrimaryKey | undefined; readonly records: readonly SigningKeyRecord[] },
  now: number,
): { readonly kind: 'primary' } | { readonly kind: 'stored'; readonly record: PrivateRecord } | undefined {
  const able = records
    .filter((record) => record.algorithm === algorithm.name && !hasRetired(record, now))
    .filter((record): record is PrivateRecord => record.sealedPrivatePem !== undefined)
  if (primary?.key.algorithm === algorithm) {
    const waits = isWaiting(records.find(({ kid }) => kid === primary.key.kid) ?? {}, now)
    const before = able.find(({ kid, retiresAt }) => kid !== primary.key.kid && retiresAt !== undefined)
    return waits && before !== undefined ? { kind: 'stored', record: before } : { kind: 'primary' }
  }
  const ready = able.filter((record) => !isWaiting(record, now))
  const record = (ready.length > 0 ? ready : able).toSorted((a, b) => beganAt(b) - beganAt(a))[0]
  return record && { kind: 'stored', record }
}

/** Published ahead of its use. */
export function isWaiting({ signsFrom }: Pick<SigningKeyRecord, 'signsFrom'>, now: number): boolean {
  return signsFrom !== undefined && signsFrom > now
}

function hasRetired({ retiresAt }: SigningKeyRecord, now: number): boolean {
  return retiresAt !== undefined && retiresAt <= now
}

function beganAt({ signsFrom, createdAt }: SigningKeyRecord): number {
  return signsFrom ?? createdAt
}
