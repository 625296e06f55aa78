import type { FetchOutcome } from '@latchkey/core'

type Fetched = Extract<FetchOutcome, { kind: 'fetched' }>

/** Bounds of what is kept, in entries and in characters of bodies together. */
const maxEntries = 500
const maxCharacters = 4 * 1_024 * 1_024

/** Answers that may be used again until their time is over; the oldest leave when there are too many. */
export class AnswerCache {
  readonly #entries = new Map<string, Fetched>()
  #characters = 0

  find(key: string, now: number): Fetched | undefined {
    const entry = this.#entries.get(key)
    if (entry === undefined || entry.freshUntil > now) return entry
    this.forget(key)
    return undefined
  }

  /** Replaces what was known; keeps nothing that is not fresh or would fill the cache alone. */
  keep(key: string, answer: Fetched, now: number): void {
    this.forget(key)
    if (answer.freshUntil <= now || answer.body.length > maxCharacters / 8) return
    this.#entries.set(key, answer)
    this.#characters += answer.body.length
    for (const oldest of this.#entries.keys()) {
      if (this.#entries.size <= maxEntries && this.#characters <= maxCharacters) return
      this.forget(oldest)
    }
  }

  forget(key: string): void {
    const entry = this.#entries.get(key)
    if (entry === undefined) return
    this.#entries.delete(key)
    this.#characters -= entry.body.length
  }
}
