import type { ColumnDataType, Kysely, RawBuilder } from 'kysely'

/** How a database says what all of them need. */
export interface SchemaDialect {
  /** Type of a text that is compared and ordered by its code points, whatever the language of the database. */
  readonly text: ColumnDataType | RawBuilder<unknown>
  /** Type of a primary key that counts beyond 2^31 and orders the table. */
  readonly counter: ColumnDataType
  /** Type of a primary key that the database counts itself, where an insertion does not name it. */
  readonly place: ColumnDataType
  /** End of `create table` for a table that is kept in the order of its primary key; absent: the database has no such thing. */
  readonly orderedByKey?: RawBuilder<unknown>
}

/** One change of the schema. It only adds, so that the previous release can go on working with the database. */
export interface SchemaStep {
  readonly name: string
  /** The release of Latchkey that brings it. */
  readonly release: string
  /** The lowest schema number (place in the list, from 1) whose programs can work with the database after this step. */
  readonly oldestReader: number
  readonly up: (db: Kysely<unknown>, dialect: SchemaDialect) => Promise<void>
}
