import { type CreateTableBuilder, type Kysely, sql } from 'kysely'
import { createIndex as index } from './create-index.ts'
import type { SchemaDialect } from './schema-step.ts'

/** What management keeps: objects without a table of their own, what is searched of all of them, revisions and the audit log. */
export async function createManagementTables(db: Kysely<unknown>, dialect: SchemaDialect): Promise<void> {
  await createObjectTables(db, dialect)
  await createSearchTables(db, dialect)
  await createJournalTables(db, dialect)
}

async function createObjectTables(db: Kysely<unknown>, { text }: SchemaDialect): Promise<void> {
  await db.schema
    .createTable('managed_objects')
    .addColumn('object', text, (c) => c.notNull())
    .addColumn('id', text, (c) => c.notNull())
    .addColumn('version', 'bigint', (c) => c.notNull())
    .addColumn('unique_key', text, (c) => c.notNull())
    .addColumn('account_id', text)
    .addColumn('data', text, (c) => c.notNull())
    .addPrimaryKeyConstraint('managed_objects_id', ['object', 'id'])
    .addUniqueConstraint('managed_objects_key', ['object', 'unique_key'])
    .execute()
  await db.schema
    .createIndex('managed_objects_account')
    .on('managed_objects')
    .column('account_id')
    .where('account_id' as never, 'is not', null)
    .execute()
  await db.schema
    .createTable('object_owners')
    .addColumn('object', text, (c) => c.notNull())
    .addColumn('id', text, (c) => c.notNull())
    .addColumn('owner', text, (c) => c.notNull())
    .addPrimaryKeyConstraint('object_owners_key', ['object', 'id'])
    .execute()
  await db.schema
    .createTable('object_states')
    .addColumn('object', text, (c) => c.primaryKey())
    .addColumn('state', 'bigint', (c) => c.notNull())
    .addColumn('count', 'bigint', (c) => c.notNull())
    .execute()
}

async function createSearchTables(db: Kysely<unknown>, { text, orderedByKey }: SchemaDialect): Promise<void> {
  const ordered = <Table extends string>(table: CreateTableBuilder<Table, never>) =>
    orderedByKey === undefined ? table : table.modifyEnd(orderedByKey)
  await ordered(
    db.schema
      .createTable('object_index')
      .addColumn('object', text, (c) => c.notNull())
      .addColumn('property', text, (c) => c.notNull())
      .addColumn('value', text, (c) => c.notNull())
      .addColumn('id', text, (c) => c.notNull())
      .addColumn('edge', 'integer', (c) => c.notNull())
      .addPrimaryKeyConstraint('object_index_key', ['object', 'property', 'value', 'id', 'edge']),
  ).execute()
  await index(db, 'object_index', 'object', ['object', 'id', 'property', 'value'])
  await ordered(
    db.schema
      .createTable('object_lacks')
      .addColumn('object', text, (c) => c.notNull())
      .addColumn('property', text, (c) => c.notNull())
      .addColumn('id', text, (c) => c.notNull())
      .addPrimaryKeyConstraint('object_lacks_key', ['object', 'property', 'id']),
  ).execute()
  await db.schema
    .createTable('object_properties')
    .addColumn('object', text, (c) => c.notNull())
    .addColumn('property', text, (c) => c.notNull())
    .addColumn('multiple', 'integer', (c) => c.notNull())
    .addPrimaryKeyConstraint('object_properties_key', ['object', 'property'])
    .execute()
  await ordered(
    db.schema
      .createTable('object_terms')
      .addColumn('object', text, (c) => c.notNull())
      .addColumn('shared', 'integer', (c) => c.notNull())
      .addColumn('term', text, (c) => c.notNull())
      .addColumn('id', text, (c) => c.notNull())
      .addPrimaryKeyConstraint('object_terms_key', ['object', 'shared', 'term', 'id']),
  ).execute()
  await index(db, 'object_terms', 'object', ['object', 'id', 'term'])
  await ordered(
    db.schema
      .createTable('object_links')
      .addColumn('object', text, (c) => c.notNull())
      .addColumn('id', text, (c) => c.notNull())
      .addColumn('to_object', text, (c) => c.notNull())
      .addColumn('to_id', text, (c) => c.notNull())
      .addPrimaryKeyConstraint('object_links_key', ['object', 'id', 'to_object', 'to_id']),
  ).execute()
  await index(db, 'object_links', 'target', ['to_object', 'to_id', 'object', 'id'])
  await ordered(
    db.schema
      .createTable('object_blocks')
      .addColumn('object', text, (c) => c.notNull())
      .addColumn('series', text, (c) => c.notNull())
      .addColumn('value', text, (c) => c.notNull())
      .addColumn('id', text, (c) => c.notNull())
      .addColumn('count', 'integer', (c) => c.notNull())
      .addColumn('smallest', 'integer', (c) => c.notNull())
      .addColumn('largest', 'integer', (c) => c.notNull())
      .addColumn('beginnings', text, (c) => c.notNull())
      .addPrimaryKeyConstraint('object_blocks_key', ['object', 'series', 'value', 'id']),
  ).execute()
}

