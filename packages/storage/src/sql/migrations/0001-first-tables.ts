import type { Kysely } from 'kysely'
import { createIndex as index } from './create-index.ts'
import { createManagementTables } from './management-tables.ts'
import type { SchemaDialect, SchemaStep } from './schema-step.ts'

async function up(db: Kysely<unknown>, dialect: SchemaDialect): Promise<void> {
  const { text } = dialect
  await db.schema
    .createTable('clients')
    .addColumn('client_id', text, (c) => c.primaryKey())
    .addColumn('object_id', text, (c) => c.notNull().unique())
    .addColumn('updated_at', 'bigint', (c) => c.notNull())
    .addColumn('expires_at', 'bigint')
    .addColumn('start_order', text)
    .addColumn('data', text, (c) => c.notNull())
    .execute()
  await db.schema
    .createIndex('clients_start')
    .on('clients')
    .column('start_order')
    .where('start_order' as never, 'is not', null)
    .execute()
  await db.schema
    .createIndex('clients_expiry')
    .on('clients')
    .column('expires_at')
    .where('expires_at' as never, 'is not', null)
    .execute()

  await db.schema
    .createTable('client_origins')
    .addColumn('origin', text, (c) => c.notNull())
    .addColumn('client_id', text, (c) => c.notNull())
    .addPrimaryKeyConstraint('client_origins_key', ['origin', 'client_id'])
    .execute()
  await index(db, 'client_origins', 'client', ['client_id'])

  await db.schema
    .createTable('grants')
    .addColumn('grant_id', text, (c) => c.primaryKey())
    .addColumn('client_id', text, (c) => c.notNull())
    .addColumn('account_id', text, (c) => c.notNull())
    .addColumn('session_id', text)
    .addColumn('expires_at', 'bigint', (c) => c.notNull())
    .addColumn('revoked_at', 'bigint')
    .addColumn('data', text, (c) => c.notNull())
    .execute()
  await index(db, 'grants', 'expiry', ['expires_at'])
  await index(db, 'grants', 'client', ['client_id', 'grant_id'])
  await index(db, 'grants', 'account', ['account_id', 'grant_id'])
  await index(db, 'grants', 'session', ['session_id', 'grant_id'])

  await db.schema
    .createTable('authorization_codes')
    .addColumn('digest', text, (c) => c.primaryKey())
    .addColumn('grant_id', text, (c) => c.notNull())
    .addColumn('client_id', text, (c) => c.notNull())
    .addColumn('account_id', text, (c) => c.notNull())
    .addColumn('expires_at', 'bigint', (c) => c.notNull())
    .addColumn('failed_redemptions', 'integer', (c) => c.notNull())
    .addColumn('dead', 'integer', (c) => c.notNull())
    .addColumn('redeemed_at', 'bigint')
    .addColumn('data', text, (c) => c.notNull())
    .execute()
  await index(db, 'authorization_codes', 'expiry', ['expires_at'])
  await index(db, 'authorization_codes', 'grant', ['grant_id'])
  await index(db, 'authorization_codes', 'client', ['client_id'])

  await db.schema
    .createTable('refresh_tokens')
    .addColumn('digest', text, (c) => c.primaryKey())
    .addColumn('grant_id', text, (c) => c.notNull())
    .addColumn('client_id', text, (c) => c.notNull())
    .addColumn('created_at', 'bigint', (c) => c.notNull())
    .addColumn('expires_at', 'bigint', (c) => c.notNull())
    .addColumn('rotated_at', 'bigint')
    .addColumn('successor', text)
    .addColumn('jkt', text)
    .addColumn('x5t_s256', text)
    .execute()
  await index(db, 'refresh_tokens', 'expiry', ['expires_at'])
  await index(db, 'refresh_tokens', 'grant', ['grant_id'])

  await db.schema
    .createTable('sessions')
    .addColumn('session_id', text, (c) => c.primaryKey())
    .addColumn('digest', text, (c) => c.notNull().unique())
    .addColumn('account_id', text, (c) => c.notNull())
    .addColumn('expires_at', 'bigint', (c) => c.notNull())
    .addColumn('data', text, (c) => c.notNull())
    .execute()
  await index(db, 'sessions', 'expiry', ['expires_at'])
  await index(db, 'sessions', 'account', ['account_id', 'session_id'])

  await db.schema
    .createTable('transactions')
    .addColumn('transaction_id', text, (c) => c.primaryKey())
    .addColumn('expires_at', 'bigint', (c) => c.notNull())
    .addColumn('failed_sign_ins', 'integer', (c) => c.notNull())
    .addColumn('authenticated_at', 'bigint')
    .addColumn('consented_at', 'bigint')
    .addColumn('consented_by', text)
    .addColumn('selected_by', text)
    .addColumn('data', text, (c) => c.notNull())
    .execute()
  await index(db, 'transactions', 'expiry', ['expires_at'])

  await db.schema
    .createTable('consents')
    .addColumn('client_id', text, (c) => c.notNull())
    .addColumn('account_id', text, (c) => c.notNull())
    .addColumn('scope', text, (c) => c.notNull())
    .addColumn('created_at', 'bigint', (c) => c.notNull())
    .addPrimaryKeyConstraint('consents_key', ['client_id', 'account_id', 'scope'])
    .execute()
  await index(db, 'consents', 'account', ['account_id'])

  await db.schema
    .createTable('signing_keys')
    .addColumn('kid', text, (c) => c.primaryKey())
    .addColumn('algorithm', text, (c) => c.notNull())
    .addColumn('sealed_private_pem', text)
    .addColumn('created_at', 'bigint', (c) => c.notNull())
    .addColumn('signs_from', 'bigint')
    .addColumn('retires_at', 'bigint')
    .addColumn('published_until', 'bigint')
    .addColumn('data', text, (c) => c.notNull())
    .execute()

  await db.schema
    .createTable('device_authorizations')
    .addColumn('digest', text, (c) => c.primaryKey())
    .addColumn('user_code', text, (c) => c.notNull().unique())
    .addColumn('client_id', text, (c) => c.notNull())
    .addColumn('account_id', text)
    .addColumn('expires_at', 'bigint', (c) => c.notNull())
    .addColumn('poll_interval', 'bigint', (c) => c.notNull())
    .addColumn('last_polled_at', 'bigint')
    .addColumn('polled_too_soon', 'integer', (c) => c.notNull())
    .addColumn('state', text, (c) => c.notNull())
    .addColumn('redeemed', 'integer', (c) => c.notNull())
    .addColumn('grant_data', text)
    .addColumn('data', text, (c) => c.notNull())
    .execute()
  await index(db, 'device_authorizations', 'expiry', ['expires_at'])

  await db.schema
    .createTable('settings')
    .addColumn('name', text, (c) => c.primaryKey())
    .addColumn('json', text, (c) => c.notNull())
    .addColumn('version', 'bigint', (c) => c.notNull())
    .addColumn('updated_at', 'bigint', (c) => c.notNull())
    .execute()

  await db.schema
    .createTable('traces')
    .addColumn('trace_id', text, (c) => c.primaryKey())
    .addColumn('ring', text, (c) => c.notNull())
    .addColumn('updated_at', 'bigint', (c) => c.notNull())
    .addColumn('data', text, (c) => c.notNull())
    .execute()
  await index(db, 'traces', 'newest', ['ring', 'updated_at', 'trace_id'])
  await index(db, 'traces', 'latest', ['updated_at'])

  await db.schema
    .createTable('accounts')
    .addColumn('account_id', text, (c) => c.primaryKey())
    .addColumn('subject', text, (c) => c.notNull().unique())
    .addColumn('username_key', text, (c) => c.notNull().unique())
    .addColumn('active_administrator', 'integer', (c) => c.notNull())
    .addColumn('updated_at', 'bigint', (c) => c.notNull())
    .addColumn('data', text, (c) => c.notNull())
    .execute()
  await db.schema
    .createIndex('accounts_administrators')
    .on('accounts')
    .column('active_administrator')
    .where('active_administrator' as never, '=', 1)
    .execute()

  await db.schema
    .createTable('throttle')
    .addColumn('key', text, (c) => c.primaryKey())
    .addColumn('failures', 'integer', (c) => c.notNull())
    .addColumn('last_failure_at', 'bigint', (c) => c.notNull())
    .addColumn('expires_at', 'bigint', (c) => c.notNull())
    .execute()
  await index(db, 'throttle', 'expiry', ['expires_at'])

  await db.schema
    .createTable('one_time_tokens')
    .addColumn('digest', text, (c) => c.primaryKey())
    .addColumn('purpose', text, (c) => c.notNull())
    .addColumn('expires_at', 'bigint', (c) => c.notNull())
    .execute()

  await db.schema
    .createTable('single_uses')
    .addColumn('key', text, (c) => c.primaryKey())
    .addColumn('expires_at', 'bigint', (c) => c.notNull())
    .execute()
  await index(db, 'single_uses', 'expiry', ['expires_at'])

  await db.schema
    .createTable('pushed_requests')
    .addColumn('digest', text, (c) => c.primaryKey())
    .addColumn('opens_until', 'bigint', (c) => c.notNull())
    .addColumn('expires_at', 'bigint', (c) => c.notNull())
    .addColumn('data', text, (c) => c.notNull())
    .execute()
  await index(db, 'pushed_requests', 'expiry', ['expires_at'])

  await db.schema
    .createTable('session_clients')
    .addColumn('session_id', text, (c) => c.notNull())
    .addColumn('client_id', text, (c) => c.notNull())
    .addColumn('channels', text, (c) => c.notNull())
    .addPrimaryKeyConstraint('session_clients_key', ['session_id', 'client_id'])
    .execute()

  await db.schema
    .createTable('logout_deliveries')
    .addColumn('delivery_id', text, (c) => c.primaryKey())
    .addColumn('session_id', text, (c) => c.notNull())
    .addColumn('client_id', text, (c) => c.notNull())
    .addColumn('account_id', text, (c) => c.notNull())
    .addColumn('subject', text, (c) => c.notNull())
    .addColumn('state', text, (c) => c.notNull())
    .addColumn('attempts', 'integer', (c) => c.notNull())
    .addColumn('created_at', 'bigint', (c) => c.notNull())
    .addColumn('changed_at', 'bigint', (c) => c.notNull())
    .addColumn('next_attempt_at', 'bigint')
    .addColumn('finished_at', 'bigint')
    .addColumn('problem', text)
    .addColumn('expires_at', 'bigint', (c) => c.notNull())
    .execute()
  await index(db, 'logout_deliveries', 'due', ['next_attempt_at', 'client_id'])
  await index(db, 'logout_deliveries', 'client', ['client_id', 'next_attempt_at'])
  await index(db, 'logout_deliveries', 'session', ['session_id', 'delivery_id'])
  await index(db, 'logout_deliveries', 'changed', ['changed_at'])
  await index(db, 'logout_deliveries', 'expiry', ['expires_at'])

  await db.schema
    .createTable('posture_reports')
    .addColumn('report_id', text, (c) => c.primaryKey())
    .addColumn('rule', text, (c) => c.notNull())
    .addColumn('client_id', text, (c) => c.notNull())
    .addColumn('count', 'bigint', (c) => c.notNull())
    .addColumn('first_at', 'bigint', (c) => c.notNull())
    .addColumn('last_at', 'bigint', (c) => c.notNull())
    .addColumn('expires_at', 'bigint', (c) => c.notNull())
    .addUniqueConstraint('posture_reports_place', ['rule', 'client_id'])
    .execute()
  await index(db, 'posture_reports', 'expiry', ['expires_at'])

  await createManagementTables(db, dialect)
}

export const firstTables: SchemaStep = { name: '0001-first-tables', release: '0.1.0', oldestReader: 1, up }
