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
  }
}

/** Everybody without a record shares one ring: such ids can be made up, so a ring for each would bound nothing. */
const unregistered = '' as ClientId

/** What a client id may weigh in the index; one that is not registered may be anything. */
const longestRing = 255

/** The traces that are bounded together: those of a client, if it has a record. */
function ringOf({ clientId }: Trace): ClientId {
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
  }
}
