import { type SessionId, systemOrigin } from '@latchkey/core'
import { sql } from 'kysely'
import type { Engine } from './engine.ts'
import type { Changer } from './objects/changer.ts'
import { type Operation, run, runAll } from './operation.ts'
import { bulk, type Rows, type Slots, type Statement, statement } from './statement.ts'

/** Rows removed in one transaction: few enough that a request waits for a few milliseconds at most. */
const batch = 200

/** Tables whose rows simply go when their time has come, with the column of their primary key. */
const expiring = [
  ['authorization_codes', 'digest'],
  ['refresh_tokens', 'digest'],
  ['device_authorizations', 'digest'],
  ['grants', 'grant_id'],
  ['transactions', 'transaction_id'],
  ['throttle', 'key'],
  ['one_time_tokens', 'digest'],
  ['single_uses', 'key'],
  ['logout_deliveries', 'delivery_id'],
  ['pushed_requests', 'digest'],
  ['backchannel_requests', 'request_id'],
  ['posture_reports', 'report_id'],
] as const

/** Removes what has expired, batch by batch, and answers how many rows. Requests run between the batches. */
export function sweeper(engine: Engine, changer: Changer): (now: number) => Promise<number> {
  const statements = [
    ...expiring.map(([table, key]) => sweepTable(engine, table, key)),
    sweepKeys(engine),
    sweepPrivateParts(engine),
  ]
  const expiredClients = statement('sweep_clients', (p: Slots<{ now: number }>) =>
    engine.queries
      .selectFrom('clients')
      .select('object_id')
      .where('expires_at', 'is not', null)
      .where('expires_at', '<=', p.now)
      .orderBy('expires_at')
      .limit(batch),
  )
  const removeClients = (now: number) =>
    engine.transact(function* (): Operation<number> {
      // First, so that none is prolonged meanwhile.
      yield* changer.begun()
      const ids = (yield* run(expiredClients, { now })).map((row) => row.object_id)
      const changes = ids.map((id) => ({ object: 'OAuthClient', kind: 'remove', id }) as const)
      if (ids.length > 0) yield* changer.changed(changes, { origin: systemOrigin, now, rules: 'own' })
      return ids.length
    })

  const expiredSessions = statement('sweep_sessions', (p: Slots<{ now: number }>) =>
    engine.queries
      .deleteFrom('sessions')
      .where('expires_at', '<=', p.now)
      .where('session_id', 'in', (query) =>
        query.selectFrom('sessions').select('session_id').where('expires_at', '<=', p.now).orderBy('expires_at').limit(batch),
      )
      .returning('session_id'),
  )
  const clientsOfSessions = bulk('sweep_session_clients', 'list', (rows: Rows<{ sessionId: SessionId }>) =>
    engine.queries.deleteFrom('session_clients').where(
      'session_id',
      'in',
      rows.map(({ sessionId }) => sessionId),
    ),
  )
  const removeSessions = (now: number) =>
    engine.transact(function* (): Operation<number> {
      const sessions = yield* run(expiredSessions, { now })
      yield* runAll(
        clientsOfSessions,
        sessions.map((row) => ({ sessionId: row.session_id })),
      )
      return sessions.length
    })

  return async (now) => {
    let removed = 0
    for (let count = batch; count === batch; removed += count) count = await removeSessions(now)
    for (const each of statements) {
      for (let count = batch; count === batch; removed += count) count = (await engine.write(each, { now })).length
    }
    while ((await engine.read(expiredClients, { now })).length > 0) removed += await removeClients(now)
    return removed
  }
}

type Sweep = Statement<{ now: number }, { readonly id: string }>

function sweepTable({ queries }: Engine, table: (typeof expiring)[number][0], key: string): Sweep {
  // The outer condition counts if a row is prolonged while this waits for it.
  return statement(`sweep_${table}`, (p: Slots<{ now: number }>) => ({
    compile: () =>
      sql<{ readonly id: string }>`
          delete from ${sql.table(table)}
          where expires_at <= ${p.now} and ${sql.ref(key)} in (
            select ${sql.ref(key)} from ${sql.table(table)} where expires_at <= ${p.now} order by expires_at limit ${sql.lit(batch)}
          )
          returning ${sql.ref(key)} as id
        `.compile(queries),
  }))
}

/** Of keys that another one replaced at a time set before: they sign no more. */
function sweepPrivateParts({ queries }: Engine): Sweep {
  return statement('sweep_private_parts', (p: Slots<{ now: number }>) =>
    queries
      .updateTable('signing_keys')
      .set({ sealed_private_pem: null })
      .where('retires_at', '<=', p.now)
      .where('sealed_private_pem', 'is not', null)
      .returning('kid as id'),
  )
}

function sweepKeys({ queries }: Engine): Sweep {
  return statement('sweep_signing_keys', (p: Slots<{ now: number }>) =>
    queries.deleteFrom('signing_keys').where('published_until', '<=', p.now).returning('kid as id'),
  )
}
