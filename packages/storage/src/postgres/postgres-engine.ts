import { DummyDriver, Kysely, PostgresAdapter, PostgresIntrospector, PostgresQueryCompiler, type RawBuilder, sql } from 'kysely'
import type { Pool, PoolClient } from 'pg'
import type { Engine, Question } from '../sql/engine.ts'
import { type Operation, Undone } from '../sql/operation.ts'
import type { Statement, Value } from '../sql/statement.ts'
import type { Tables } from '../sql/tables.ts'
import { announce, transactionLock } from './advisory.ts'
import { isDuplicate, isRetryable } from './postgres-errors.ts'

/** Attempts of a transaction that PostgreSQL breaks off because of others. */
const attempts = 10

/** Statements on pooled connections, each operation in a transaction of its own, READ COMMITTED: every statement sees what is committed. */
export class PostgresEngine implements Engine {
  readonly queries: Kysely<Tables> = new Kysely({
    dialect: {
      createAdapter: () => new PostgresAdapter(),
      createDriver: () => new DummyDriver(),
      createIntrospector: (db) => new PostgresIntrospector(db),
      createQueryCompiler: () => new PostgresQueryCompiler(),
    },
  })
  readonly #pool: Pool
  readonly #underWay = new Set<Promise<unknown>>()
  #closed = false

  constructor(pool: Pool) {
    this.#pool = pool
  }

  among(value: RawBuilder<unknown>, query: RawBuilder<unknown>): RawBuilder<unknown> {
    // As a test of truth it stays a subplan with a hash table; a bare `in` may become a join that reads a whole index.
    return sql`(${value} in (${query})) is true`
  }

  joined(query: RawBuilder<unknown>): RawBuilder<unknown> {
    return sql`(select string_agg(j.id, ',') from (${query}) as j)`
  }

  async read<Parameters, Row>(statement: Statement<Parameters, Row>, parameters: Parameters): Promise<readonly Row[]> {
    return this.ask({ name: statement.name, sql: statement.sql, values: statement.bind(parameters) })
  }

  async ask<Row>({ name, sql, values }: Question): Promise<readonly Row[]> {
    // PostgreSQL stores no NUL, so no row has this value; it would refuse the question.
    if (values.some((value) => typeof value === 'string' && value.includes('\0'))) return []
    const named = name === undefined ? {} : { name }
    return (await this.#pool.query({ ...named, text: sql, values: [...values] })).rows
  }

  write<Parameters, Row>(statement: Statement<Parameters, Row>, parameters: Parameters): Promise<readonly Row[]> {
    const values = statement.bind(parameters)
    return this.#track(async () => (await this.#pool.query({ name: statement.name, text: statement.sql, values })).rows)
  }

  transact<Result>(operation: () => Operation<Result>): Promise<Result> {
    return this.#track(async () => {
      const client = await this.#pool.connect()
      let broken = true
      try {
        const result = await inTransaction(client, operation)
        broken = false
        return result
      } catch (error) {
        broken = !(await rolledBack(client))
        if (error instanceof Undone) return error.result as Result
        throw error
      } finally {
        client.release(broken)
      }
    })
  }

  isDuplicate(error: unknown): boolean {
    return isDuplicate(error)
  }

  /** Refuses further writes and waits for those under way. */
  async end(): Promise<void> {
    this.#closed = true
    await Promise.allSettled(this.#underWay)
  }

  async #track<Result>(write: () => Promise<Result>): Promise<Result> {
    if (this.#closed) throw new Error('the database is closed')
    const running = retrying(write)
    this.#underWay.add(running)
    try {
      return await running
    } finally {
      this.#underWay.delete(running)
    }
  }
}

async function retrying<Result>(write: () => Promise<Result>): Promise<Result> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await write()
    } catch (error) {
      if (attempt === attempts || !isRetryable(error)) throw error
    }
  }
}

async function inTransaction<Result>(client: PoolClient, operation: () => Operation<Result>): Promise<Result> {
  await client.query('BEGIN ISOLATION LEVEL READ COMMITTED')
  const committed: (() => void)[] = []
  const announcements: string[] = []
  const running = operation()
  let rows: readonly unknown[] = []
  for (;;) {
    const step = running.next(rows as readonly never[])
    if (step.done === true) {
      for (const announcement of announcements) await announce(client, announcement)
      await client.query('COMMIT')
      for (const follow of committed) follow()
      return step.value
    }
    rows = []
    if (step.value.kind === 'run') rows = await execute(client, step.value.statement, step.value.values)
    else if (step.value.kind === 'lock') await transactionLock(client, step.value.name, step.value.mode)
    else {
      committed.push(step.value.effect.begin())
      if (step.value.effect.announcement !== undefined) announcements.push(step.value.effect.announcement)
    }
  }
}

async function execute(
  client: PoolClient,
  { name, sql }: Statement<never, unknown>,
  values: readonly Value[],
): Promise<readonly unknown[]> {
  return (await client.query({ name, text: sql, values: [...values] })).rows
}

/** Whether the connection can be used again. */
async function rolledBack(client: PoolClient): Promise<boolean> {
  try {
    await client.query('ROLLBACK')
    return true
  } catch {
    return false
  }
}
