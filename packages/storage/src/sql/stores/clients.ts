import type { Client, ClientId, ClientStore, Clock } from '@latchkey/core'
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
    yield* run(sql.removeConsents, { clientId })
    yield* run(sql.releaseTraces, { clientId })
    yield* grants.revokedOfClient(clientId, now)
    return isLive(row, now)
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
        return rows.length > 0 ? 'inserted' : 'exists'
      }),
    replace: (client, previous) =>
      engine.transact(function* () {
        const { clientId } = client
        // Two changes within one millisecond must not take each other for their own starting point.
        const updatedAt = Math.max(client.updatedAt, previous + 1)
        const columns = { clientId, previous, updatedAt, expiresAt: client.expiresAt ?? null, data: dataOf(client) }
        const [replaced] = yield* run(sql.replace, { ...columns, now: clock() })
        if (replaced !== undefined) {
          yield* follow(forgetsEverywhere(caches, 'client', clientId))
          return 'replaced'
        }
        const [row] = yield* run(sql.find, { clientId })
        return row !== undefined && isLive(row, clock()) ? 'changed' : 'absent'
      }),
    remove: (clientId, now) => engine.transact(() => removed(clientId, now)),
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
