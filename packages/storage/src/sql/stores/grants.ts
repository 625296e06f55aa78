import {
  type AccountId,
  type ClientId,
  type Grant,
  type GrantId,
  type GrantStore,
  type GrantsAtLogout,
  type Origin,
  type Session,
  type SessionId,
  systemOrigin,
  type TrustedIssuer,
  type TrustedIssuerId,
} from '@latchkey/core'
import { type Caches, forgetsCodes, forgetsEverywhere, keepsHere } from '../../cache/caches.ts'
import type { Engine } from '../engine.ts'
import type { AuditAppender } from '../journal/audit-log.ts'
import { follow, lock, type Operation, run, runAll } from '../operation.ts'
import type { GrantRow } from '../tables.ts'
import { grantStatements } from './grant-statements.ts'
import type { SessionClientTable } from './session-clients.ts'

/** Who caused what happens to grants, and when; for the audit log. */
export interface Cause {
  readonly origin: Origin
  /** Milliseconds since the epoch. */
  readonly now: number
}

export type RevocationReason =
  | 'revoked'
  | 'code-replayed'
  | 'refresh-token-replayed'
  | 'client-removed'
  | 'issuer-ended'
  | 'account-removed'
  | 'password-changed'
  | 'all-ended'
  | 'session-ended'
  | 'access-removed'

/** Grants, with the operations on them that are part of others' transactions. */
export interface GrantTable extends GrantStore {
  /** A new grant. */
  inserted(grant: Grant, cause: Cause): Operation<void>
  /** Prolongs a live grant; `false`: it is revoked or gone. Never shortens it. */
  extended(grantId: GrantId, expiresAt: number): Operation<boolean>
  /** Revokes a grant whose code has been redeemed. Idempotent. */
  revoked(grantId: GrantId, cause: Cause, reason: RevocationReason): Operation<void>
  /** Revokes all that clients have, and all that their pending codes and devices could become. */
  revokedOfClients(clientIds: readonly ClientId[], cause: Cause): Operation<void>
  /** Revokes all that assertions of trusted issuers yielded. No grant of them is inserted any more once these are gone or disabled. */
  revokedOfIssuers(ids: readonly TrustedIssuerId[], cause: Cause): Operation<void>
  /** The same of accounts. Answers how many grants. The caller lets memory follow. */
  revokedOfAccounts(accountIds: readonly AccountId[], cause: Cause, reason: RevocationReason): Operation<number>
  /** Revokes all that an account gave one client, and all that could become of it. Answers how many grants. */
  revokedOfPair(pair: { readonly accountId: AccountId; readonly clientId: ClientId }, cause: Cause): Operation<number>
  /** What ends with sessions, unless grants are kept: their codes that were not redeemed yet, and grants as the policy says. */
  diedWithSessions(
    sessions: readonly Pick<Session, 'sessionId' | 'accountId'>[],
    policy: GrantsAtLogout,
    cause: Cause,
  ): Operation<void>
}

