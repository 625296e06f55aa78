import { type BackchannelRequestStore, systemOrigin } from '@latchkey/core'
import type { Engine } from '../engine.ts'
import { listeners } from '../listeners.ts'
import { follow, lock, run } from '../operation.ts'
import { backchannelStatements, requestOf } from './backchannel-statements.ts'
import type { GrantTable } from './grants.ts'
import { pollPace } from './poll-pace.ts'
import type { RefreshTokenTable } from './refresh-tokens.ts'

export function backchannelRequestStore(parts: {
  readonly engine: Engine
  readonly grants: GrantTable
  readonly refreshTokens: RefreshTokenTable
  readonly onError: (error: unknown) => void
}): BackchannelRequestStore {
  const { engine, grants, refreshTokens } = parts
  const sql = backchannelStatements(engine)
  const queued = listeners(parts.onError)
  return {
    insert: (request, { interval, limit }) =>
      engine.transact(function* () {
        const { requestId, digest, clientId, accountId, mode, validUntil, expiresAt, createdAt: now } = request
        // Of two at once the second has to see the first.
        yield* lock(`backchannel requests ${accountId}`)
        const waiting = yield* run(sql.waiting, { accountId, clientId, now, limit })
        if (waiting.length >= limit) return 'too-many'
        const { state: _, isRedeemed: __, attempts: ___, ...data } = request
        const nextAttemptAt = mode === 'poll' ? null : validUntil
        const row = { requestId, digest, clientId, accountId, mode, validUntil, expiresAt, interval, nextAttemptAt }
        yield* run(sql.insert, { ...row, data: JSON.stringify(data) })
        return 'inserted'
      }),
    async find(digest, now) {
      const [row] = await engine.read(sql.find, { digest, now })
      return row && requestOf(row)
    },
    pendingOf: async (accountId, now) => (await engine.read(sql.pendingOf, { accountId, now })).map(requestOf),
    poll: pollPace(engine, 'backchannel_poll', { table: 'backchannel_requests', until: 'valid_until' }),
    decide: ({ requestId, accountId, outcome, now }) =>
      engine.transact(function* () {
        const state = outcome === 'denied' ? outcome : 'approved'
        const grant = outcome === 'denied' ? null : JSON.stringify(outcome.grant)
        const [decided] = yield* run(sql.decide, { requestId, accountId, state, grant, now })
        if (decided === undefined) return false
        if (decided.mode !== 'poll') yield* follow(queued.told)
        return true
      }),
    redeem: ({ digest, now, grant, refreshToken, origin = systemOrigin, pushed }) =>
      engine.transact(function* () {
        const redemption = { digest, now }
        const [redeemed] = yield* pushed === undefined ? run(sql.redeem, redemption) : run(sql.push, { ...redemption, ...pushed })
        if (redeemed === undefined) return 'absent'
        yield* grants.inserted(grant, { origin, now })
        if (refreshToken !== undefined) yield* refreshTokens.inserted(refreshToken)
        return 'redeemed'
      }),

    dueClients: async (now) => (await engine.read(sql.dueClients, { now })).map((row) => row.client_id),
    async nextDue() {
      const [row] = await engine.read(sql.nextDue, {})
      return row?.next_attempt_at ?? undefined
    },
    claim: async (claim) => (await engine.write(sql.claim, claim)).map(requestOf),
    async report({ requestId, attempts }, attempt) {
      const rows =
        attempt.state === 'waiting'
          ? await engine.write(sql.postpone, { requestId, attempts, nextAttemptAt: attempt.nextAttemptAt })
          : await engine.write(sql.finish, { requestId, attempts })
      return rows.length === 1
    },
    onQueued: (listener) => queued.add(listener),
  }
}
