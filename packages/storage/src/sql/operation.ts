import type { Bulk, Statement, Value } from './statement.ts'

/** Something in this process (a cached row, a listener) that follows a write. */
export interface Effect {
  /** Called within the transaction when the write has been made; what it answers is called once, if and when it is committed. */
  begin(): () => void
  /** What the other processes must hear with the commit. Absent: they keep nothing that this write makes wrong. */
  readonly announcement?: string
}

/** A `shared` lock keeps out those who want it for themselves, and not each other. */
export type LockMode = 'exclusive' | 'shared'

export type Step =
  | { readonly kind: 'run'; readonly statement: Statement<never, unknown>; readonly values: readonly Value[] }
  | { readonly kind: 'lock'; readonly name: string; readonly mode: LockMode }
  | { readonly kind: 'effect'; readonly effect: Effect }

/**
 * Several statements that take place together or not at all. Written once as a generator; an engine drives it inside a transaction,
 * synchronously or not. It may be run again from its start after a deadlock, so it must not change anything but the database.
 */
export type Operation<Result> = Generator<Step, Result, readonly never[]>

/** Thrown inside an operation by `undo`: roll back and answer `result`. */
export class Undone extends Error {
  readonly result: unknown
  constructor(result: unknown) {
    super('operation undone')
    this.result = result
  }
}

/** Executes a statement within the operation and answers its rows (`returning` or `select`). */
export function* run<Parameters, Row>(
  statement: Statement<Parameters, Row>,
  parameters: Parameters,
): Generator<Step, readonly Row[], readonly never[]> {
  return yield { kind: 'run', statement, values: statement.bind(parameters) }
}

/** Does nothing. */
export function* nothing(): Operation<void> {}

/** Executes a statement over all of the rows. */
export function* runAll<Row, Result>(
  bulk: Bulk<Row, Result>,
  rows: readonly Row[],
): Generator<Step, readonly Result[], readonly never[]> {
  const results: Result[] = []
  // One by one: a list of keys may find more rows than a call takes arguments.
  for (const piece of bulk.pieces(rows)) for (const row of yield* run(piece.statement, piece.rows)) results.push(row)
  return results
}

/** Until the transaction ends no other transaction holds the lock of this name, unless both share it. Free where writers are serial anyway. */
export function* lock(name: string, mode: LockMode = 'exclusive'): Generator<Step, void, readonly never[]> {
  yield { kind: 'lock', name, mode }
}

/** Lets something in memory follow the write, after its commit. */
export function* follow(effect: Effect): Generator<Step, void, readonly never[]> {
  yield { kind: 'effect', effect }
}

/** Rolls the operation back, which then answers `result`. */
export function undo(result: unknown): never {
  throw new Undone(result)
}
