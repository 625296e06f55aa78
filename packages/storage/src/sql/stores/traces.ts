import type { ClientId, TraceId, TraceStore } from '@latchkey/core'
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
      const clients = [...new Set(ordered.map((trace) => trace.clientId ?? ''))].sort()
      await engine.transact(function* () {
        for (const trace of ordered) {
          const { traceId, updatedAt, clientId = '' } = trace
          yield* run(sql.save, { traceId, clientId, updatedAt, data: JSON.stringify(trace) })
        }
        for (const clientId of clients) yield* run(sql.trim, { clientId, perClient })
      })
    },
    async find(traceId) {
      const [row] = await engine.read(sql.find, { traceId })
      return row && JSON.parse(row.data)
    },
  }
}

type Owner = ClientId | ''

function statements({ queries }: Engine) {
  return {
    save: statement('trace_save', (p: Slots<{ traceId: TraceId; clientId: Owner; updatedAt: number; data: string }>) =>
      queries
        .insertInto('traces')
        .values({ trace_id: p.traceId, client_id: p.clientId, updated_at: p.updatedAt, data: p.data })
        .onConflict((conflict) =>
          conflict.column('trace_id').doUpdateSet({ client_id: p.clientId, updated_at: p.updatedAt, data: p.data }),
        ),
    ),
    trim: statement('trace_trim', (p: Slots<{ clientId: Owner; perClient: number }>) =>
      queries.deleteFrom('traces').where('trace_id', 'in', (from) =>
        from
          .selectFrom('traces')
          .select('trace_id')
          .where('client_id', '=', p.clientId)
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
