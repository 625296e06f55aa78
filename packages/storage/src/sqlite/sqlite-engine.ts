import { DummyDriver, Kysely, type RawBuilder, SqliteAdapter, SqliteIntrospector, SqliteQueryCompiler, sql } from 'kysely'
import type { Engine, Question } from '../sql/engine.ts'
import { type Operation, run } from '../sql/operation.ts'
import type { Statement } from '../sql/statement.ts'
import type { Tables } from '../sql/tables.ts'
import { CommitQueue } from './commit-queue.ts'
import { duplicateCodes, resultCode, type SqliteConnection } from './sqlite-connection.ts'

/** Reads at once on the connection, writes through the shared commit. */
export class SqliteEngine implements Engine {
  readonly queries: Kysely<Tables> = new Kysely({
    dialect: {
      createAdapter: () => new SqliteAdapter(),
      createDriver: () => new DummyDriver(),
      createIntrospector: (db) => new SqliteIntrospector(db),
      createQueryCompiler: () => new SqliteQueryCompiler(),
    },
  })
  readonly #connection: SqliteConnection
  readonly #commits: CommitQueue
  #closed = false

  constructor(connection: SqliteConnection) {
    this.#connection = connection
    this.#commits = new CommitQueue(connection)
  }

  among(value: RawBuilder<unknown>, query: RawBuilder<unknown>): RawBuilder<unknown> {
    return sql`${value} in (${query})`
  }

  joined(query: RawBuilder<unknown>): RawBuilder<unknown> {
    return sql`(select group_concat(j.id, ',') from (${query}) as j)`
  }

  async read<Parameters, Row>(statement: Statement<Parameters, Row>, parameters: Parameters): Promise<readonly Row[]> {
    return this.#connection.all(statement.sql, statement.bind(parameters)) as readonly Row[]
  }

  async ask<Row>({ name, sql, values }: Question): Promise<readonly Row[]> {
    const { all, allOnce } = this.#connection
    return (name === undefined ? allOnce : all).call(this.#connection, sql, values) as readonly Row[]
  }

  write<Parameters, Row>(statement: Statement<Parameters, Row>, parameters: Parameters): Promise<readonly Row[]> {
    return this.transact(() => run(statement, parameters))
  }

  async transact<Result>(operation: () => Operation<Result>, size?: 'large'): Promise<Result> {
    if (this.#closed) throw new Error('the database is closed')
    return await this.#commits.run(operation, size === 'large')
  }

  isDuplicate(error: unknown): boolean {
    return duplicateCodes.includes(resultCode(error) ?? 0)
  }

  /** Refuses further writes and waits for those under way. */
  async end(): Promise<void> {
    this.#closed = true
    await this.#commits.drain()
  }
}
