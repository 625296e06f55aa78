import {
  type AdjustableCheck,
  adjustableRuleOf,
  type ClientId,
  type Clock,
  type PostureReportStore,
  type TraceStep,
} from '@latchkey/core'
import { boundedClientId } from './bounded-client-id.ts'

/** Milliseconds between a breach and its write. */
const flushDelay = 1_000
/** Rules and clients that are counted apart between two writes; what is more is not counted. */
const mostPlaces = 5_000

interface Tally {
  readonly rule: AdjustableCheck
  readonly clientId: ClientId
  count: number
  lastAt: number
}

export interface BreachTallyOptions {
  readonly store: Pick<PostureReportStore, 'add'>
  readonly clock: Clock
  readonly onError: (cause: unknown) => void
}

/** Counts who breaks rules that only report, and writes the sums in the background: one statement a rule and client and second. */
export class BreachTally {
  readonly #store: BreachTallyOptions['store']
  readonly #clock: Clock
  readonly #onError: (cause: unknown) => void
  #tallies = new Map<string, Tally>()
  #timer: ReturnType<typeof setTimeout> | undefined
  #writing: Promise<void> = Promise.resolve()

  constructor(options: BreachTallyOptions) {
    this.#store = options.store
    this.#clock = options.clock
    this.#onError = options.onError
  }

  /** Counts what a step says that would have failed, unless it was refused anyway or nobody is known to tell of. */
  note(clientId: ClientId | undefined, { checks, at, outcome: ending }: TraceStep): void {
    if (clientId === undefined || ending === 'refused') return
    for (const { check, outcome } of checks) {
      if (outcome !== 'would-fail') continue
      const rule = adjustableRuleOf(check)
      if (rule !== undefined) this.#count(rule, boundedClientId(clientId), at)
    }
  }

  /** Everything counted so far, written; also called at the end of the process. */
  async flush(): Promise<void> {
    this.#startFlush()
    await this.#writing
  }

  #count(rule: AdjustableCheck, clientId: ClientId, at: number): void {
    const place = `${rule} ${clientId}`
    const tally = this.#tallies.get(place)
    if (tally !== undefined) {
      tally.count += 1
      tally.lastAt = at
      return
    }
    if (this.#tallies.size >= mostPlaces) return
    this.#tallies.set(place, { rule, clientId, count: 1, lastAt: at })
    if (this.#timer !== undefined) return
    this.#timer = setTimeout(() => this.#startFlush(), flushDelay)
    this.#timer.unref()
  }

  #startFlush(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
    if (this.#tallies.size === 0) return
    const breaches = [...this.#tallies.values()]
    this.#tallies = new Map()
    this.#writing = this.#writing.then(() => this.#store.add(breaches, this.#clock())).catch(this.#onError)
  }
}
