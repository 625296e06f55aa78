import type { ClientId } from '@latchkey/core'

/** What one client gets. Another client's does not wait for it. */
export interface Lane {
  running: number
  /** Its last attempt failed. */
  isAiling: boolean
}

/** The lanes of clients that have something under way, and of the newest of those that did not answer: no more, however long a process lives. */
export class ClientLanes {
  readonly #lanes = new Map<ClientId, Lane>()
  readonly #limit: number

  /** `limit`: most clients that are remembered with nothing under way. */
  constructor(limit: number) {
    this.#limit = limit
  }

  get size(): number {
    return this.#lanes.size
  }

  /** The lane of a client, which is kept at least until `leave`. */
  enter(clientId: ClientId): Lane {
    const lane = this.#lanes.get(clientId) ?? { running: 0, isAiling: false }
    this.#lanes.set(clientId, lane)
    return lane
  }

  /** Something of a client has ended. With nothing more under way only an ailment need be known. */
  leave(clientId: ClientId): void {
    const lane = this.#lanes.get(clientId)
    if (lane === undefined || lane.running > 0) return
    this.#lanes.delete(clientId)
    if (!lane.isAiling) return
    this.#lanes.set(clientId, lane)
    if (this.#lanes.size <= this.#limit) return
    for (const [oldest, { running }] of this.#lanes) {
      if (running > 0) continue
      this.#lanes.delete(oldest)
      return
    }
  }
}