export function grantTable(
  engine: Engine,
  caches: Caches,
  audit: AuditAppender,
  sessionClients: Pick<SessionClientTable, 'joined'>,
): GrantTable {
  const sql = grantStatements(engine)

  function* told(rows: readonly GrantRow[], { origin, now }: Cause, reason: RevocationReason): Operation<void> {
    // One that has expired was dead before.
    const events = rows
      .filter((row) => row.expires_at > now)
      .map((row) => ({
        at: now,
        kind: 'revocation' as const,
        outcome: 'done' as const,
        origin,
        reason,
        ...partiesOf(grantOf(row)),
      }))
    yield* audit.happened(events)
  }

  function* revoked(grantId: GrantId, cause: Cause, reason: RevocationReason): Operation<void> {
    const rows = yield* run(sql.revoke, { grantId, now: cause.now })
    if (rows.length === 0) return
    yield* told(rows, cause, reason)
    yield* follow(forgetsEverywhere(caches, 'grant', grantId))
  }

  function* inserted(grant: Grant, { origin, now }: Cause): Operation<void> {
    const { grantId, clientId, accountId, sessionId, vouchedBy, expiresAt, revokedAt, ...rest } = grant
    const origins = { sessionId: sessionId ?? null, vouchedBy: vouchedBy ?? null }
    const columns = { grantId, clientId, accountId, ...origins, expiresAt, revoked: revokedAt ?? null }
    yield* run(sql.insert, { ...columns, data: JSON.stringify(rest) })
    yield* sessionClients.joined(grant)
    const vouched = grant.vouchedBy === undefined ? {} : { object: { name: 'TrustedIssuer', id: grant.vouchedBy } }
    yield* audit.happened([{ at: now, kind: 'grant', outcome: 'done', origin, ...vouched, ...partiesOf(grant) }])
    yield* follow(keepsHere(caches.grants, grantId, grant))
  }

  /** Whether a trusted issuer is there and enabled, until the transaction ends: what ends it waits. */
  function* stands(issuerId: TrustedIssuerId): Operation<boolean> {
    yield* lock(endingOfIssuers, 'shared')
    const [row] = yield* run(sql.issuer, { id: issuerId })
    return row !== undefined && (JSON.parse(row.data) as Pick<TrustedIssuer, 'enabled'>).enabled
  }

  return {
    insert: (grant, origin = systemOrigin) =>
      engine.transact(function* () {
        if (grant.vouchedBy !== undefined && !(yield* stands(grant.vouchedBy))) return 'issuer-ended'
        yield* inserted(grant, { origin, now: grant.createdAt })
        return 'inserted'
      }),
    find: (grantId, now) =>
      caches.grants.through(
        grantId,
        (grant) => grant.expiresAt > now,
        async () => {
          const [row] = await engine.read(sql.find, { grantId, now })
          return row && grantOf(row)
        },
      ),
    // The code first: a redemption under way holds it, and once that has committed its grant is there to be revoked.
    revoke: (grantId, now, origin = systemOrigin) =>
      engine.transact(function* () {
        yield* run(sql.killCode, { grantId })
        yield* follow(forgetsCodes(caches))
        yield* revoked(grantId, { now, origin }, 'revoked')
      }),

    inserted,
    *extended(grantId, expiresAt) {
      const [row] = yield* run(sql.extend, { grantId, expiresAt })
      if (row === undefined) return false
      yield* follow(keepsHere(caches.grants, grantId, grantOf(row)))
      return true
    },
    revoked,
    *revokedOfClients(clientIds, cause) {
      const keys = clientIds.map((clientId) => ({ clientId, now: cause.now }))
      yield* runAll(sql.killCodesOfClients, keys)
      yield* follow(forgetsCodes(caches))
      yield* runAll(sql.removeDevicesOfClients, keys)
      yield* runAll(sql.removeRequestsOfClients, keys)
      yield* told(yield* runAll(sql.revokeOfClients, keys), cause, 'client-removed')
    },
    *revokedOfIssuers(ids, cause) {
      if (ids.length === 0) return
      yield* lock(endingOfIssuers)
      const keys = ids.map((vouchedBy) => ({ vouchedBy, now: cause.now }))
      yield* told(yield* runAll(sql.revokeOfIssuers, keys), cause, 'issuer-ended')
    },
    *revokedOfAccounts(accountIds, cause, reason) {
      const keys = accountIds.map((accountId) => ({ accountId, now: cause.now }))
      yield* runAll(sql.killCodesOfAccounts, keys)
      yield* follow(forgetsCodes(caches))
      yield* runAll(sql.removeDevicesOfAccounts, keys)
      yield* runAll(sql.removeRequestsOfAccounts, keys)
      const rows = yield* runAll(sql.revokeOfAccounts, keys)
      yield* told(rows, cause, reason)
      return rows.filter((row) => row.expires_at > cause.now).length
    },
    *revokedOfPair(pair, cause) {
      const key = { ...pair, now: cause.now }
      // The codes first, as in `revoke`.
      yield* run(sql.killCodesOfPair, key)
      yield* follow(forgetsCodes(caches))
      yield* run(sql.removeDevicesOfPair, key)
      yield* run(sql.removeRequestsOfPair, pair)
      const rows = yield* run(sql.revokeOfPair, key)
      yield* told(rows, cause, 'access-removed')
      for (const row of rows) yield* follow(forgetsEverywhere(caches, 'grant', row.grant_id))
      return rows.filter((row) => row.expires_at > cause.now).length
    },
    *diedWithSessions(sessions, policy, cause) {
      if (policy === 'keep') return
      const ids = new Set(sessions.map(({ sessionId }) => sessionId))
      // The codes first, as in `revoke`: what a redemption under way makes of one is there to be revoked then.
      const codes = yield* runAll(
        sql.codesOfAccounts,
        sessions.map(({ accountId }) => ({ accountId, now: cause.now })),
      )
      const own = codes.filter(({ data }) => ids.has(sessionOfCode(data)))
      yield* runAll(
        sql.killCodes,
        own.map(({ digest }) => ({ digest })),
      )
      yield* follow(forgetsCodes(caches))
      const rows = yield* runAll(
        sql.ofSessions,
        [...ids].map((sessionId) => ({ sessionId, now: cause.now })),
      )
      for (const row of rows) {
        if (policy === 'revoke' || diesWithSession(grantOf(row))) yield* revoked(row.grant_id, cause, 'session-ended')
      }
    },
  }
}

const endingOfIssuers = 'ending-of-issuers'

/** OIDCBCL-2.7; what is no sign-in of OpenID, or of a device, knows no session. */
function diesWithSession({ scopes, outlivesSession }: Grant): boolean {
  return scopes.includes('openid') && !scopes.includes('offline_access') && outlivesSession !== true
}

function sessionOfCode(data: string): SessionId {
  const { grant }: { readonly grant: Grant } = JSON.parse(data)
  return grant.sessionId ?? 'ses_'
}

/** Whom a grant concerns, for the audit log. */
function partiesOf({ grantId, clientId, accountId, sessionId }: Grant) {
  return { grantId, clientId, accountId, ...(sessionId !== undefined && { sessionId }) }
}

/** A grant as its row has it. */
export function grantOf(row: GrantRow): Grant {
  return {
    ...JSON.parse(row.data),
    grantId: row.grant_id,
    clientId: row.client_id,
    accountId: row.account_id,
    ...(row.session_id !== null && { sessionId: row.session_id }),
    ...(row.vouched_by !== null && { vouchedBy: row.vouched_by }),
    expiresAt: row.expires_at,
    ...(row.revoked_at !== null && { revokedAt: row.revoked_at }),
  }
}
