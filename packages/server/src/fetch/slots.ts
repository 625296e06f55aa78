/** Lets so many things happen at once, in all and for each key; what is beyond waits for its turn. */
export class Slots {
  readonly #perKey: number
  readonly #overall: number
  readonly #taken = new Map<string, number>()
  readonly #waiting: { readonly key: string; readonly start: () => void }[] = []
  #count = 0

  constructor(limits: { readonly perKey: number; readonly overall: number }) {
    this.#perKey = limits.perKey
    this.#overall = limits.overall
  }

  /** Resolves when it is this one's turn, with what gives the slot back; calling that again does nothing. `undefined`: aborted before. */
  async take(key: string, signal: AbortSignal): Promise<(() => void) | undefined> {
    if (signal.aborted) return undefined
    if (!this.#isFree(key)) {
      const isStarted = await this.#wait(key, signal)
      if (!isStarted) return undefined
    } else {
      this.#occupy(key)
    }
    let isTaken = true
    return () => {
      if (!isTaken) return
      isTaken = false
      this.#release(key)
    }
  }

  #wait(key: string, signal: AbortSignal): Promise<boolean> {
    return new Promise((resolve) => {
      const abort = (): void => {
        this.#waiting.splice(this.#waiting.indexOf(entry), 1)
        resolve(false)
      }
      const entry = {
        key,
        start: (): void => {
          signal.removeEventListener('abort', abort)
          this.#occupy(key)
          resolve(true)
        },
      }
      signal.addEventListener('abort', abort, { once: true })
      this.#waiting.push(entry)
    })
  }

  #isFree(key: string): boolean {
    return this.#count < this.#overall && (this.#taken.get(key) ?? 0) < this.#perKey
  }

  #occupy(key: string): void {
    this.#count += 1
    this.#taken.set(key, (this.#taken.get(key) ?? 0) + 1)
  }

  #release(key: string): void {
    this.#count -= 1
    const left = (this.#taken.get(key) ?? 1) - 1
    if (left === 0) this.#taken.delete(key)
    else this.#taken.set(key, left)
    const next = this.#waiting.findIndex((entry) => this.#isFree(entry.key))
    if (next !== -1) this.#waiting.splice(next, 1)[0]?.start()
  }
}
