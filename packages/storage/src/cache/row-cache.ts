import type { Awaitable } from '@latchkey/core'

/** Says whether cached rows may be believed; clears them first if somebody else may have changed them. */
export interface Freshness {
  check(): boolean
}

/** Nothing is believed. */
export const never: Freshness = { check: () => false }

/** The right to put one row in. Lost as soon as anybody changes or forgets that key. */
export type Ticket = symbol

/**
 * Rows kept in memory; those that were not asked for in a long time go first. A row that was read before a write commits cannot come in after it: whoever
 * wants to put a row takes a ticket before reading or committing, and every change of the key voids its ticket. Those who wait at the
 * same time share one: that it is still valid means that nothing changed since before the first of them began.
 *
 * The rows are in two halves: what is put in or asked for is in the young one, and when that is full the old one is dropped as a whole and the
 * young one takes its place. So finding a row that is asked for all the time changes nothing, and making room never looks for a row: a `Map`
 * from whose front rows are deleted one by one walks over all that were deleted before.
 */
export class RowCache<Key, Row> {
  /** A key is in one half at most. */
  #young = new Map<Key, Row>()
  #old = new Map<Key, Row>()
  readonly #tickets = new Map<Key, Ticket>()
  readonly #freshness: Freshness
  readonly #half: number
  /** Most keys that somebody waits for at a time. */
  readonly #limit: number

  /** @param limit rows kept at most, two or more */
  constructor(freshness: Freshness, limit: number) {
    this.#freshness = freshness
    this.#half = Math.floor(limit / 2)
    this.#limit = limit
  }

  /**
   * The cached row, at once, if `isUsable` holds for it, else what `load` answers, which is then kept.
   * `undefined` is never kept: a row that appears later must be seen at once.
   */
  through(key: Key, isUsable: (row: Row) => boolean, load: () => Promise<Row | undefined>): Awaitable<Row | undefined> {
    if (!this.#freshness.check()) return load()
    const cached = this.#recall(key)
    if (cached !== undefined && isUsable(cached)) return cached
    return this.#load(key, load)
  }

  /** The cached row, which is out of the cache then: for rows that are asked for once. */
  take(key: Key): Row | undefined {
    if (!this.#freshness.check()) return undefined
    const row = this.#young.get(key) ?? this.#old.get(key)
    if (row !== undefined) this.forget(key)
    return row
  }

  /** To be taken before the transaction that writes the row commits. */
  ticket(key: Key): Ticket {
    const shared = this.#tickets.get(key)
    if (shared !== undefined) return shared
    // Tickets of reads that found nothing and of writes that failed are never given back.
    if (this.#tickets.size >= this.#limit) this.#tickets.clear()
    const ticket = Symbol()
    this.#tickets.set(key, ticket)
    return ticket
  }

  /** Keeps a row as it was committed. If something else happened to the key meanwhile, or nobody can know, forgets it. */
  put(key: Key, row: Row, ticket: Ticket): void {
    if (!this.#freshness.check() || !this.#keep(key, row, ticket)) this.forget(key)
  }

  /** The row was changed or removed. */
  forget(key: Key): void {
    this.#tickets.delete(key)
    this.#young.delete(key)
    this.#old.delete(key)
  }

  /** Rows that are not found by their key were changed or removed. */
  forgetWhere(isChanged: (row: Row) => boolean): void {
    this.#tickets.clear()
    for (const half of [this.#young, this.#old]) {
      for (const [key, row] of half) if (isChanged(row)) half.delete(key)
    }
  }

  /** Any row may have been changed. */
  clear(): void {
    this.#tickets.clear()
    this.#young.clear()
    this.#old.clear()
  }

  /** The row of a key, which is young from now on. */
  #recall(key: Key): Row | undefined {
    const young = this.#young.get(key)
    if (young !== undefined) return young
    const old = this.#old.get(key)
    if (old !== undefined) this.#set(key, old)
    return old
  }

  #set(key: Key, row: Row): void {
    this.#old.delete(key)
    if (this.#young.size >= this.#half && !this.#young.has(key)) {
      this.#old = this.#young
      this.#young = new Map()
    }
    this.#young.set(key, row)
  }

  async #load(key: Key, load: () => Promise<Row | undefined>): Promise<Row | undefined> {
    const ticket = this.ticket(key)
    const row = await load()
    if (row !== undefined) this.#keep(key, row, ticket)
    return row
  }

  #keep(key: Key, row: Row, ticket: Ticket): boolean {
    if (this.#tickets.get(key) !== ticket) return false
    this.#tickets.delete(key)
    this.#set(key, row)
    return true
  }
}
