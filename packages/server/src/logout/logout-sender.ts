import type { LogoutDelivery, LogoutDeliveryStore, Provider, SessionId } from '@latchkey/core'
import { BackgroundSender } from '../deliveries/background-sender.ts'

export interface LogoutSenderParts {
  readonly deliveries: LogoutDeliveryStore
  readonly provider: Pick<Provider, 'deliverLogout'>
  /** Milliseconds since the epoch. */
  readonly clock: () => number
  /** Told of bugs and outages, not of clients that do not answer. */
  readonly onError: (cause: unknown) => void
  /** At least 0, less than 1; spreads the nodes in time. */
  readonly random: () => number
}

/** Sends logout tokens in the background, and knows when those of a session have been. */
export class LogoutSender {
  readonly #parts: LogoutSenderParts
  readonly #sender: BackgroundSender<LogoutDelivery>
  readonly #watchers = new Set<() => void>()
  #isClosed = false

  constructor(parts: LogoutSenderParts) {
    this.#parts = parts
    const { deliveries, provider, clock, onError, random } = parts
    this.#sender = new BackgroundSender({
      ...{ queue: deliveries, clock, onError, random },
      deliver: (delivery) => provider.deliverLogout(delivery),
      onAttempt: () => {
        for (const watcher of [...this.#watchers]) watcher()
      },
    })
  }

  /**
   * The deliveries of a session once none waits for its first attempt, or after `limit` milliseconds as they are then.
   */
  async settled(sessionId: SessionId, limit: number): Promise<readonly LogoutDelivery[]> {
    const { deliveries, clock } = this.#parts
    const end = performance.now() + limit
    for (;;) {
      const progress = this.#progress(end)
      const found = await deliveries.ofSession(sessionId, clock())
      const isOpen = found.some(({ state, problem }) => state === 'waiting' && problem === undefined)
      if (!isOpen || this.#isClosed || performance.now() >= end) {
        progress.cancel()
        return found
      }
      await progress.made
    }
  }

  /** Begins no further attempts; those under way end first. */
  async close(): Promise<void> {
    this.#isClosed = true
    await this.#sender.close()
  }

  /** `made` resolves with the next attempt that ends here, at the latest at `end`. */
  #progress(end: number): { readonly made: Promise<void>; readonly cancel: () => void } {
    const { promise: made, resolve } = Promise.withResolvers<void>()
    const cancel = (): void => {
      clearTimeout(timer)
      this.#watchers.delete(cancel)
      resolve()
    }
    // Another process may send it, of which nothing is heard here.
    const timer = setTimeout(cancel, Math.max(0, Math.min(end - performance.now(), 250)))
    this.#watchers.add(cancel)
    return { made, cancel }
  }
}
