import { type Client, type ClientId, type ClientStore, type Clock, webOriginsOf } from '@latchkey/core'
import { type Caches, forgetsEverywhere } from '../../cache/caches.ts'
import type { Engine } from '../engine.ts'
import { follow, type Operation, run } from '../operation.ts'
import { type Slots, statement } from '../statement.ts'
import type { ClientRow } from '../tables.ts'
import type { GrantTable } from './grants.ts'

export interface ClientTable extends ClientStore {
  /** Removes a client with everything that hangs on it, within another's transaction. */
  removed(clientId: ClientId, now: number): Operation<boolean>
}

export function clientTable(engine: Engine, caches: Caches, grants: GrantTable, clock: Clock): ClientTable {
  const sql = statements(engine)

  function* removed(clientId: ClientId, now: number): Operation<boolean> {
    const [row] = yield* run(sql.remove, { clientId })
    if (row === undefined) return false
    yield* run(sql.removeOrigins, { clientId })
    yield* run(sql.removeConsents, { clientId })
    yield* run(sql.releaseTraces, { clientId })
    yield* grants.revokedOfClient(clientId, now)
    return isLive(row, now)
  }

  function* originsAdded(client: Client): Operation<void> {
    for (const origin of webOriginsOf(client)) yield* run(sql.addOrigin, { origin, clientId: client.clientId })
  }

  return {
    removed,
    find: (clientId, now) =>
      caches.clients.through(
        clientId,
        (client) => client.expiresAt === undefined || client.expiresAt > now,
        async () => {
          const [row] = await engine.read(sql.find, { clientId })
          return row && isLive(row, now) ? clientOf(row) : undefined
        },
      ),
    insert: (client) =>
      engine.transact(function* () {
        const { clientId, updatedAt } = client
        const now = clock()
        const [old] = yield* run(sql.find, { clientId })
        // Swept late: whatever the expired client had must not pass to its namesake.
        if (old !== undefined && !isLive(old, now)) yield* removed(clientId, now)
        const columns = { clientId, updatedAt, expiresAt: client.expiresAt ?? null, data: dataOf(client) }
        const rows = yield* run(sql.insert, columns)
        if (rows.length === 0) return 'exists'
        yield* originsAdded(client)
        return 'inserted'
      }),
    replace: (client, previous) =>
      engine.transact(function* () {
        const { clientId } = client
        // Two changes within one millisecond must not take each other for their own starting point.
        const updatedAt = Math.max(client.updatedAt, previous + 1)
        const columns = { clientId, previous, updatedAt, expiresAt: client.expiresAt ?? null, data: dataOf(client) }
        const [replaced] = yield* run(sql.replace, { ...columns, now: clock() })
        if (replaced !== undefined) {
          yield* run(sql.removeOrigins, { clientId })
          yield* originsAdded(client)
          yield* follow(forgetsEverywhere(caches, 'client', clientId))
          return 'replaced'
        }
        const [row] = yield* run(sql.find, { clientId })
        return row !== undefined && isLive(row, clock()) ? 'changed' : 'absent'
      }),
    remove: (clientId, now) => engine.transact(() => removed(clientId, now)),
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
    // No client has the empty id.
    list: async ({ after = '' as ClientId, limit, now }) => (await engine.read(sql.list, { after, limit, now })).map(clientOf),
  }
}

interface Columns {
  readonly clientId: ClientId
  readonly updatedAt: number
  readonly expiresAt: number | null
  readonly data: string
}

function statements({ queries }: Engine) {
  return {
    find: statement('client_find', (p: Slots<{ clientId: ClientId }>) =>
      queries.selectFrom('clients').selectAll().where('client_id', '=', p.clientId),
    ),
    insert: statement('client_insert', (p: Slots<Columns>) =>
      queries
        .insertInto('clients')
        .values({ client_id: p.clientId, updated_at: p.updatedAt, expires_at: p.expiresAt, data: p.data })
        .onConflict((conflict) => conflict.doNothing())
        .returning('client_id'),
    ),
    replace: statement('client_replace', (p: Slots<Columns & { previous: number; now: number }>) =>
      queries
        .updateTable('clients')
        .set({ updated_at: p.updatedAt, expires_at: p.expiresAt, data: p.data })
        .where('client_id', '=', p.clientId)
        .where('updated_at', '=', p.previous)
        .where((row) => row.or([row('expires_at', 'is', null), row('expires_at', '>', p.now)]))
        .returning('client_id'),
    ),
    remove: statement('client_remove', (p: Slots<{ clientId: ClientId }>) =>
      queries.deleteFrom('clients').where('client_id', '=', p.clientId).returningAll(),
    ),
    // To the ring of those without a record, which the next trace that is saved trims.
    releaseTraces: statement('client_release_traces', (p: Slots<{ clientId: ClientId }>) =>
      queries.updateTable('traces').set({ ring: '' }).where('ring', '=', p.clientId),
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
    findOrigin: statement('client_find_origin', (p: Slots<{ origin: string; now: number }>) =>
      queries
        .selectFrom('client_origins')
        .innerJoin('clients', 'clients.client_id', 'client_origins.client_id')
        .select(['clients.client_id', 'clients.expires_at'])
        .where('client_origins.origin', '=', p.origin)
        .where((row) => row.or([row('clients.expires_at', 'is', null), row('clients.expires_at', '>', p.now)]))
        .limit(1),
    ),
    addOrigin: statement('client_add_origin', (p: Slots<{ origin: string; clientId: ClientId }>) =>
      queries.insertInto('client_origins').values({ origin: p.origin, client_id: p.clientId }),
    ),
    removeOrigins: statement('client_remove_origins', (p: Slots<{ clientId: ClientId }>) =>
      queries.deleteFrom('client_origins').where('client_id', '=', p.clientId),
    ),
    removeConsents: statement('client_remove_consents', (p: Slots<{ clientId: ClientId }>) =>
      queries.deleteFrom('consents').where('client_id', '=', p.clientId),
    ),
  }
}

function isLive(row: ClientRow, now: number): boolean {
  return row.expires_at === null || row.expires_at > now
}

function dataOf({ clientId: _id, updatedAt: _updated, expiresAt: _expires, ...rest }: Client): string {
  return JSON.stringify(rest)
}

function clientOf(row: ClientRow): Client {
  return {
    ...JSON.parse(row.data),
    clientId: row.client_id,
    updatedAt: row.updated_at,
    ...(row.expires_at !== null && { expiresAt: row.expires_at }),
  }
}
