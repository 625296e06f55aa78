import type { ManagedName, ManagedRecords } from '@latchkey/management/stores'
import type { Effect, Operation } from '../operation.ts'

export type AnyRecord = ManagedRecords[ManagedName]

/** An object as it is stored, without its owner. */
export interface Loaded {
  readonly id: string
  readonly version: number
  readonly record: AnyRecord
}

/** Where the records of one type are. All operations are parts of others' transactions; `found` and `withKeys` only read. */
export interface RecordTable {
  readonly object: ManagedName
  /** The unique property, as the API calls it. */
  readonly keyProperty: string
  /** The stored form of its value; `undefined`: objects of the type have none. */
  keyOf(record: AnyRecord): string | undefined
  /** The stored form of a value that somebody looks for. */
  keyFrom(text: string): string
  found(ids: readonly string[]): Operation<readonly Loaded[]>
  withKeys(keys: readonly string[]): Operation<readonly Loaded[]>
  /**
   * A record as it will be stored, with its version.
   * @param before what it replaces
   * @param number of the revision that may be written for it
   */
  stamped(record: AnyRecord, before: Loaded | undefined, number: number): Loaded
  /** Gives up the unique keys of objects that will be written in a moment, so that keys can change hands. */
  parked(ids: readonly string[]): Operation<void>
  /** Inserts or overwrites. */
  written(objects: readonly Loaded[], now: number): Operation<void>
  /** Removes the rows; not what hangs on them. */
  removed(ids: readonly string[]): Operation<void>
  /** What in memory must follow that an object that was there before was written. */
  effectOf?(object: Loaded): Effect
}

/** Ids that can be in the store: what else somebody asks for is absent. */
export function possibleIds(ids: readonly string[]): readonly string[] {
  return [...new Set(ids)].filter((id) => /^[A-Za-z0-9_-]{1,255}$/.test(id))
}
