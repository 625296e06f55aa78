import type { ClientId } from '@latchkey/core'
import type { Engine } from '../engine.ts'
import { type Slots, statement } from '../statement.ts'

/** Rows of a client that are taken for sending. */
export interface Claim {
  readonly clientId: ClientId
  /** How many at most. */
  readonly limit: number
  /** Until when nobody else takes them, milliseconds since the epoch. */
  readonly leaseUntil: number
  readonly now: number
}

/** Which clients have rows whose `next_attempt_at` has come, and when the next one comes. @param name beginning of the names of the statements */
export function dueStatements({ queries }: Engine, table: 'logout_deliveries' | 'backchannel_requests', name: string) {
  // Both tables have the columns; Kysely wants to know which one it is.
  const rows = table as 'logout_deliveries'
  return {
    // Limited, so that what is due is found by its time; SQLite would else go through all rows in the order of their clients.
    dueClients: statement(`${name}_due_clients`, (p: Slots<{ now: number }>) =>
      queries
        .selectFrom((query) =>
          query
            .selectFrom(rows)
            .select('client_id')
            .where('next_attempt_at', '<=', p.now)
            .orderBy('next_attempt_at')
            .limit(1_000_000)
            .as('d'),
        )
        .select('client_id')
        .distinct(),
    ),
    nextDue: statement(`${name}_next_due`, () =>
      queries
        .selectFrom(rows)
        .select('next_attempt_at')
        .where('next_attempt_at', 'is not', null)
        .orderBy('next_attempt_at')
        .limit(1),
    ),
  }
}
