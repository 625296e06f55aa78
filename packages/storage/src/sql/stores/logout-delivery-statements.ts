import type { AccountId, ClientId, SessionId, Subject } from '@latchkey/core'
import type { Engine } from '../engine.ts'
import { bulk, type Rows, type Slots, statement } from '../statement.ts'
import type { LogoutDeliveryRow } from '../tables.ts'
import { type Claim, dueStatements } from './due-statements.ts'

export interface NewDelivery {
  readonly deliveryId: LogoutDeliveryRow['delivery_id']
  readonly sessionId: SessionId
  readonly clientId: ClientId
  readonly accountId: AccountId
  readonly subject: Subject
  readonly now: number
  readonly expiresAt: number
}

interface Report {
  readonly deliveryId: string
  readonly attempts: number
  readonly state: LogoutDeliveryRow['state']
  readonly nextAttemptAt: number | null
  readonly finishedAt: number | null
  readonly problem: string | null
  readonly now: number
}

/** The statements on logout deliveries. `next_attempt_at` of one that is being sent is the end of its lease. */
export function logoutDeliveryStatements(engine: Engine) {
  const { queries } = engine
  return {
    insert: bulk('logout_delivery_insert', 'rows', (rows: Rows<NewDelivery>) =>
      queries.insertInto('logout_deliveries').values(
        rows.map((p) => ({
          delivery_id: p.deliveryId,
          session_id: p.sessionId,
          client_id: p.clientId,
          account_id: p.accountId,
          subject: p.subject,
          state: 'waiting' as const,
          attempts: 0,
          created_at: p.now,
          changed_at: p.now,
          next_attempt_at: p.now,
          finished_at: null,
          problem: null,
          expires_at: p.expiresAt,
        })),
      ),
    ),
    ...dueStatements(engine, 'logout_deliveries', 'logout_delivery'),
    // The outer condition counts where two take the same rows at once: the second one finds them no longer due.
    claim: statement('logout_delivery_claim', (p: Slots<Claim>) =>
      queries
        .updateTable('logout_deliveries')
        .set((row) => ({ next_attempt_at: p.leaseUntil, changed_at: p.now, attempts: row('attempts', '+', 1) }))
        .where('next_attempt_at', '<=', p.now)
        .where('delivery_id', 'in', (query) =>
          query
            .selectFrom('logout_deliveries')
            .select('delivery_id')
            .where('client_id', '=', p.clientId)
            .where('next_attempt_at', '<=', p.now)
            .orderBy('next_attempt_at')
            .limit(p.limit),
        )
        .returningAll(),
    ),
    report: statement('logout_delivery_report', (p: Slots<Report>) =>
      queries
        .updateTable('logout_deliveries')
        .set({
          state: p.state,
          next_attempt_at: p.nextAttemptAt,
          finished_at: p.finishedAt,
          problem: p.problem,
          changed_at: p.now,
        })
        .where('delivery_id', '=', p.deliveryId as never)
        .where('attempts', '=', p.attempts)
        .where('expires_at', '>', p.now)
        .where('state', '=', 'waiting')
        .returning('delivery_id'),
    ),
    ofSession: statement('logout_delivery_of_session', (p: Slots<{ sessionId: SessionId; now: number }>) =>
      queries
        .selectFrom('logout_deliveries')
        .selectAll()
        .where('session_id', '=', p.sessionId)
        .where('expires_at', '>', p.now)
        .orderBy('delivery_id'),
    ),
    find: bulk('logout_delivery_find', 'list', (rows: Rows<{ id: LogoutDeliveryRow['delivery_id']; now: number }>) =>
      queries
        .selectFrom('logout_deliveries')
        .selectAll()
        .where(
          'delivery_id',
          'in',
          rows.map(({ id }) => id),
        )
        .where('expires_at', '>', rows[0].now),
    ),
    latest: statement('logout_delivery_latest', () =>
      queries.selectFrom('logout_deliveries').select('changed_at').orderBy('changed_at', 'desc').limit(1),
    ),
    // Stays until it is swept, so that the state of all moves on.
    remove: statement('logout_delivery_remove', (p: Slots<{ deliveryId: string; now: number }>) =>
      queries
        .updateTable('logout_deliveries')
        .set({ expires_at: p.now, next_attempt_at: null, changed_at: p.now })
        .where('delivery_id', '=', p.deliveryId as never)
        .where('expires_at', '>', p.now)
        .returning('delivery_id'),
    ),
  }
}
