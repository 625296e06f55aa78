import type { AccountId, Digest, Session, SessionId, SessionStore } from '@latchkey/core'
import { type Caches, forgetsEverywhere } from '../../cache/caches.ts'
import type { Engine } from '../engine.ts'
import { follow, run } from '../operation.ts'
import { type Slots, statement } from '../statement.ts'
import type { SessionRow } from '../tables.ts'

export function sessionStore(engine: Engine, caches: Caches): SessionStore {
  const sql = statements(engine)
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
    end: (sessionId) =>
      engine.transact(function* () {
        const rows = yield* run(sql.end, { sessionId })
        if (rows.length > 0) yield* follow(forgetsEverywhere(caches, 'session', sessionId))
      }),
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
      queries.deleteFrom('sessions').where('session_id', '=', p.sessionId).returning('session_id'),
    ),
  }
}

function sessionOf(row: SessionRow): Session {
  return {
    ...JSON.parse(row.data),
    sessionId: row.session_id,
    digest: row.digest,
    accountId: row.account_id,
    expiresAt: row.expires_at,
  }
}
