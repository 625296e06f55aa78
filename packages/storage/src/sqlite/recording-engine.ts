import { randomBytes } from 'node:crypto'
import { createCaches } from '../cache/caches.ts'
import { never } from '../cache/row-cache.ts'
import { now } from '../conformance/nodes.ts'
import { plainDescriber } from '../conformance/plain-describer.ts'
import type { Engine, Question } from '../sql/engine.ts'
import type { Operation } from '../sql/operation.ts'
import type { Statement } from '../sql/statement.ts'
import { createStores, type Stores } from '../sql/stores.ts'
import { VersionWatch } from '../sql/version-watch.ts'
import { SqliteEngine } from './sqlite-engine.ts'

/* For the tests of query plans. */

/** Remembers every statement that passes through. */
export class RecordingEngine extends SqliteEngine {
  /** Text of the named ones, by their names. */
  readonly statements = new Map<string, string>()
  /** Texts of those that were made for the occasion. */
  readonly questions = new Set<string>()

  override read<Parameters, Row>(statement: Statement<Parameters, Row>, parameters: Parameters): Promise<readonly Row[]> {
    this.statements.set(statement.name, statement.sql)
    return super.read(statement, parameters)
  }

  override ask<Row>(question: Question): Promise<readonly Row[]> {
    if (question.name === undefined) this.questions.add(question.sql)
    else this.statements.set(question.name, question.sql)
    return super.ask(question)
  }

  override transact<Result>(operation: () => Operation<Result>, size?: 'large'): Promise<Result> {
    return super.transact(() => this.#watch(operation()), size)
  }

  *#watch<Result>(operation: Operation<Result>): Operation<Result> {
    let rows: readonly never[] = []
    for (;;) {
      const step = operation.next(rows)
      if (step.done === true) return step.value
      if (step.value.kind === 'run') this.statements.set(step.value.statement.name, step.value.statement.sql)
      rows = yield step.value
    }
  }
}

/** All stores on an engine, without memory, so that each question reaches the database. */
export function storesOn(engine: Engine): Stores {
  const onError = (error: unknown) => {
    throw error
  }
  const [watch, objectWatch] = [new VersionWatch(onError), new VersionWatch(onError)]
  const caches = createCaches(never, never)
  return createStores({ engine, caches, watch, objectWatch, clock: () => now, randomBytes, describe: plainDescriber, onError })
}
