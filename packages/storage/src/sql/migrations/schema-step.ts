import type { Kysely } from 'kysely'

/** One change of the schema. It only adds, so that the previous release can go on working with the database. */
export interface SchemaStep {
  readonly name: string
  /** The release of Latchkey that brings it. */
  readonly release: string
  /** The lowest schema number (place in the list, from 1) whose programs can work with the database after this step. */
  readonly oldestReader: number
  readonly up: (db: Kysely<unknown>) => Promise<void>
}
