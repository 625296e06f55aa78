import type { GrantId, SessionId } from '@latchkey/core'
import type { GrantFilter, RuntimeStore, SessionFilter } from '@latchkey/management/stores'
import { type RawBuilder, sql as raw } from 'kysely'
import { type Caches, forgetsEverywhere } from '../../cache/caches.ts'
import type { Engine } from '../engine.ts'
import { type Condition, conditions, questionOf } from '../journal/conditions.ts'
import { possibleIds } from '../objects/record-table.ts'
import { follow, runAll } from '../operation.ts'
import { readOnly } from '../read-only.ts'
import { bulk, type Rows } from '../statement.ts'
import type { GrantRow, SessionRow } from '../tables.ts'
import { type GrantTable, grantOf } from './grants.ts'
import { type SessionTable, sessionOf } from './sessions.ts'

export interface RuntimeParts {
  readonly engine: Engine
  readonly caches: Caches
  readonly grants: GrantTable
  readonly sessions: SessionTable
}

interface Page {
  readonly after?: string
  readonly offset?: number
  readonly limit: number
}

/** Sessions and grants in lists: the parts of an id that is time-ordered stand in the order of the index. */
export function runtimeStore({ engine, caches, grants, sessions }: RuntimeParts): RuntimeStore {
  const sql = statements(engine)

  async function list<Row>(table: string, key: string, where: readonly Condition[], page: Page): Promise<readonly Row[]> {
    const behind = page.after !== undefined && raw`${raw.ref(key)} < ${page.after}`
    return engine.ask<Row>(
      questionOf(
        engine,
        raw`select * from ${raw.table(table)} where ${conditions([...where, behind])}
          order by ${raw.ref(key)} desc limit ${page.limit} offset ${page.offset ?? 0}`,
      ),
    )
  }

  async function count(table: string, where: readonly Condition[]): Promise<number> {
    const question = questionOf(engine, raw`select count(*) as count from ${raw.table(table)} where ${conditions(where)}`)
    const [row] = await engine.ask<{ readonly count: number }>(question)
    return row?.count ?? 0
  }

  return {
    async findSessions(ids, now) {
      const keys = possibleIds(ids).map((id) => ({ id: id as SessionId, now }))
      return (await readOnly(engine, runAll(sql.sessions, keys))).map(sessionOf)
    },
    async listSessions(filter, page, now) {
      return (await list<SessionRow>('sessions', 'session_id', sessionConditions(filter, now), page)).map(sessionOf)
    },
    countSessions: ({ newerThan, ...filter }, now) =>
      count('sessions', [...sessionConditions(filter, now), isNewer('session_id', newerThan)]),
    async findGrants(ids, now) {
      const keys = possibleIds(ids).map((id) => ({ id: id as GrantId, now }))
      return (await readOnly(engine, runAll(sql.grants, keys))).map(grantOf)
    },
    async listGrants(filter, page, now) {
      return (await list<GrantRow>('grants', 'grant_id', grantConditions(filter, now), page)).map(grantOf)
    },
    countGrants: ({ newerThan, ...filter }, now) =>
      count('grants', [...grantConditions(filter, now), isNewer('grant_id', newerThan)]),
    endAll: (accountId, now, origin) =>
      engine.transact(function* () {
        const cause = { origin, now }
        const ended = yield* sessions.endedOfAccounts([accountId], cause, 'all-ended')
        const revoked = yield* grants.revokedOfAccounts([accountId], cause, 'all-ended')
        yield* follow(forgetsEverywhere(caches, 'account-ended', accountId))
        return { sessions: ended, grants: revoked }
      }),
  }
}

function sessionConditions({ accountId }: SessionFilter, now: number): readonly Condition[] {
  return [is('account_id', accountId), isLive(now)]
}

function grantConditions({ accountId, clientId, sessionId, vouchedBy }: GrantFilter, now: number): readonly Condition[] {
  return [
    is('account_id', accountId),
    is('client_id', clientId),
    is('session_id', sessionId),
    is('vouched_by', vouchedBy),
    isLive(now),
    raw`${raw.ref('revoked_at')} is null`,
  ]
}

function is(column: string, value: string | undefined): Condition {
  return value !== undefined && raw`${raw.ref(column)} = ${value}`
}

function isLive(now: number): RawBuilder<unknown> {
  return raw`${raw.ref('expires_at')} > ${now}`
}

function isNewer(key: string, than: string | undefined): Condition {
  return than !== undefined && raw`${raw.ref(key)} > ${than}`
}

function statements({ queries }: Engine) {
  return {
    sessions: bulk('runtime_sessions', 'list', (rows: Rows<{ id: SessionId; now: number }>) =>
      queries
        .selectFrom('sessions')
        .selectAll()
        .where(
          'session_id',
          'in',
          rows.map(({ id }) => id),
        )
        .where('expires_at', '>', rows[0].now),
    ),
    grants: bulk('runtime_grants', 'list', (rows: Rows<{ id: GrantId; now: number }>) =>
      queries
        .selectFrom('grants')
        .selectAll()
        .where(
          'grant_id',
          'in',
          rows.map(({ id }) => id),
        )
        .where('expires_at', '>', rows[0].now)
        .where('revoked_at', 'is', null),
    ),
  }
}
