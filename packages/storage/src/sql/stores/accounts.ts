import type { AccountId, Subject } from '@latchkey/core'
import { type Account, type AccountStore, usernameKey } from '@latchkey/identity'
import { sql as literal } from 'kysely'
import { type Caches, forgetsEverywhere } from '../../cache/caches.ts'
import type { Engine } from '../engine.ts'
import { follow, type Operation, run } from '../operation.ts'
import { type Slots, statement } from '../statement.ts'
import type { AccountRow } from '../tables.ts'

export interface AccountTable extends AccountStore {
  /** `false`: account, subject or user name exist. Within another's transaction. */
  inserted(account: Account): Operation<boolean>
  /** Whether an administrator can sign in. Within another's transaction. */
  administratorExists(): Operation<boolean>
}

export function accountTable(engine: Engine, caches: Caches): AccountTable {
  const sql = statements(engine)

  function* inserted(account: Account): Operation<boolean> {
    return (yield* run(sql.insert, columnsOf(account))).length > 0
  }

  return {
    inserted,
    *administratorExists() {
      return (yield* run(sql.hasAdministrator, {})).length > 0
    },
    find: (accountId) =>
      caches.accounts.through(
        accountId,
        () => true,
        async () => {
          const [row] = await engine.read(sql.find, { accountId })
          return row && accountOf(row)
        },
      ),
    async findByUsername(key) {
      const [row] = await engine.read(sql.findByUsername, { key })
      return row && accountOf(row)
    },
    insert: (account) =>
      engine.transact(function* () {
        return (yield* inserted(account)) ? 'inserted' : 'exists'
      }),
    replace: (account, previous) =>
      engine
        .transact(function* () {
          const { accountId } = account
          // Two changes within one millisecond must not take each other for their own starting point.
          const updatedAt = Math.max(account.updatedAt, previous + 1)
          const [replaced] = yield* run(sql.replace, { ...columnsOf(account), updatedAt, previous })
          if (replaced !== undefined) {
            yield* follow(forgetsEverywhere(caches, 'account', accountId))
            return 'replaced' as const
          }
          const [row] = yield* run(sql.find, { accountId })
          return row === undefined ? ('absent' as const) : ('changed' as const)
        })
        .catch((error: unknown) => {
          if (engine.isDuplicate(error)) return 'exists' as const
          throw error
        }),
    // Nobody has the empty user name.
    list: async ({ after = '', limit }) => (await engine.read(sql.list, { after, limit })).map(accountOf),
    async hasAdministrator() {
      return (await engine.read(sql.hasAdministrator, {})).length > 0
    },
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
  const administrator = account.roles.includes('administrator') && !account.disabled ? 1 : 0
  return { accountId, subject, key: usernameKey(account.username), administrator, updatedAt, data: JSON.stringify(rest) }
}

function statements({ queries }: Engine) {
  return {
    find: statement('account_find', (p: Slots<{ accountId: AccountId }>) =>
      queries.selectFrom('accounts').selectAll().where('account_id', '=', p.accountId),
    ),
    findByUsername: statement('account_find_by_username', (p: Slots<{ key: string }>) =>
      queries.selectFrom('accounts').selectAll().where('username_key', '=', p.key),
    ),
    insert: statement('account_insert', (p: Slots<Columns>) =>
      queries
        .insertInto('accounts')
        .values({
          account_id: p.accountId,
          subject: p.subject,
          username_key: p.key,
          active_administrator: p.administrator,
          updated_at: p.updatedAt,
          data: p.data,
        })
        .onConflict((conflict) => conflict.doNothing())
        .returning('account_id'),
    ),
    // The subject is never written again.
    replace: statement('account_replace', (p: Slots<Columns & { previous: number }>) =>
      queries
        .updateTable('accounts')
        .set({ username_key: p.key, active_administrator: p.administrator, updated_at: p.updatedAt, data: p.data })
        .where('account_id', '=', p.accountId)
        .where('updated_at', '=', p.previous)
        .returning('account_id'),
    ),
    list: statement('account_list', (p: Slots<{ after: string; limit: number }>) =>
      queries.selectFrom('accounts').selectAll().where('username_key', '>', p.after).orderBy('username_key').limit(p.limit),
    ),
    // A literal, so that the partial index serves it.
    hasAdministrator: statement('account_has_administrator', () =>
      queries.selectFrom('accounts').select('account_id').where('active_administrator', '=', literal.lit(1)).limit(1),
    ),
  }
}

function accountOf(row: AccountRow): Account {
  return { ...JSON.parse(row.data), accountId: row.account_id, subject: row.subject, updatedAt: row.updated_at }
}
