/**
 * Gives promises up that take too long. One timer is for all of them, since most are settled at once and would only set and clear theirs.
 */
export class SharedDeadline {
  readonly #limit: number
  readonly #failure: () => Error
  /** When each is given up, milliseconds of `performance.now`, oldest first. */
  readonly #awaited = new Map<(failure: Error) => void, number>()
  #isTimed = false

  /** `limit`: milliseconds that each may take; `failure`: with what it rejects then. */
  constructor(limit: number, failure: () => Error) {
    this.#limit = limit
    this.#failure = failure
  }

  /**
   * What `next` makes of what `promise` gives, unless that takes too long. Not `Promise.race`, which costs more than everything else here.
   * @param failure with what to reject when `promise` does
   */
  within<Value, Next>(
    promise: Promise<Value>,
    next: (value: Value) => Next,
    failure: (cause: unknown) => unknown,
  ): Promise<Next> {
    return new Promise((resolve, reject) => {
      this.#awaited.set(reject, performance.now() + this.#limit)
      this.#time(this.#limit)
      promise.then(
        (value) => {
          this.#awaited.delete(reject)
          try {
            resolve(next(value))
          } catch (cause) {
            reject(cause)
          }
        },
        (cause: unknown) => {
          this.#awaited.delete(reject)
          reject(failure(cause))
        },
      )
    })
  }

  #time(delay: number): void {
    if (this.#isTimed) return
    this.#isTimed = true
    // What is awaited keeps the process running, not the wait.
    setTimeout(() => this.#giveUp(), delay).unref()
  }

  #giveUp(): void {
    this.#isTimed = false
    const now = performance.now()
    for (const [reject, end] of this.#awaited) {
      if (end > now) {
        this.#time(end - now)
        return
      }
      this.#awaited.delete(reject)
      reject(this.#failure())
    }
  }
}
