import type { Kysely, RawBuilder } from 'kysely'
import type { Operation } from './operation.ts'
import type { Statement, Value } from './statement.ts'
import type { Tables } from './tables.ts'

/** A reading statement with its values. Without a name its text depends on what is asked, and it is not kept prepared for good. */
export interface Question {
  readonly name?: string
  readonly sql: string
  readonly values: readonly Value[]
}

/** What differs between databases, for the code that does not know which one it works on. */
export interface Engine {
  /** Builds and compiles queries in the database's dialect; executes none. */
  readonly queries: Kysely<Tables>
  /** Whether a value is among those that a query answers, which is executed once for all rows that ask. */
  among(value: RawBuilder<unknown>, query: RawBuilder<unknown>): RawBuilder<unknown>
  /** The ids that a query answers in its column `id`, one after the other with commas between, in its order if it has one and a limit. */
  joined(query: RawBuilder<unknown>): RawBuilder<unknown>
  /** Rows of a reading statement; sees everything that was acknowledged before. */
  read<Parameters, Row>(statement: Statement<Parameters, Row>, parameters: Parameters): Promise<readonly Row[]>
  /** As `read`, for a question that was made for the occasion. */
  ask<Row>(question: Question): Promise<readonly Row[]>
  /** Executes one writing statement; resolves when it is durable. */
  write<Parameters, Row>(statement: Statement<Parameters, Row>, parameters: Parameters): Promise<readonly Row[]>
  /**
   * Runs an operation in one transaction; resolves when it is durable. May call `operation` again after a deadlock.
   * @param size `large`: of hundreds of statements; shares its commit with no other
   */
  transact<Result>(operation: () => Operation<Result>, size?: 'large'): Promise<Result>
  /** Whether an error says that a row exists already with this key. */
  isDuplicate(error: unknown): boolean
}
