import { type Client, type ClientId, type ClientStore, type Clock, systemOrigin } from '@latchkey/core'
import { clientObjectId } from '@latchkey/management/object-id'
import type { Caches } from '../../cache/caches.ts'
import type { Engine } from '../engine.ts'
import type { Changer } from '../objects/changer.ts'
import { clientOf } from '../objects/client-records.ts'
import { run } from '../operation.ts'
import { type Slots, statement } from '../statement.ts'
import type { ClientRow } from '../tables.ts'

export interface ClientStoreParts {
  readonly engine: Engine
  readonly caches: Caches
  readonly changer: Changer
  readonly clock: Clock
}

export function clientStore({ engine, caches, changer, clock }: ClientStoreParts): ClientStore {
  const sql = statements(engine)
  const object = 'OAuthClient'
  return {
    find: (clientId, now) =>
      caches.clients.through(
        clientId,
        (client) => client.expiresAt === undefined || client.expiresAt > now,
        async () => {
          const [row] = await engine.read(sql.find, { clientId })
          return row && isLive(row, now) ? clientOf(row) : undefined
        },
      ),
    insert: (client, origin = systemOrigin) =>
      engine.transact(function* () {
        const change = { object, kind: 'create', record: client } as const
        const { kind } = yield* changer.changed([change], { origin, now: clock(), rules: 'own' })
        return kind === 'committed' ? 'inserted' : 'exists'
      }),
    replace: (client, previous, origin = systemOrigin) =>
      engine.transact(function* () {
        const now = clock()
        const { clientId } = client
        yield* changer.begun()
        const [row] = yield* run(sql.find, { clientId })
        if (row === undefined || !isLive(row, now)) return 'absent'
        const change = { object, kind: 'replace', id: clientObjectId(clientId), version: previous, record: client } as const
        const { kind } = yield* changer.changed([change], { origin, now, rules: 'own' })
        return kind === 'committed' ? 'replaced' : 'changed'
      }),
    remove: (clientId, now, origin = systemOrigin) =>
      engine.transact(function* () {
        yield* changer.begun()
        const [row] = yield* run(sql.find, { clientId })
        if (row === undefined) return false
        yield* changer.changed([{ object, kind: 'remove', id: clientObjectId(clientId) }], { origin, now, rules: 'own' })
        return isLive(row, now)
      }),
    async hasOrigin(origin, now) {
      const holder = await caches.clientOrigins.through(
        origin,
        ({ expiresAt }) => expiresAt === undefined || expiresAt > now,
        async () => {
          const [row] = await engine.read(sql.findOrigin, { origin, now })
          return row && { clientId: row.client_id, ...(row.expires_at !== null && { expiresAt: row.expires_at }) }
        },
      )
      return holder !== undefined
    },
    listStartable: async ({ after = '', limit, now }): Promise<readonly Client[]> =>
      (await engine.read(sql.listStartable, { after, limit, now })).map(clientOf),
    // No client has the empty id.
    list: async ({ after = '' as ClientId, limit, now }): Promise<readonly Client[]> =>
      (await engine.read(sql.list, { after, limit, now })).map(clientOf),
  }
}

function statements({ queries }: Engine) {
  return {
    find: statement('client_find', (p: Slots<{ clientId: ClientId }>) =>
      queries.selectFrom('clients').selectAll().where('client_id', '=', p.clientId),
    ),
    list: statement('client_list', (p: Slots<{ after: ClientId; limit: number; now: number }>) =>
      queries
        .selectFrom('clients')
        .selectAll()
        .where('client_id', '>', p.after)
        .where((row) => row.or([row('expires_at', 'is', null), row('expires_at', '>', p.now)]))
        .orderBy('client_id')
        .limit(p.limit),
    ),
    listStartable: statement('client_list_startable', (p: Slots<{ after: string; limit: number; now: number }>) =>
      queries
        .selectFrom('clients')
        .selectAll()
        .where('start_order', '>', p.after)
        .where((row) => row.or([row('expires_at', 'is', null), row('expires_at', '>', p.now)]))
        .orderBy('start_order')
        .limit(p.limit),
    ),
    findOrigin: statement('client_find_origin', (p: Slots<{ origin: string; now: number }>) =>
      queries
        .selectFrom('client_origins')
        .innerJoin('clients', 'clients.client_id', 'client_origins.client_id')
        .select(['clients.client_id', 'clients.expires_at'])
        .where('client_origins.origin', '=', p.origin)
        .where((row) => row.or([row('clients.expires_at', 'is', null), row('clients.expires_at', '>', p.now)]))
        .limit(1),
    ),
  }
}

function isLive(row: ClientRow, now: number): boolean {
  return row.expires_at === null || row.expires_at > now
}
