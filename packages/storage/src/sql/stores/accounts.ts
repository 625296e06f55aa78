import { type AccountId, type Clock, systemOrigin } from '@latchkey/core'
import type { AccountStore } from '@latchkey/identity'
import type { Caches } from '../../cache/caches.ts'
import type { Engine } from '../engine.ts'
import { type AccountRecords, accountOf } from '../objects/account-records.ts'
import type { Changer } from '../objects/changer.ts'
import { readOnly } from '../read-only.ts'
import { type Slots, statement } from '../statement.ts'

export interface AccountStoreParts {
  readonly engine: Engine
  readonly caches: Caches
  readonly changer: Changer
  readonly records: AccountRecords
  readonly clock: Clock
}

export function accountStore({ engine, caches, changer, records, clock }: AccountStoreParts): AccountStore {
  const sql = statements(engine)
  const object = 'Account'
  return {
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
    insert: (account, origin = systemOrigin) =>
      engine.transact(function* () {
        const change = { object, kind: 'create', record: account } as const
        const { kind } = yield* changer.changed([change], { origin, now: clock(), rules: 'own' })
        return kind === 'committed' ? 'inserted' : 'exists'
      }),
    replace: (account, previous, origin = systemOrigin) =>
      engine.transact(function* () {
        const id = account.accountId
        const change = { object, kind: 'replace', id, version: previous, record: account } as const
        const { kind } = yield* changer.changed([change], { origin, now: clock(), rules: 'own' })
        if (kind === 'committed') return 'replaced'
        if (kind === 'exists') return 'exists'
        return (yield* records.found([id])).length > 0 ? 'changed' : 'absent'
      }),
    // Nobody has the empty user name.
    list: async ({ after = '', limit }) => (await engine.read(sql.list, { after, limit })).map(accountOf),
    hasAdministrator: () => readOnly(engine, records.administratorExists()),
  }
}

function statements({ queries }: Engine) {
  return {
    find: statement('account_find', (p: Slots<{ accountId: AccountId }>) =>
      queries.selectFrom('accounts').selectAll().where('account_id', '=', p.accountId),
    ),
    findByUsername: statement('account_find_by_username', (p: Slots<{ key: string }>) =>
      queries.selectFrom('accounts').selectAll().where('username_key', '=', p.key),
    ),
    list: statement('account_list', (p: Slots<{ after: string; limit: number }>) =>
      queries.selectFrom('accounts').selectAll().where('username_key', '>', p.after).orderBy('username_key').limit(p.limit),
    ),
  }
}
