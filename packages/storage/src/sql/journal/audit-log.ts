import { type Actor, type AuditEvent, newId, type RandomBytes } from '@latchkey/core'
import type { Engine } from '../engine.ts'
import { follow, type Operation, runAll } from '../operation.ts'
import { bulk, type Rows } from '../statement.ts'

/** Appends events to those that wait for their place in the chain, as part of others' transactions. */
export interface AuditAppender {
  /** Appends; an event that was appended before stays as it is. */
  appended(events: readonly AuditEvent[]): Operation<void>
  /** Appends events that get their ids here. */
  happened(events: readonly Omit<AuditEvent, 'eventId'>[]): Operation<void>
}

export interface AuditAppenderParts {
  readonly engine: Engine
  readonly randomBytes: RandomBytes
  /** Called after a commit that appended something. */
  readonly onAppended: () => void
}

export function auditAppender({ engine, randomBytes, onAppended }: AuditAppenderParts): AuditAppender {
  const insert = bulk('audit_append', 'rows', (rows: Rows<{ eventId: string; data: string }>) =>
    engine.queries
      .insertInto('audit_pending')
      .values(rows.map((p) => ({ event_id: p.eventId, data: p.data })))
      .onConflict((conflict) => conflict.doNothing()),
  )

  function* appended(events: readonly AuditEvent[]): Operation<void> {
    if (events.length === 0) return
    yield* runAll(
      insert,
      events.map((event) => ({ eventId: event.eventId, data: JSON.stringify(event) })),
    )
    yield* follow({ begin: () => onAppended })
  }

  return {
    appended,
    happened: (events) => appended(events.map((event) => ({ eventId: newId('evt', { randomBytes, now: event.at }), ...event }))),
  }
}

/** How journals search for an actor: by the id of an account or a client, by the kind of the others. */
export function actorKey(actor: Actor): string {
  if (actor.kind === 'account') return actor.accountId
  return actor.kind === 'client' ? actor.clientId : actor.kind
}
