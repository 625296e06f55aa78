export interface QueueLimits {
  /** Tasks that run at the same time. */
  readonly concurrency: number
  /** Tasks that wait. */
  readonly waiting: number
  /** Tasks of one lane that wait or run, so that no lane can fill the queue. */
  readonly perLane: number
}

/** Runs costly tasks a few at a time, in the order in which they came, and refuses those that would wait too long. */
export class BoundedQueue {
  readonly #limits: QueueLimits
  readonly #waiting: (() => void)[] = []
  readonly #lanes = new Map<string, number>()
  #running = 0

  constructor(limits: QueueLimits) {
    this.#limits = limits
  }

  /** Runs a task in its turn. `full`: it was not started. */
  async tryRun<Result>(lane: string, task: () => Promise<Result>): Promise<Result | 'full'> {
    const inLane = this.#lanes.get(lane) ?? 0
    if (inLane >= this.#limits.perLane || this.#waiting.length >= this.#limits.waiting) return 'full'
    this.#lanes.set(lane, inLane + 1)
    try {
      return await this.run(task)
    } finally {
      const left = (this.#lanes.get(lane) ?? 1) - 1
      if (left === 0) this.#lanes.delete(lane)
      else this.#lanes.set(lane, left)
    }
  }

  /** Runs a task in its turn, however many wait. */
  async run<Result>(task: () => Promise<Result>): Promise<Result> {
    if (this.#running >= this.#limits.concurrency) await new Promise<void>((resolve) => this.#waiting.push(resolve))
    else this.#running += 1
    try {
      return await task()
    } finally {
      // The turn is handed over, so that nobody who comes now gets in between.
      const next = this.#waiting.shift()
      if (next === undefined) this.#running -= 1
      else next()
    }
  }
}
