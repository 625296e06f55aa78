import {
  type AccountId,
  type ClientId,
  type DeviceAuthorization,
  type DeviceAuthorizationStore,
  type Digest,
  systemOrigin,
} from '@latchkey/core'
import type { Engine } from '../engine.ts'
import { run } from '../operation.ts'
import { type Slots, statement } from '../statement.ts'
import type { DeviceAuthorizationRow, Json } from '../tables.ts'
import type { GrantTable } from './grants.ts'
import { pollPace } from './poll-pace.ts'
import type { RefreshTokenTable } from './refresh-tokens.ts'

export function deviceAuthorizationStore(
  engine: Engine,
  grants: GrantTable,
  refreshTokens: RefreshTokenTable,
): DeviceAuthorizationStore {
  const sql = statements(engine)
  return {
    insert: (authorization, interval) =>
      engine.transact(function* () {
        const { digest, userCode, clientId, expiresAt, state, grant: _, ...rest } = authorization
        yield* run(sql.free, { userCode, now: authorization.createdAt })
        const columns = { digest, userCode, clientId, expiresAt, interval, state, data: JSON.stringify(rest) }
        return (yield* run(sql.insert, columns)).length > 0 ? 'inserted' : 'exists'
      }),
    async find(digest, now) {
      const [row] = await engine.read(sql.find, { digest, now })
      return row && authorizationOf(row)
    },
    async findByUserCode(userCode, now) {
      const [row] = await engine.read(sql.findByUserCode, { userCode, now })
      return row && authorizationOf(row)
    },
    poll: pollPace(engine, 'device_poll', { table: 'device_authorizations', until: 'expires_at' }),
    async decide(digest, decision, now) {
      const outcome =
        decision === 'denied'
          ? { state: 'denied' as const, grant: null, accountId: null }
          : { state: 'approved' as const, grant: JSON.stringify(decision.grant), accountId: decision.grant.accountId }
      const rows = await engine.write(sql.decide, { digest, now, ...outcome })
      return rows.length > 0
    },
    redeem: ({ digest, now, grant, refreshToken, origin = systemOrigin }) =>
      engine.transact(function* () {
        const [redeemed] = yield* run(sql.redeem, { digest, now })
        if (redeemed === undefined) return 'absent'
        yield* grants.inserted(grant, { origin, now })
        if (refreshToken !== undefined) yield* refreshTokens.inserted(refreshToken)
        return 'redeemed'
      }),
  }
}

interface NewAuthorization {
  readonly digest: Digest
  readonly userCode: Digest
  readonly clientId: ClientId
  readonly expiresAt: number
  readonly interval: number
  readonly state: DeviceAuthorization['state']
  readonly data: Json
}

interface Decision {
  readonly digest: Digest
  readonly now: number
  readonly state: 'approved' | 'denied'
  readonly grant: Json | null
  readonly accountId: AccountId | null
}

function statements({ queries }: Engine) {
  return {
    insert: statement('device_insert', (p: Slots<NewAuthorization>) =>
      queries
        .insertInto('device_authorizations')
        .values({
          digest: p.digest,
          user_code: p.userCode,
          client_id: p.clientId,
          account_id: null,
          expires_at: p.expiresAt,
          poll_interval: p.interval,
          last_polled_at: null,
          polled_too_soon: 0,
          state: p.state,
          redeemed: 0,
          grant_data: null,
          data: p.data,
        })
        .onConflict((conflict) => conflict.doNothing())
        .returning('digest'),
    ),
    // Swept late, or redeemed: the user code may be used again.
    free: statement('device_free', (p: Slots<{ userCode: Digest; now: number }>) =>
      queries
        .deleteFrom('device_authorizations')
        .where('user_code', '=', p.userCode)
        .where((row) => row.or([row('expires_at', '<=', p.now), row('redeemed', '=', 1)])),
    ),
    find: statement('device_find', (p: Slots<{ digest: Digest; now: number }>) =>
      queries
        .selectFrom('device_authorizations')
        .selectAll()
        .where('digest', '=', p.digest)
        .where('expires_at', '>', p.now)
        .where('redeemed', '=', 0),
    ),
    findByUserCode: statement('device_find_by_user_code', (p: Slots<{ userCode: Digest; now: number }>) =>
      queries
        .selectFrom('device_authorizations')
        .selectAll()
        .where('user_code', '=', p.userCode)
        .where('expires_at', '>', p.now)
        .where('redeemed', '=', 0),
    ),
    decide: statement('device_decide', (p: Slots<Decision>) =>
      queries
        .updateTable('device_authorizations')
        .set({ state: p.state, grant_data: p.grant, account_id: p.accountId })
        .where('digest', '=', p.digest)
        .where('state', '=', 'pending')
        .where('expires_at', '>', p.now)
        .returning('digest'),
    ),
    redeem: statement('device_redeem', (p: Slots<{ digest: Digest; now: number }>) =>
      queries
        .updateTable('device_authorizations')
        .set({ redeemed: 1 })
        .where('digest', '=', p.digest)
        .where('state', '=', 'approved')
        .where('redeemed', '=', 0)
        .where('expires_at', '>', p.now)
        .returning('digest'),
    ),
  }
}

function authorizationOf(row: DeviceAuthorizationRow): DeviceAuthorization {
  return {
    ...JSON.parse(row.data),
    digest: row.digest,
    userCode: row.user_code,
    clientId: row.client_id,
    expiresAt: row.expires_at,
    state: row.state,
    ...(row.grant_data !== null && { grant: JSON.parse(row.grant_data) }),
  }
}
