import type { AccountId, ClientId, ConsentStore } from '@latchkey/core'
import { type Caches, consentKey, forgetsEverywhere } from '../../cache/caches.ts'
import type { Engine } from '../engine.ts'
import { follow, run } from '../operation.ts'
import { type Slots, statement } from '../statement.ts'

export function consentStore(engine: Engine, caches: Caches): ConsentStore {
  const find = statement('consent_find', (p: Slots<{ accountId: AccountId; clientId: ClientId }>) =>
    engine.queries
      .selectFrom('consents')
      .select('scope')
      .where('client_id', '=', p.clientId)
      .where('account_id', '=', p.accountId)
      .orderBy('scope'),
  )
  const add = statement('consent_add', (p: Slots<{ accountId: AccountId; clientId: ClientId; scope: string; now: number }>) =>
    engine.queries
      .insertInto('consents')
      .values({ account_id: p.accountId, client_id: p.clientId, scope: p.scope, created_at: p.now })
      .onConflict((conflict) => conflict.doNothing()),
  )
  return {
    async find(accountId, clientId) {
      const load = async () => {
        const rows = await engine.read(find, { accountId, clientId })
        return rows.length > 0 ? rows.map((row) => row.scope) : undefined
      }
      return (await caches.consents.through(consentKey(accountId, clientId), () => true, load)) ?? []
    },
    add: (accountId, clientId, scopes, now) =>
      engine.transact(function* () {
        for (const scope of [...new Set(scopes)].sort()) yield* run(add, { accountId, clientId, scope, now })
        yield* follow(forgetsEverywhere(caches, 'consent', consentKey(accountId, clientId)))
      }),
  }
}
