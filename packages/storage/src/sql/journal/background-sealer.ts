import type { Seal } from './seal.ts'

/** How long appended events wait for others to be sealed with, milliseconds. */
const delay = 250

/** Seals a moment after something was appended, and once more at the end. */
export class BackgroundSealer {
  readonly #seal: Seal
  readonly #onError: (error: unknown) => void
  #timer: NodeJS.Timeout | undefined
  #running: Promise<void> = Promise.resolve()
  #stopped = false

  /** @param onError told of a sealing that failed; the next one takes its events along */
  constructor(seal: Seal, onError: (error: unknown) => void) {
    this.#seal = seal
    this.#onError = onError
  }

  /** Something was appended, or may have been left by a process that ended. */
  readonly wake = (): void => {
    if (this.#stopped || this.#timer !== undefined) return
    this.#timer = setTimeout(() => {
      this.#timer = undefined
      this.#running = this.#run()
    }, delay)
    this.#timer.unref()
  }

  /** Seals what is still to be sealed. */
  async stop(): Promise<void> {
    if (this.#stopped) return
    this.#stopped = true
    await this.#running
    if (this.#timer === undefined) return
    clearTimeout(this.#timer)
    await this.#run()
  }

  async #run(): Promise<void> {
    try {
      await this.#seal()
    } catch (error) {
      this.#onError(error)
    }
  }
}
