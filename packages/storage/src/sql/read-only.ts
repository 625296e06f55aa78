import type { Engine } from './engine.ts'
import type { Operation } from './operation.ts'

/** Runs an operation that only reads outside of a transaction: each statement sees what is committed then. */
export async function readOnly<Result>(engine: Engine, operation: Operation<Result>): Promise<Result> {
  let rows: readonly unknown[] = []
  for (;;) {
    const step = operation.next(rows as readonly never[])
    if (step.done === true) return step.value
    if (step.value.kind !== 'run') throw new TypeError(`an operation that only reads has no step of kind ${step.value.kind}`)
    const { statement, values } = step.value
    rows = await engine.ask({ name: statement.name, sql: statement.sql, values })
  }
}