async function createJournalTables(db: Kysely<unknown>, { text, counter, place }: SchemaDialect): Promise<void> {
  await db.schema
    .createTable('counters')
    .addColumn('name', text, (c) => c.primaryKey())
    .addColumn('value', 'bigint', (c) => c.notNull())
    .execute()
  await sql`insert into counters (name, value) values ('revision', 0)`.execute(db)
  await db.schema
    .createTable('revisions')
    .addColumn('number', counter, (c) => c.primaryKey())
    .addColumn('commit_number', 'bigint', (c) => c.notNull())
    .addColumn('at', 'bigint', (c) => c.notNull())
    .addColumn('object', text, (c) => c.notNull())
    .addColumn('id', text, (c) => c.notNull())
    .addColumn('kind', text, (c) => c.notNull())
    .addColumn('actor', text, (c) => c.notNull())
    .addColumn('data', text, (c) => c.notNull())
    .execute()
  await index(db, 'revisions', 'type', ['object', 'number'])
  await index(db, 'revisions', 'object', ['object', 'id', 'number'])
  await index(db, 'revisions', 'actor', ['actor', 'number'])
  await index(db, 'revisions', 'time', ['at', 'number'])

  await db.schema
    .createTable('audit_pending')
    .addColumn('place', place, (c) => c.primaryKey())
    .addColumn('event_id', text, (c) => c.notNull().unique())
    .addColumn('data', text, (c) => c.notNull())
    .execute()
  await db.schema
    .createTable('audit_head')
    .addColumn('name', text, (c) => c.primaryKey())
    .addColumn('sequence', 'bigint', (c) => c.notNull())
    .addColumn('hash', text, (c) => c.notNull())
    .execute()
  await sql`insert into audit_head (name, sequence, hash) values ('head', 0, ${sql.lit('0'.repeat(64))})`.execute(db)
  await db.schema
    .createTable('audit_events')
    .addColumn('sequence', counter, (c) => c.primaryKey())
    .addColumn('event_id', text, (c) => c.notNull().unique())
    .addColumn('previous_hash', text, (c) => c.notNull())
    .addColumn('hash', text, (c) => c.notNull())
    .addColumn('at', 'bigint', (c) => c.notNull())
    .addColumn('kind', text, (c) => c.notNull())
    .addColumn('outcome', text, (c) => c.notNull())
    .addColumn('actor', text, (c) => c.notNull())
    .addColumn('through', text, (c) => c.notNull())
    .addColumn('object_name', text)
    .addColumn('object_id', text)
    .addColumn('account_id', text)
    .addColumn('client_id', text)
    .addColumn('address', text)
    .addColumn('trace_id', text)
    .addColumn('data', text, (c) => c.notNull())
    .execute()
  for (const column of ['at', 'kind', 'actor', 'through']) await index(db, 'audit_events', column, [column, 'sequence'])
  await db.schema
    .createIndex('audit_events_outcome')
    .on('audit_events')
    .columns(['outcome', 'sequence'])
    .where(sql.ref('outcome'), '=', sql.lit('refused'))
    .execute()
  for (const column of ['account_id', 'client_id', 'address', 'trace_id']) {
    await db.schema
      .createIndex(`audit_events_${column}`)
      .on('audit_events')
      .columns([column, 'sequence'])
      .where(sql.ref(column), 'is not', null)
      .execute()
  }
  await db.schema
    .createIndex('audit_events_object')
    .on('audit_events')
    .columns(['object_name', 'object_id', 'sequence'])
    .where(sql.ref('object_name'), 'is not', null)
    .execute()
}
