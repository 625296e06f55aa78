import { type ClientId, deliveryTimeout } from '@latchkey/core'
import { ClientLanes, type Lane } from './client-lanes.ts'

/** Things to be sent to clients, durably: any number of processes may work on one queue. */
export interface SendQueue<Delivery> {
  /** Clients that have one which is due, in any order. */
  dueClients(now: number): Promise<readonly ClientId[]>
  /** When the next one is due, which may be in the past; `undefined`: nothing waits. */
  nextDue(): Promise<number | undefined>
  /** Takes due ones of a client: nobody else gets them before `leaseUntil`. */
  claim(claim: {
    readonly clientId: ClientId
    readonly limit: number
    readonly leaseUntil: number
    readonly now: number
  }): Promise<readonly Delivery[]>
  /** Called after this process has queued something. Returns the way to stop. */
  onQueued(listener: () => void): () => void
}

/** What came of an attempt. */
export type SendAttempt =
  | { readonly state: 'delivered' | 'failed' }
  /** To be tried again then, milliseconds since the epoch. */
  | { readonly state: 'waiting'; readonly nextAttemptAt: number }

export interface BackgroundSenderParts<Delivery> {
  readonly queue: SendQueue<Delivery>
  /** Makes one attempt, in at most a few times `deliveryTimeout`, and records what came of it. */
  readonly deliver: (delivery: Delivery) => Promise<SendAttempt>
  /** Milliseconds since the epoch. */
  readonly clock: () => number
  /** Told of bugs and outages, not of clients that do not answer. */
  readonly onError: (cause: unknown) => void
  /** At least 0, less than 1; spreads the nodes in time. */
  readonly random: () => number
  /** Called after each attempt. */
  readonly onAttempt?: () => void
}

/** For how long a claimed delivery is held, milliseconds: longer than an attempt takes, so that nobody else makes it meanwhile. */
const lease = 4 * deliveryTimeout
/** When to look for what other processes queued, milliseconds; what this one queued is sent at once. */
const lookEvery = 5_000
/** Requests at once: to all clients, to one client that answers, and to one that did not. */
const width = { all: 64, client: 8, ailing: 1 } as const

/** Of how many clients is remembered that they did not answer. One that is forgotten is tried several times at once again, and no more. */
const rememberedAiling = 1_000

/**
 * Sends in the background, from the start of a process to its end: what this process queued at once, what others left within
 * seconds. Any number of processes may do so on one database; a delivery that is claimed is sent by one of them. A client that does not answer
 * holds up nobody but itself.
 */
export class BackgroundSender<Delivery extends { readonly clientId: ClientId }> {
  readonly #parts: BackgroundSenderParts<Delivery>
  readonly #lanes = new ClientLanes(rememberedAiling)
  readonly #underWay = new Set<Promise<void>>()
  readonly #stopListening: () => void
  #timer: ReturnType<typeof setTimeout> | undefined
  /** When the timer ends, by the clock. */
  #nextLook = Number.POSITIVE_INFINITY
  /** A client had to wait for others. */
  #isCrowded = false
  #looking: Promise<void> | undefined
  #isAskedAgain = false
  #isClosed = false

  constructor(parts: BackgroundSenderParts<Delivery>) {
    this.#parts = parts
    this.#stopListening = parts.queue.onQueued(() => this.#wake())
    this.#wake()
  }

  /** Begins no further attempts; those under way end first. */
  async close(): Promise<void> {
    this.#isClosed = true
    this.#stopListening()
    clearTimeout(this.#timer)
    await this.#looking
    await Promise.all(this.#underWay)
  }

  #wake(): void {
    if (this.#isClosed) return
    if (this.#looking !== undefined) {
      this.#isAskedAgain = true
      return
    }
    this.#isCrowded = false
    this.#looking = this.#look()
      .catch(this.#parts.onError)
      .finally(() => {
        this.#looking = undefined
        if (!this.#isAskedAgain) return
        this.#isAskedAgain = false
        this.#wake()
      })
  }

  async #look(): Promise<void> {
    const { queue, clock, random } = this.#parts
    this.#nextLook = Number.POSITIVE_INFINITY
    this.#lookAt(clock() + lookEvery * (0.75 + random() / 2))
    for (const clientId of await queue.dueClients(clock())) await this.#fill(clientId)
    const next = await queue.nextDue()
    if (next !== undefined && next > clock()) this.#lookAt(next)
  }

  /** Looks then, unless it does so before. */
  #lookAt(instant: number): void {
    if (this.#isClosed || instant >= this.#nextLook) return
    this.#nextLook = instant
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => this.#wake(), Math.max(instant - this.#parts.clock(), 0))
    this.#timer.unref()
  }

  /** Begins as many attempts for a client as may run at once. */
  async #fill(clientId: ClientId): Promise<void> {
    const lane = this.#lanes.enter(clientId)
    const free = Math.min((lane.isAiling ? width.ailing : width.client) - lane.running, width.all - this.#underWay.size)
    if (this.#underWay.size >= width.all) this.#isCrowded = true
    if (free <= 0 || this.#isClosed) return
    const { queue, clock } = this.#parts
    const now = clock()
    // Counted before the claim is answered: another look may come in between.
    lane.running += free
    let claimed: readonly Delivery[] = []
    try {
      claimed = await queue.claim({ clientId, limit: free, leaseUntil: now + lease, now })
    } finally {
      lane.running -= free - claimed.length
      this.#lanes.leave(clientId)
    }
    for (const delivery of claimed) this.#begin(delivery, lane)
  }

  #begin(delivery: Delivery, lane: Lane): void {
    const attempt = this.#attempt(delivery, lane).finally(() => {
      this.#underWay.delete(attempt)
      lane.running -= 1
      this.#lanes.leave(delivery.clientId)
      this.#parts.onAttempt?.()
      if (this.#isCrowded) this.#wake()
      else this.#fill(delivery.clientId).catch(this.#parts.onError)
    })
    this.#underWay.add(attempt)
  }

  async #attempt(delivery: Delivery, lane: Lane): Promise<void> {
    try {
      const attempt = await this.#parts.deliver(delivery)
      lane.isAiling = attempt.state !== 'delivered'
      if (attempt.state === 'waiting') this.#lookAt(attempt.nextAttemptAt)
    } catch (cause) {
      lane.isAiling = true
      this.#parts.onError(cause)
    }
  }
}
