import type { ClientId, Trace, TraceId, TraceStore } from '@latchkey/core'
import { sql as raw } from 'kysely'
import type { Engine } from '../engine.ts'
import { run } from '../operation.ts'
import { type Slots, statement } from '../statement.ts'

export function traceStore(engine: Engine): TraceStore {
  const sql = statements(engine)
  return {
    async save(traces, perClient) {
      if (traces.length === 0) return
      // One order for all writers, so that they wait for each other instead of locking each other out.
      const ordered = [...traces].sort((a, b) => (a.traceId < b.traceId ? -1 : 1))
      const rings = [...new Set([unregistered, ...ordered.map(ringOf)])].sort()
      await engine.transact(function* () {
        for (const trace of ordered) {
          const { traceId, updatedAt } = trace
          yield* run(sql.save, { traceId, ring: ringOf(trace), updatedAt, data: JSON.stringify(trace) })
        }
        for (const ring of rings) yield* run(sql.trim, { ring, perClient })
      })
    },
    async find(traceId) {
      const [row] = await engine.read(sql.find, { traceId })
      return row && JSON.parse(row.data)
    },
    async list({ clientId }, { after, offset = 0, limit }) {
      if (clientId === undefined) {
        const rows = await engine.read(sql.list, { before: after ?? afterAllIds, offset, limit })
        return rows.map((row) => JSON.parse(row.data))
      }
      const all = await ofClient(clientId)
      return all.filter(({ traceId }) => after === undefined || traceId < after).slice(offset, offset + limit)
    },
    async count({ clientId, newerThan }) {
      if (clientId === undefined) {
        const [row] = await engine.read(sql.count, { newerThan: newerThan ?? beforeAllIds })
        return Number(row?.count ?? 0)
      }
      const all = await ofClient(clientId)
      return all.filter(({ traceId }) => newerThan === undefined || traceId > newerThan).length
    },
    async latest() {
      const [row] = await engine.read(sql.latest, {})
      return row?.updated_at ?? 0
    },
  }

  /** All of a client, newest first: no more than two rings hold. */
  async function ofClient(clientId: ClientId): Promise<readonly Trace[]> {
    const rows = await engine.read(sql.ofRings, { ring: ringOf({ clientId }), unregistered })
    const traces = rows.map((row): Trace => JSON.parse(row.data))
    const own = traces.filter((trace) => trace.clientId === clientId)
    return own.sort((a, b) => (a.traceId < b.traceId ? 1 : -1))
  }
}

/** Behind every trace id and before it, in the order of any database. */
const afterAllIds = 'trd' as TraceId
const beforeAllIds = '' as TraceId

/** Everybody without a record shares one ring: such ids can be made up, so a ring for each would bound nothing. */
const unregistered = '' as ClientId

/** What a client id may weigh in the index; one that is not registered may be anything. */
const longestRing = 255

/** The traces that are bounded together: those of a client, if it has a record. */
function ringOf({ clientId }: Pick<Trace, 'clientId'>): ClientId {
  return (clientId ?? unregistered).replaceAll('\0', '').slice(0, longestRing) as ClientId
}

function statements({ queries }: Engine) {
  return {
    save: statement('trace_save', (p: Slots<{ traceId: TraceId; ring: ClientId; updatedAt: number; data: string }>) =>
      queries
        .insertInto('traces')
        .values(({ fn, selectFrom }) => ({
          trace_id: p.traceId,
          ring: fn.coalesce(selectFrom('clients').select('client_id').where('client_id', '=', p.ring), raw.lit(unregistered)),
          updated_at: p.updatedAt,
          data: p.data,
        }))
        .onConflict((conflict) =>
          conflict.column('trace_id').doUpdateSet((row) => ({
            ring: row.ref('excluded.ring'),
            updated_at: p.updatedAt,
            data: p.data,
          })),
        ),
    ),
    trim: statement('trace_trim', (p: Slots<{ ring: ClientId; perClient: number }>) =>
      queries.deleteFrom('traces').where('trace_id', 'in', (from) =>
        from
          .selectFrom('traces')
          .select('trace_id')
          .where('ring', '=', p.ring)
          .orderBy('updated_at', 'desc')
          .orderBy('trace_id', 'desc')
          // An offset needs a limit in SQLite.
          .limit(1_000_000)
          .offset(p.perClient),
      ),
    ),
    find: statement('trace_find', (p: Slots<{ traceId: TraceId }>) =>
      queries.selectFrom('traces').select('data').where('trace_id', '=', p.traceId),
    ),
    list: statement('trace_list', (p: Slots<{ before: TraceId; offset: number; limit: number }>) =>
      queries
        .selectFrom('traces')
        .select('data')
        .where('trace_id', '<', p.before)
        .orderBy('trace_id', 'desc')
        .limit(p.limit)
        .offset(p.offset),
    ),
    count: statement('trace_count', (p: Slots<{ newerThan: TraceId }>) =>
      queries
        .selectFrom('traces')
        .select(({ fn }) => fn.countAll().as('count'))
        .where('trace_id', '>', p.newerThan),
    ),
    latest: statement('trace_latest', (_: Slots<Record<string, never>>) =>
      queries.selectFrom('traces').select('updated_at').orderBy('updated_at', 'desc').limit(1),
    ),
    ofRings: statement('trace_of_rings', (p: Slots<{ ring: ClientId; unregistered: ClientId }>) =>
      queries
        .selectFrom('traces')
        .select('data')
        .where((row) => row.or([row('ring', '=', p.ring), row('ring', '=', p.unregistered)])),
    ),
  }
}
