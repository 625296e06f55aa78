import { setImmediate } from 'node:timers'
import { type Operation, Undone } from '../sql/operation.ts'
import { busyCode, resultCode, type SqliteConnection } from './sqlite-connection.ts'

interface Job {
  readonly isLarge: boolean
  readonly operation: () => Operation<unknown>
  readonly resolve: (result: unknown) => void
  readonly reject: (error: unknown) => void
}

type Outcome = { readonly result: unknown; readonly committed: readonly (() => void)[] } | { readonly error: unknown }

/** Operations in one commit at most: bounds the time for which nothing else runs. */
const perCommit = 256
/** How long writes wait for another process in all, milliseconds. */
const patience = 10_000
/** With so many the price of a commit is shared well enough: they wait for no more. */
const enough = 64
/** Pause between two attempts to get the write lock, milliseconds; others are served meanwhile. */
const pause = 3

/**
 * Lets the writes of concurrent requests share a commit: all that come in turns of the event loop that follow each other run in one transaction.
 * If one of them fails, they are undone and run again, each in its own savepoint, so that it fails alone. Nobody is answered before the
 * commit.
 */
export class CommitQueue {
  readonly #connection: SqliteConnection
  #jobs: Job[] = []
  #scheduled = false
  #busySince: number | undefined
  /** How many waited in the last turn of the event loop. */
  #gathered = 0
  #drained: (() => void)[] = []

  constructor(connection: SqliteConnection) {
    this.#connection = connection
  }

  /** @param isLarge it shares its commit with none: what SQLite keeps for undoing a part slows down thousands of statements */
  run<Result>(operation: () => Operation<Result>, isLarge = false): Promise<Result> {
    return new Promise((resolve, reject) => {
      this.#jobs.push({ isLarge, operation, resolve: (result) => resolve(result as Result), reject })
      this.#schedule()
    })
  }

  /** Resolves when all that is queued has been answered. */
  async drain(): Promise<void> {
    if (this.#jobs.length === 0) return
    await new Promise<void>((resolve) => this.#drained.push(resolve))
  }

  #schedule(): void {
    if (this.#scheduled) return
    this.#scheduled = true
    setImmediate(() => this.#gather())
  }

  /**
   * A commit costs nearly as much for one operation as for thirty, so it waits as long as each turn of the event loop brings more: after the
   * first one that brings none, all who could come are here. A single writer loses a turn in which nothing happens.
   */
  #gather(): void {
    const count = this.#jobs.length
    if (count > this.#gathered && count < enough) {
      this.#gathered = count
      setImmediate(() => this.#gather())
      return
    }
    this.#gathered = 0
    this.#flush()
  }

  #flush(): void {
    this.#scheduled = false
    try {
      this.#connection.exec('BEGIN IMMEDIATE')
    } catch (error) {
      if (this.#waitLonger(error)) return
      for (const job of this.#jobs.splice(0)) job.reject(error)
      this.#finish()
      return
    }
    this.#busySince = undefined
    const jobs = this.#jobs.splice(0, this.#sharing())
    for (const [job, outcome] of this.#commit(jobs)) {
      if ('error' in outcome) job.reject(outcome.error)
      else job.resolve(outcome.result)
    }
    this.#finish()
  }

  /** How many of those who wait share the next commit. */
  #sharing(): number {
    const large = this.#jobs.findIndex((job) => job.isLarge)
    if (large === 0) return 1
    return large < 0 ? perCommit : Math.min(large, perCommit)
  }

  #finish(): void {
    if (this.#jobs.length > 0) this.#schedule()
    else for (const resolve of this.#drained.splice(0)) resolve()
  }

  /** Another process has held the lock for longer than SQLite waits. */
  #waitLonger(error: unknown): boolean {
    if (resultCode(error) !== busyCode) return false
    const now = performance.now()
    this.#busySince ??= now
    if (now - this.#busySince > patience) {
      this.#busySince = undefined
      return false
    }
    this.#scheduled = true
    setTimeout(() => this.#flush(), pause)
    return true
  }

  /** The outcome of each job; all have the error of the commit if that fails. */
  #commit(jobs: readonly Job[]): readonly (readonly [Job, Outcome])[] {
    try {
      const [only, ...others] = jobs
      if (only !== undefined && others.length === 0) return [[only, this.#applyAlone(only.operation)]]
      const outcomes = this.#applyTogether(jobs) ?? jobs.map((job) => [job, this.#apply(job.operation)] as const)
      this.#connection.exec('COMMIT')
      for (const [, outcome] of outcomes) {
        if ('committed' in outcome) for (const follow of outcome.committed) follow()
      }
      return outcomes
    } catch (error) {
      // A full disk or a failed write may have rolled back already.
      if (this.#connection.database.isTransaction) this.#connection.exec('ROLLBACK')
      return jobs.map((job) => [job, { error }] as const)
    }
  }

  /** Commits what nobody shares the transaction with, or rolls all of it back. @throws when it fails or the commit does */
  #applyAlone(operation: () => Operation<unknown>): Outcome {
    try {
      const outcome = this.#drive(operation())
      this.#connection.exec('COMMIT')
      if ('committed' in outcome) for (const follow of outcome.committed) follow()
      return outcome
    } catch (error) {
      if (!(error instanceof Undone)) throw error
      this.#connection.exec('ROLLBACK')
      return { result: error.result, committed: [] }
    }
  }

  /** All at once, which is what nearly always works; `undefined`: one failed and all are undone, so each has to be tried alone. */
  #applyTogether(jobs: readonly Job[]): readonly (readonly [Job, Outcome])[] | undefined {
    this.#connection.exec('SAVEPOINT batch')
    try {
      const outcomes = jobs.map((job) => [job, this.#drive(job.operation())] as const)
      this.#connection.exec('RELEASE batch')
      return outcomes
    } catch (error) {
      if (!this.#connection.database.isTransaction) throw error
      this.#connection.exec('ROLLBACK TO batch')
      this.#connection.exec('RELEASE batch')
      return undefined
    }
  }

  /** @throws when the whole transaction is lost */
  #apply(operation: () => Operation<unknown>): Outcome {
    this.#connection.exec('SAVEPOINT operation')
    try {
      const outcome = this.#drive(operation())
      this.#connection.exec('RELEASE operation')
      return outcome
    } catch (error) {
      if (!this.#connection.database.isTransaction) throw error
      this.#connection.exec('ROLLBACK TO operation')
      this.#connection.exec('RELEASE operation')
      return error instanceof Undone ? { result: error.result, committed: [] } : { error }
    }
  }

  #drive(operation: Operation<unknown>): Outcome {
    const committed: (() => void)[] = []
    let rows: readonly unknown[] = []
    for (;;) {
      const step = operation.next(rows as readonly never[])
      if (step.done === true) return { result: step.value, committed }
      rows = []
      if (step.value.kind === 'run') rows = this.#connection.all(step.value.statement.sql, step.value.values)
      else if (step.value.kind === 'effect') committed.push(step.value.effect.begin())
      // A lock: BEGIN IMMEDIATE has it, whatever its name.
    }
  }
}
