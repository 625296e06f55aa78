import { createHash } from 'node:crypto'
import type { AuditEvent } from '@latchkey/core'
import type { Engine } from '../engine.ts'
import type { AuditEventRow } from '../management-tables.ts'
import { indexText } from '../objects/index-text.ts'
import { lock, type Operation, run, runAll } from '../operation.ts'
import { bulk, type Rows, type Slots, statement } from '../statement.ts'
import { actorKey } from './audit-log.ts'
import { canonicalJson } from './canonical-json.ts'

/** Gives every event that waits its place in the chain; answers how many. */
export type Seal = () => Promise<number>

/** Events sealed in one transaction: few enough that a request waits for a few milliseconds at most. */
const batch = 256

/** SHA-256 of an event in its place, lower-case hexadecimal. */
export function hashOf(event: AuditEvent, sequence: number, previousHash: string): string {
  return createHash('sha256')
    .update(`${previousHash}\n${canonicalJson({ ...event, sequence })}`)
    .digest('hex')
}

/**
 * Seals in batches, one node at a time. What stands in the chain is never written again; the head moves only from where it was read, so
 * that a place is given once.
 */
export function sealer(engine: Engine): Seal {
  const sql = statements(engine)

  function* sealed(): Operation<number> {
    yield* lock('audit-seal')
    const pending = yield* run(sql.pending, { limit: batch })
    if (pending.length === 0) return 0
    const [head] = yield* run(sql.head, {})
    if (head === undefined) throw new Error('the head of the audit chain is missing')
    const ids = pending.map((row) => ({ id: row.event_id }))
    // Appended again after it was sealed, by somebody who did not hear that it had worked.
    const known = new Set((yield* runAll(sql.known, ids)).map((row) => row.event_id))
    let { sequence, hash } = head
    const rows: Columns[] = []
    for (const { event_id, data } of pending) {
      if (known.has(event_id)) continue
      const event: AuditEvent = JSON.parse(data)
      sequence += 1
      const previousHash = hash
      hash = hashOf(event, sequence, previousHash)
      rows.push(columnsOf(event, { sequence, event_id, previous_hash: previousHash, hash, data }))
    }
    const [moved] = yield* run(sql.move, { from: head.sequence, sequence, hash })
    if (moved === undefined) throw new Error('the audit chain was written past its lock')
    yield* runAll(sql.insert, rows)
    yield* runAll(sql.remove, ids)
    return pending.length
  }

  return async () => {
    let count = 0
    // Without a transaction where there is nothing to do, as there is not before most reads.
    while ((await engine.read(sql.pending, { limit: 1 })).length > 0) count += await engine.transact(sealed)
    return count
  }
}

/** A row of the chain. */
export type Columns = { readonly [Name in keyof AuditEventRow]: AuditEventRow[Name] }

/** The row of an event in its place: with what it is found by. */
export function columnsOf(
  event: AuditEvent,
  place: Pick<Columns, 'sequence' | 'event_id' | 'previous_hash' | 'hash' | 'data'>,
): Columns {
  const { origin, object } = event
  const text = (value: string | undefined) => (value === undefined ? null : indexText(value))
  return {
    ...place,
    at: event.at,
    kind: event.kind,
    outcome: event.outcome,
    actor: indexText(actorKey(origin.actor)),
    through: origin.through,
    object_name: text(object?.name),
    object_id: text(object?.id),
    account_id: text(event.accountId),
    client_id: text(event.clientId),
    address: text(origin.address),
    trace_id: text(origin.traceId),
  }
}

function statements({ queries }: Engine) {
  return {
    pending: statement('seal_pending', (p: Slots<{ limit: number }>) =>
      queries.selectFrom('audit_pending').select(['event_id', 'data']).orderBy('place').limit(p.limit),
    ),
    head: statement('seal_head', () => queries.selectFrom('audit_head').select(['sequence', 'hash']).where('name', '=', 'head')),
    known: bulk('seal_known', 'list', (rows: Rows<{ id: string }>) =>
      queries
        .selectFrom('audit_events')
        .select('event_id')
        .where(
          'event_id',
          'in',
          rows.map(({ id }) => id),
        ),
    ),
    move: statement('seal_move', (p: Slots<{ from: number; sequence: number; hash: string }>) =>
      queries
        .updateTable('audit_head')
        .set({ sequence: p.sequence, hash: p.hash })
        .where('name', '=', 'head')
        .where('sequence', '=', p.from)
        .returning('sequence'),
    ),
    insert: bulk('seal_insert', 'rows', (rows: Rows<Columns>) =>
      queries.insertInto('audit_events').values(
        rows.map((p) => ({
          sequence: p.sequence,
          event_id: p.event_id,
          previous_hash: p.previous_hash,
          hash: p.hash,
          at: p.at,
          kind: p.kind,
          outcome: p.outcome,
          actor: p.actor,
          through: p.through,
          object_name: p.object_name,
          object_id: p.object_id,
          account_id: p.account_id,
          client_id: p.client_id,
          address: p.address,
          trace_id: p.trace_id,
          data: p.data,
        })),
      ),
    ),
    remove: bulk('seal_remove', 'list', (rows: Rows<{ id: string }>) =>
      queries.deleteFrom('audit_pending').where(
        'event_id',
        'in',
        rows.map(({ id }) => id),
      ),
    ),
  }
}
