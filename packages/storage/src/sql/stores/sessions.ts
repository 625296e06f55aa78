import {
  type AccountId,
  type ClientId,
  type Clock,
  type Digest,
  type Session,
  type SessionId,
  type SessionStore,
  systemOrigin,
} from '@latchkey/core'
import { type Caches, forgetsEverywhere } from '../../cache/caches.ts'
import type { Engine } from '../engine.ts'
import type { AuditAppender } from '../journal/audit-log.ts'
import { follow, type Operation, run, runAll } from '../operation.ts'
import { bulk, type Rows, type Slots, statement } from '../statement.ts'
import type { SessionRow } from '../tables.ts'
import type { Cause, GrantTable } from './grants.ts'
import type { LogoutDeliveryTable } from './logout-deliveries.ts'
import type { SessionClient, SessionClientTable } from './session-clients.ts'

/** Sessions, with the operation on them that is part of others' transactions. */
export interface SessionTable extends SessionStore {
  /** Ends all sessions of accounts and answers how many. The caller lets memory follow. */
  endedOfAccounts(accountIds: readonly AccountId[], cause: Cause, reason: string): Operation<number>
  /** A client takes part in no session of an account any more; its back channel is told of each, as if they had ended. */
  leftByClient(pair: { readonly accountId: AccountId; readonly clientId: ClientId }, now: number): Operation<void>
}

export interface SessionParts {
  readonly engine: Engine
  readonly caches: Caches
  readonly audit: AuditAppender
  readonly clock: Clock
  readonly grants: Pick<GrantTable, 'diedWithSessions'>
  readonly sessionClients: SessionClientTable
  readonly deliveries: Pick<LogoutDeliveryTable, 'queued'>
}

export function sessionTable(parts: SessionParts): SessionTable {
  const { engine, caches, audit, clock, grants, sessionClients, deliveries } = parts
  const sql = statements(engine)

  /** Those of rows that are gone; the back channels are told. */
  function* participants(rows: readonly SessionRow[], now: number): Operation<readonly SessionClient[]> {
    const sessions = new Map(rows.map((row) => [row.session_id, sessionOf(row)]))
    const found = yield* sessionClients.taken([...sessions.keys()])
    const told = found.flatMap(({ sessionId, clientId, channels }) => {
      const session = sessions.get(sessionId)
      if (session === undefined || session.expiresAt <= now || !channels.includes('back')) return []
      return [{ sessionId, clientId, accountId: session.accountId, subject: session.subject }]
    })
    yield* deliveries.queued(told, now)
    return found
  }

  function* told(rows: readonly SessionRow[], { origin, now }: Cause, reason?: string): Operation<number> {
    // One that has expired was over before.
    const ended = rows.filter((row) => row.expires_at > now)
    const because = reason === undefined ? {} : { reason }
    yield* audit.happened(
      ended.map(({ account_id: accountId, session_id: sessionId }) => ({
        ...{ at: now, kind: 'session-end' as const, outcome: 'done' as const, origin },
        ...{ accountId, sessionId, ...because },
      })),
    )
    return ended.length
  }

  return {
    async insert(session) {
      await engine.write(sql.insert, columnsOf(session))
    },
    findByCookie: (digest, now) =>
      caches.sessions.through(
        digest,
        (session) => session.expiresAt > now,
        async () => {
          const [row] = await engine.read(sql.findByCookie, { digest, now })
          return row && sessionOf(row)
        },
      ),
    renew: (session, now) =>
      engine.transact(function* () {
        const rows = yield* run(sql.renew, { ...columnsOf(session), now })
        if (rows.length === 0) return false
        yield* follow(forgetsEverywhere(caches, 'session', session.sessionId))
        return true
      }),
    end: (sessionId, origin = systemOrigin, policy = 'keep') =>
      engine.transact(function* () {
        const rows = yield* run(sql.end, { sessionId })
        const [row] = rows
        if (row === undefined) return undefined
        const cause = { origin, now: clock() }
        yield* grants.diedWithSessions([sessionOf(row)], policy, cause)
        const found = yield* participants(rows, cause.now)
        yield* told(rows, cause)
        yield* follow(forgetsEverywhere(caches, 'session', sessionId))
        return { participants: found.map(({ clientId, channels }) => ({ clientId, channels })) }
      }),
    *endedOfAccounts(accountIds, cause, reason) {
      const rows = yield* runAll(
        sql.endOfAccounts,
        accountIds.map((accountId) => ({ accountId })),
      )
      yield* participants(rows, cause.now)
      return yield* told(rows, cause, reason)
    },
    *leftByClient({ accountId, clientId }, now) {
      const rows = yield* run(sql.liveOfAccount, { accountId, now })
      const sessions = new Map(rows.map((row) => [row.session_id, sessionOf(row)]))
      const found = yield* sessionClients.left([...sessions.keys()], clientId)
      const told = found.flatMap(({ sessionId, channels }) => {
        const session = sessions.get(sessionId)
        if (session === undefined || !channels.includes('back')) return []
        return [{ sessionId, clientId, accountId, subject: session.subject }]
      })
      yield* deliveries.queued(told, now)
    },
  }
}

interface Columns {
  readonly sessionId: SessionId
  readonly digest: Digest
  readonly accountId: AccountId
  readonly expiresAt: number
  readonly data: string
}

function columnsOf({ sessionId, digest, accountId, expiresAt, ...rest }: Session): Columns {
  return { sessionId, digest, accountId, expiresAt, data: JSON.stringify(rest) }
}

function statements({ queries }: Engine) {
  return {
    insert: statement('session_insert', (p: Slots<Columns>) =>
      queries.insertInto('sessions').values({
        session_id: p.sessionId,
        digest: p.digest,
        account_id: p.accountId,
        expires_at: p.expiresAt,
        data: p.data,
      }),
    ),
    findByCookie: statement('session_find', (p: Slots<{ digest: Digest; now: number }>) =>
      queries.selectFrom('sessions').selectAll().where('digest', '=', p.digest).where('expires_at', '>', p.now),
    ),
    // A session never passes to another account.
    renew: statement('session_renew', (p: Slots<Columns & { now: number }>) =>
      queries
        .updateTable('sessions')
        .set({ digest: p.digest, expires_at: p.expiresAt, data: p.data })
        .where('session_id', '=', p.sessionId)
        .where('account_id', '=', p.accountId)
        .where('expires_at', '>', p.now)
        .returning('session_id'),
    ),
    end: statement('session_end', (p: Slots<{ sessionId: SessionId }>) =>
      queries.deleteFrom('sessions').where('session_id', '=', p.sessionId).returningAll(),
    ),
    liveOfAccount: statement('session_live_of_account', (p: Slots<{ accountId: AccountId; now: number }>) =>
      queries.selectFrom('sessions').selectAll().where('account_id', '=', p.accountId).where('expires_at', '>', p.now),
    ),
    endOfAccounts: bulk('session_end_of_accounts', 'list', (rows: Rows<{ accountId: AccountId }>) =>
      queries
        .deleteFrom('sessions')
        .where(
          'account_id',
          'in',
          rows.map(({ accountId }) => accountId),
        )
        .returningAll(),
    ),
  }
}

/** A session as its row has it. */
export function sessionOf(row: SessionRow): Session {
  return {
    ...JSON.parse(row.data),
    sessionId: row.session_id,
    digest: row.digest,
    accountId: row.account_id,
    expiresAt: row.expires_at,
  }
}
