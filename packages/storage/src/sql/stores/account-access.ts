import {
  type AccessingClient,
  type AccountAccessStore,
  type AccountId,
  type ClientId,
  type GrantId,
  madeAt,
  type SessionId,
} from '@latchkey/core'
import { sql as raw } from 'kysely'
import { type Caches, consentKey, forgetsEverywhere } from '../../cache/caches.ts'
import type { Engine } from '../engine.ts'
import type { AuditAppender } from '../journal/audit-log.ts'
import { follow, run, runAll } from '../operation.ts'
import { readOnly } from '../read-only.ts'
import { bulk, type Rows, type Slots, statement } from '../statement.ts'
import type { GrantRow } from '../tables.ts'
import { type GrantTable, grantOf } from './grants.ts'
import { type SessionTable, sessionOf } from './sessions.ts'

/** Grants of one account that are looked at. */
const mostGrants = 10_000
const mostClients = 1_000
const mostGrantsOfClient = 100
/** Behind every id that there can be. */
const lastSessionId: SessionId = 'ses_~'

export interface AccountAccessParts {
  readonly engine: Engine
  readonly caches: Caches
  readonly audit: AuditAppender
  readonly grants: Pick<GrantTable, 'revokedOfPair'>
  readonly sessions: Pick<SessionTable, 'leftByClient'>
}

export function accountAccessStore({ engine, caches, audit, grants, sessions }: AccountAccessParts): AccountAccessStore {
  const sql = statements(engine)
  return {
    async listClients(accountId, now) {
      const [allowed, granted] = await Promise.all([
        engine.read(sql.allowed, { accountId }),
        engine.read(sql.granted, { accountId, now }),
      ])
      return merged(allowed, granted).slice(0, mostClients)
    },
    async listGrants(accountId, clientId, now) {
      return (await engine.read(sql.grantsOfPair, { accountId, clientId, now })).map(grantOf)
    },
    async lastRefreshAt(grantIds) {
      const keys = grantIds.map((grantId) => ({ grantId }))
      const found = await readOnly(engine, runAll(sql.lastRefresh, keys))
      const times = found.flatMap(({ last }) => (last === null ? [] : [Number(last)]))
      return times.length === 0 ? undefined : Math.max(...times)
    },
    async listSessions(accountId, { after, limit }, now) {
      const rows = await engine.read(sql.sessions, { accountId, after: after ?? lastSessionId, limit, now })
      return rows.map(sessionOf)
    },
    removeClient: ({ accountId, clientId, now, origin }) =>
      engine.transact(function* () {
        const pair = { accountId, clientId }
        const forgotten = yield* run(sql.forget, pair)
        const revoked = yield* grants.revokedOfPair(pair, { origin, now })
        if (forgotten.length === 0 && revoked === 0) return false
        yield* sessions.leftByClient(pair, now)
        yield* audit.happened([{ at: now, kind: 'consent-withdrawn', outcome: 'done', origin, ...pair }])
        yield* follow(forgetsEverywhere(caches, 'consent', consentKey(accountId, clientId)))
        return true
      }),
  }
}

interface Allowed {
  readonly client_id: ClientId
  readonly since: number
}

interface Granted {
  readonly client_id: ClientId
  readonly oldest: GrantId
  readonly newest: GrantId
}

/** The ids of grants say when they were made. */
function merged(allowed: readonly Allowed[], granted: readonly Granted[]): readonly AccessingClient[] {
  const clients = new Map<ClientId, AccessingClient>()
  for (const { client_id: clientId, since } of allowed) clients.set(clientId, { clientId, since: Number(since) })
  for (const { client_id: clientId, oldest, newest } of granted) {
    const [first = 0, lastGrantAt = 0] = [madeAt(oldest), madeAt(newest)]
    clients.set(clientId, { clientId, since: Math.min(first, clients.get(clientId)?.since ?? first), lastGrantAt })
  }
  return [...clients.values()].sort((a, b) => (b.lastGrantAt ?? 0) - (a.lastGrantAt ?? 0) || b.since - a.since)
}

function statements({ queries }: Engine) {
  /** The newest live ones, found by the account whatever else is asked of them. */
  const recent = (p: Slots<{ accountId: AccountId; now: number }>) =>
    raw`select * from grants where account_id = ${p.accountId} and expires_at > ${p.now} and revoked_at is null
      order by grant_id desc limit ${raw.lit(mostGrants)}`
  return {
    allowed: statement('access_allowed', (p: Slots<{ accountId: AccountId }>) =>
      queries
        .selectFrom('consents')
        .select((row) => ['client_id', row.fn.min('created_at').as('since')])
        .where('account_id', '=', p.accountId)
        .groupBy('client_id'),
    ),
    granted: statement('access_granted', (p: Slots<{ accountId: AccountId; now: number }>) => ({
      compile: () =>
        raw<Granted>`select client_id, min(grant_id) as oldest, max(grant_id) as newest
          from (${recent(p)}) as recent group by client_id`.compile(queries),
    })),
    grantsOfPair: statement('access_grants_of_pair', (p: Slots<{ accountId: AccountId; clientId: ClientId; now: number }>) => ({
      compile: () =>
        raw<GrantRow>`select * from (${recent(p)}) as recent where client_id = ${p.clientId}
            order by grant_id desc limit ${raw.lit(mostGrantsOfClient)}`.compile(queries),
    })),
    lastRefresh: bulk('access_last_refresh', 'list', (rows: Rows<{ grantId: GrantId }>) =>
      queries
        .selectFrom('refresh_tokens')
        .select((row) => row.fn.max('created_at').as('last'))
        .where(
          'grant_id',
          'in',
          rows.map(({ grantId }) => grantId),
        ),
    ),
    sessions: statement('access_sessions', (p: Slots<{ accountId: AccountId; after: SessionId; limit: number; now: number }>) =>
      queries
        .selectFrom('sessions')
        .selectAll()
        .where('account_id', '=', p.accountId)
        .where('session_id', '<', p.after)
        .where('expires_at', '>', p.now)
        .orderBy('session_id', 'desc')
        .limit(p.limit),
    ),
    forget: statement('access_forget', (p: Slots<{ accountId: AccountId; clientId: ClientId }>) =>
      queries.deleteFrom('consents').where('client_id', '=', p.clientId).where('account_id', '=', p.accountId).returning('scope'),
    ),
  }
}
