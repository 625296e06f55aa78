import { type Client, type ClientId, startOrderOf, webOriginsOf } from '@latchkey/core'
import { clientObjectId } from '@latchkey/management/object-id'
import { type Caches, forgetsEverywhere } from '../../cache/caches.ts'
import type { Engine } from '../engine.ts'
import { nothing, runAll } from '../operation.ts'
import { bulk, type Rows } from '../statement.ts'
import type { ClientRow } from '../tables.ts'
import { type AnyRecord, type Loaded, possibleIds, type RecordTable } from './record-table.ts'

/** Clients as managed objects: their rows and those of their web origins. */
export function clientRecords(engine: Engine, caches: Caches): RecordTable {
  const sql = statements(engine)
  // A record of this table came in as an `OAuthClient`.
  const client = (record: AnyRecord) => record as Client
  return {
    object: 'OAuthClient',
    keyProperty: 'clientId',
    keyOf: (record) => client(record).clientId,
    keyFrom: (text) => text,
    *found(ids) {
      return (yield* runAll(
        sql.byIds,
        possibleIds(ids).map((id) => ({ id })),
      )).map(loaded)
    },
    *withKeys(keys) {
      return (yield* runAll(
        sql.byKeys,
        [...new Set(keys)].map((clientId) => ({ clientId: clientId as ClientId })),
      )).map(loaded)
    },
    stamped(record, before) {
      // Two changes within one millisecond must not take each other for their own starting point.
      const updatedAt = Math.max(client(record).updatedAt, before === undefined ? 0 : before.version + 1)
      return { id: clientObjectId(client(record).clientId), version: updatedAt, record: { ...client(record), updatedAt } }
    },
    // The id is made of the key: neither ever changes.
    parked: nothing,
    *written(objects) {
      const clients = objects.map(({ id, record }) => ({ id, client: client(record) }))
      yield* runAll(
        sql.removeOrigins,
        clients.map((each) => ({ clientId: each.client.clientId })),
      )
      yield* runAll(
        sql.write,
        clients.map((each) => columnsOf(each.id, each.client)),
      )
      yield* runAll(
        sql.addOrigins,
        clients.flatMap((each) =>
          [...new Set(webOriginsOf(each.client))].map((origin) => ({ origin, clientId: each.client.clientId })),
        ),
      )
    },
    *removed(ids) {
      const rows = yield* runAll(
        sql.remove,
        ids.map((id) => ({ id })),
      )
      yield* runAll(
        sql.removeOrigins,
        rows.map((row) => ({ clientId: row.client_id })),
      )
    },
    effectOf: ({ record }) => forgetsEverywhere(caches, 'client', client(record).clientId),
  }
}

interface Columns {
  readonly clientId: ClientId
  readonly id: string
  readonly updatedAt: number
  readonly expiresAt: number | null
  readonly startOrder: string | null
  readonly data: string
}

function columnsOf(id: string, client: Client): Columns {
  const { clientId, updatedAt, expiresAt = null, ...rest } = client
  return { clientId, id, updatedAt, expiresAt, startOrder: startOrderOf(client) ?? null, data: JSON.stringify(rest) }
}

/** A client as its row has it. */
export function clientOf(row: ClientRow): Client {
  return {
    ...JSON.parse(row.data),
    clientId: row.client_id,
    updatedAt: row.updated_at,
    ...(row.expires_at !== null && { expiresAt: row.expires_at }),
  }
}

function loaded(row: ClientRow): Loaded {
  return { id: row.object_id, version: row.updated_at, record: clientOf(row) }
}

function statements({ queries }: Engine) {
  return {
    byIds: bulk('client_by_ids', 'list', (rows: Rows<{ id: string }>) =>
      queries
        .selectFrom('clients')
        .selectAll()
        .where(
          'object_id',
          'in',
          rows.map(({ id }) => id),
        ),
    ),
    byKeys: bulk('client_by_keys', 'list', (rows: Rows<{ clientId: ClientId }>) =>
      queries
        .selectFrom('clients')
        .selectAll()
        .where(
          'client_id',
          'in',
          rows.map(({ clientId }) => clientId),
        ),
    ),
    write: bulk('client_write', 'rows', (rows: Rows<Columns>) =>
      queries
        .insertInto('clients')
        .values(
          rows.map((p) => ({
            client_id: p.clientId,
            object_id: p.id,
            updated_at: p.updatedAt,
            expires_at: p.expiresAt,
            start_order: p.startOrder,
            data: p.data,
          })),
        )
        .onConflict((conflict) =>
          conflict.column('client_id').doUpdateSet((row) => ({
            updated_at: row.ref('excluded.updated_at'),
            expires_at: row.ref('excluded.expires_at'),
            start_order: row.ref('excluded.start_order'),
            data: row.ref('excluded.data'),
          })),
        ),
    ),
    remove: bulk('client_remove', 'list', (rows: Rows<{ id: string }>) =>
      queries
        .deleteFrom('clients')
        .where(
          'object_id',
          'in',
          rows.map(({ id }) => id),
        )
        .returning('client_id'),
    ),
    addOrigins: bulk('client_add_origins', 'rows', (rows: Rows<{ origin: string; clientId: ClientId }>) =>
      queries.insertInto('client_origins').values(rows.map((p) => ({ origin: p.origin, client_id: p.clientId }))),
    ),
    removeOrigins: bulk('client_remove_origins', 'list', (rows: Rows<{ clientId: ClientId }>) =>
      queries.deleteFrom('client_origins').where(
        'client_id',
        'in',
        rows.map(({ clientId }) => clientId),
      ),
    ),
  }
}
