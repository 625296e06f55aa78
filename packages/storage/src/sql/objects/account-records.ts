import type { AccountId, Subject } from '@latchkey/core'
import { type Account, isAdministrator, usernameKey } from '@latchkey/identity'
import { sql as literal } from 'kysely'
import { type Caches, forgetsEverywhere } from '../../cache/caches.ts'
import type { Engine } from '../engine.ts'
import { type Operation, run, runAll } from '../operation.ts'
import { bulk, type Rows, type Slots, statement } from '../statement.ts'
import type { AccountRow } from '../tables.ts'
import { type AnyRecord, type Loaded, possibleIds, type RecordTable } from './record-table.ts'

export interface AccountRecords extends RecordTable {
  /** Whether an administrator can sign in. */
  administratorExists(): Operation<boolean>
  /** Whether there is one besides these. */
  administratorExistsBeside(ids: readonly string[]): Operation<boolean>
  /** The accounts that have these subjects. */
  withSubjects(subjects: readonly Subject[]): Operation<readonly { readonly id: string; readonly subject: Subject }[]>
}

/** Accounts as managed objects. */
export function accountRecords(engine: Engine, caches: Caches): AccountRecords {
  const sql = statements(engine)
  // A record of this table came in as an `Account`.
  const account = (record: AnyRecord) => record as Account
  return {
    object: 'Account',
    keyProperty: 'name',
    keyOf: (record) => usernameKey(account(record).username),
    keyFrom: usernameKey,
    *found(ids) {
      return (yield* runAll(
        sql.byIds,
        possibleIds(ids).map((id) => ({ id: id as AccountId })),
      )).map(loaded)
    },
    *withKeys(keys) {
      return (yield* runAll(
        sql.byKeys,
        [...new Set(keys)].map((key) => ({ key })),
      )).map(loaded)
    },
    *withSubjects(subjects) {
      const rows = yield* runAll(
        sql.bySubjects,
        subjects.map((subject) => ({ subject })),
      )
      return rows.map((row) => ({ id: row.account_id, subject: row.subject }))
    },
    stamped(record, before) {
      // Two changes within one millisecond must not take each other for their own starting point.
      const updatedAt = Math.max(account(record).updatedAt, before === undefined ? 0 : before.version + 1)
      // The subject is never written again.
      const { subject } = account(before?.record ?? record)
      return { id: account(record).accountId, version: updatedAt, record: { ...account(record), subject, updatedAt } }
    },
    *parked(ids) {
      for (const id of ids) yield* run(sql.park, { id: id as AccountId, key: `\u{1}${id}` })
    },
    *written(objects) {
      yield* runAll(
        sql.write,
        objects.map(({ record }) => columnsOf(account(record))),
      )
    },
    *removed(ids) {
      yield* runAll(
        sql.remove,
        ids.map((id) => ({ id: id as AccountId })),
      )
    },
    *administratorExists() {
      return (yield* run(sql.administrators, { limit: 1 })).length > 0
    },
    *administratorExistsBeside(ids) {
      const rows = yield* run(sql.administrators, { limit: ids.length + 1 })
      const those = new Set<string>(ids)
      return rows.some((row) => !those.has(row.account_id))
    },
    effectOf: ({ id }) => forgetsEverywhere(caches, 'account', id),
  }
}

interface Columns {
  readonly accountId: AccountId
  readonly subject: Subject
  readonly key: string
  readonly administrator: number
  readonly updatedAt: number
  readonly data: string
}

function columnsOf(account: Account): Columns {
  const { accountId, subject, updatedAt, ...rest } = account
  const administrator = isAdministrator(account) ? 1 : 0
  return { accountId, subject, key: usernameKey(account.username), administrator, updatedAt, data: JSON.stringify(rest) }
}

/** An account as its row has it. */
export function accountOf(row: AccountRow): Account {
  return { ...JSON.parse(row.data), accountId: row.account_id, subject: row.subject, updatedAt: row.updated_at }
}

function loaded(row: AccountRow): Loaded {
  return { id: row.account_id, version: row.updated_at, record: accountOf(row) }
}

function statements({ queries }: Engine) {
  const all = queries.selectFrom('accounts').selectAll()
  return {
    byIds: bulk('account_by_ids', 'list', (rows: Rows<{ id: AccountId }>) =>
      all.where(
        'account_id',
        'in',
        rows.map(({ id }) => id),
      ),
    ),
    byKeys: bulk('account_by_keys', 'list', (rows: Rows<{ key: string }>) =>
      all.where(
        'username_key',
        'in',
        rows.map(({ key }) => key),
      ),
    ),
    bySubjects: bulk('account_by_subjects', 'list', (rows: Rows<{ subject: Subject }>) =>
      queries
        .selectFrom('accounts')
        .select(['account_id', 'subject'])
        .where(
          'subject',
          'in',
          rows.map(({ subject }) => subject),
        ),
    ),
    write: bulk('account_write', 'rows', (rows: Rows<Columns>) =>
      queries
        .insertInto('accounts')
        .values(
          rows.map((p) => ({
            account_id: p.accountId,
            subject: p.subject,
            username_key: p.key,
            active_administrator: p.administrator,
            updated_at: p.updatedAt,
            data: p.data,
          })),
        )
        .onConflict((conflict) =>
          conflict.column('account_id').doUpdateSet((row) => ({
            username_key: row.ref('excluded.username_key'),
            active_administrator: row.ref('excluded.active_administrator'),
            updated_at: row.ref('excluded.updated_at'),
            data: row.ref('excluded.data'),
          })),
        ),
    ),
    park: statement('account_park', (p: Slots<{ id: AccountId; key: string }>) =>
      queries.updateTable('accounts').set({ username_key: p.key }).where('account_id', '=', p.id),
    ),
    remove: bulk('account_remove', 'list', (rows: Rows<{ id: AccountId }>) =>
      queries.deleteFrom('accounts').where(
        'account_id',
        'in',
        rows.map(({ id }) => id),
      ),
    ),
    // A literal, so that the partial index serves it.
    administrators: statement('account_administrators', (p: Slots<{ limit: number }>) =>
      queries.selectFrom('accounts').select('account_id').where('active_administrator', '=', literal.lit(1)).limit(p.limit),
    ),
  }
}
