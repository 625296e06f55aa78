/** Counts what each caller has under way. */
export class CallsUnderWay {
  readonly #limit: number
  readonly #counts = new Map<string, number>()

  /** @param limit calls of one caller at a time */
  constructor(limit: number) {
    this.#limit = limit
  }

  /** Begins a call. The answer, of which only the first use counts, ends it; `undefined`: the caller has as many as may be. */
  begin(callerId: string): (() => void) | undefined {
    const running = this.#counts.get(callerId) ?? 0
    if (running >= this.#limit) return undefined
    this.#counts.set(callerId, running + 1)
    let isOver = false
    return () => {
      if (isOver) return
      isOver = true
      const left = (this.#counts.get(callerId) ?? 1) - 1
      if (left === 0) this.#counts.delete(callerId)
      else this.#counts.set(callerId, left)
    }
  }
}
