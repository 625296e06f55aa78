import type { ClientId, Grant, LogoutChannel, SessionId, SessionParticipant } from '@latchkey/core'
import { sql as raw } from 'kysely'
import type { Engine } from '../engine.ts'
import { type Operation, run, runAll } from '../operation.ts'
import { bulk, type Rows, type Slots, statement } from '../statement.ts'
import type { SessionClientRow } from '../tables.ts'

/** A participant with its session. */
export interface SessionClient extends SessionParticipant {
  readonly sessionId: SessionId
}

/** The clients that are told when a session ends: operations within the transactions of grants and of sessions. */
export interface SessionClientTable {
  /** A client got a grant within a session. One that is there gets the channels of now; a session that is gone gets none. */
  joined(grant: Pick<Grant, 'clientId' | 'sessionId' | 'logoutChannels'>): Operation<void>
  /** Takes all of the sessions away. */
  taken(sessionIds: readonly SessionId[]): Operation<readonly SessionClient[]>
  /** Takes one client away from all of the sessions. */
  left(sessionIds: readonly SessionId[], clientId: ClientId): Operation<readonly SessionClient[]>
}

export function sessionClientTable({ queries }: Engine): SessionClientTable {
  const join = statement('session_client_join', (p: Slots<{ sessionId: SessionId; clientId: ClientId; channels: string }>) =>
    queries
      .insertInto('session_clients')
      .columns(['session_id', 'client_id', 'channels'])
      .expression((query) =>
        query
          .selectFrom('sessions')
          .select(['session_id', raw<ClientId>`${p.clientId}`.as('client_id'), raw<string>`${p.channels}`.as('channels')])
          .where('session_id', '=', p.sessionId),
      )
      .onConflict((conflict) =>
        conflict.columns(['session_id', 'client_id']).doUpdateSet((row) => ({ channels: row.ref('excluded.channels') })),
      ),
  )
  const take = bulk('session_clients_take', 'list', (rows: Rows<{ sessionId: SessionId }>) =>
    queries
      .deleteFrom('session_clients')
      .where(
        'session_id',
        'in',
        rows.map(({ sessionId }) => sessionId),
      )
      .returningAll(),
  )
  const leave = bulk('session_clients_leave', 'list', (rows: Rows<{ sessionId: SessionId; clientId: ClientId }>) =>
    queries
      .deleteFrom('session_clients')
      .where(
        'session_id',
        'in',
        rows.map(({ sessionId }) => sessionId),
      )
      .where('client_id', '=', rows[0].clientId)
      .returningAll(),
  )
  return {
    *joined({ sessionId, clientId, logoutChannels = [] }) {
      if (sessionId === undefined || logoutChannels.length === 0) return
      yield* run(join, { sessionId, clientId, channels: logoutChannels.join(' ') })
    },
    *taken(sessionIds) {
      const rows = yield* runAll(
        take,
        sessionIds.map((sessionId) => ({ sessionId })),
      )
      return rows.map(sessionClientOf)
    },
    *left(sessionIds, clientId) {
      const rows = yield* runAll(
        leave,
        sessionIds.map((sessionId) => ({ sessionId, clientId })),
      )
      return rows.map(sessionClientOf)
    },
  }
}

function sessionClientOf(row: SessionClientRow): SessionClient {
  return { sessionId: row.session_id, clientId: row.client_id, channels: row.channels.split(' ') as LogoutChannel[] }
}
