import type { Digest, Origin } from '@latchkey/core'
import type { OneTimeTokenStore } from '@latchkey/identity'
import type { Engine } from '../engine.ts'
import type { AccountRecords } from '../objects/account-records.ts'
import type { Changer } from '../objects/changer.ts'
import { lock, run, undo } from '../operation.ts'
import { type Slots, statement } from '../statement.ts'

type Purpose = 'setup'

/** Whoever has the set-up link, where nothing more is known. */
const setupOrigin: Origin = { actor: { kind: 'system' }, through: 'setup' }

export function oneTimeTokenStore(engine: Engine, accounts: AccountRecords, changer: Changer): OneTimeTokenStore {
  const sql = statements(engine)
  return {
    async insert({ digest, purpose, expiresAt }) {
      await engine.write(sql.insert, { digest, purpose, expiresAt })
    },
    async isLive(digest, purpose, now) {
      return (await engine.read(sql.find, { digest, purpose, now })).length > 0
    },
    redeemForFirstAdministrator: (digest, account, now, origin = setupOrigin) =>
      engine.transact<'inserted' | 'refused' | 'exists'>(function* () {
        // Two different tokens would not meet in any row.
        yield* lock('first-administrator')
        if (yield* accounts.administratorExists()) return 'refused'
        const [redeemed] = yield* run(sql.redeem, { digest, purpose: 'setup', now })
        if (redeemed === undefined) return 'refused'
        // The person may try another name: the token stays.
        const change = { object: 'Account', kind: 'create', record: account } as const
        const { kind } = yield* changer.changed([change], { origin, now, rules: 'own' })
        return kind === 'committed' ? 'inserted' : undo('exists')
      }),
    async removeAll(purpose) {
      await engine.write(sql.removeAll, { purpose })
    },
  }
}

function statements({ queries }: Engine) {
  return {
    insert: statement('one_time_insert', (p: Slots<{ digest: Digest; purpose: Purpose; expiresAt: number }>) =>
      queries.insertInto('one_time_tokens').values({ digest: p.digest, purpose: p.purpose, expires_at: p.expiresAt }),
    ),
    find: statement('one_time_find', (p: Slots<{ digest: Digest; purpose: Purpose; now: number }>) =>
      queries
        .selectFrom('one_time_tokens')
        .select('digest')
        .where('digest', '=', p.digest)
        .where('purpose', '=', p.purpose)
        .where('expires_at', '>', p.now),
    ),
    redeem: statement('one_time_redeem', (p: Slots<{ digest: Digest; purpose: Purpose; now: number }>) =>
      queries
        .deleteFrom('one_time_tokens')
        .where('digest', '=', p.digest)
        .where('purpose', '=', p.purpose)
        .where('expires_at', '>', p.now)
        .returning('digest'),
    ),
    removeAll: statement('one_time_remove_all', (p: Slots<{ purpose: Purpose }>) =>
      queries.deleteFrom('one_time_tokens').where('purpose', '=', p.purpose),
    ),
  }
}
