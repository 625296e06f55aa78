/** Says whether cached rows may be believed; clears them first if somebody else may have changed them. */
export interface Freshness {
  check(): boolean
}

/** The right to put one row in. Lost as soon as anybody changes or forgets that key. */
export type Ticket = symbol

/**
 * Rows kept in memory, least recently used first out. A row that was read before a write commits cannot come in after it: whoever
 * wants to put a row takes a ticket before reading or committing, and every change of the key voids its ticket. Those who wait at the
 * same time share one: that it is still valid means that nothing changed since before the first of them began.
 */
export class RowCache<Key, Row> {
  readonly #rows = new Map<Key, Row>()
  readonly #tickets = new Map<Key, Ticket>()
  readonly #freshness: Freshness
  readonly #limit: number

  /** @param limit rows kept at most */
  constructor(freshness: Freshness, limit: number) {
    this.#freshness = freshness
    this.#limit = limit
  }

  /**
   * The cached row if `isUsable` holds for it, else what `load` answers, which is then kept.
   * `undefined` is never kept: a row that appears later must be seen at once.
   */
  async through(key: Key, isUsable: (row: Row) => boolean, load: () => Promise<Row | undefined>): Promise<Row | undefined> {
    if (!this.#freshness.check()) return load()
    const cached = this.#rows.get(key)
    if (cached !== undefined && isUsable(cached)) {
      this.#rows.delete(key)
      this.#rows.set(key, cached)
      return cached
    }
    const ticket = this.ticket(key)
    const row = await load()
    if (row !== undefined) this.#keep(key, row, ticket)
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

  /** Keeps a row as it was committed. If something else happened to the key meanwhile, nobody knows which was later: forgets it. */
  put(key: Key, row: Row, ticket: Ticket): void {
    if (!this.#keep(key, row, ticket)) this.forget(key)
  }

  /** The row was changed or removed. */
  forget(key: Key): void {
    this.#tickets.delete(key)
    this.#rows.delete(key)
  }

  /** Rows that are not found by their key were changed or removed. */
  forgetWhere(isChanged: (row: Row) => boolean): void {
    this.#tickets.clear()
    for (const [key, row] of this.#rows) if (isChanged(row)) this.#rows.delete(key)
  }

  /** Any row may have been changed. */
  clear(): void {
    this.#tickets.clear()
    this.#rows.clear()
  }

  #keep(key: Key, row: Row, ticket: Ticket): boolean {
    if (this.#tickets.get(key) !== ticket) return false
    this.#tickets.delete(key)
    this.#rows.delete(key)
    this.#rows.set(key, row)
    if (this.#rows.size > this.#limit) {
      const oldest = this.#rows.keys().next()
      if (!oldest.done) this.#rows.delete(oldest.value)
    }
    return true
  }
}
