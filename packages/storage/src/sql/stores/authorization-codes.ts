import {
  type AccountId,
  type AuthorizationCode,
  type AuthorizationCodeStore,
  type ClientId,
  type Digest,
  type GrantId,
  systemOrigin,
} from '@latchkey/core'
import { type Caches, keepsHere } from '../../cache/caches.ts'
import type { Engine } from '../engine.ts'
import { run } from '../operation.ts'
import { type Slots, statement } from '../statement.ts'
import type { AuthorizationCodeRow } from '../tables.ts'
import type { GrantTable } from './grants.ts'
import type { RefreshTokenTable } from './refresh-tokens.ts'

export interface AuthorizationCodeParts {
  readonly engine: Engine
  readonly caches: Pick<Caches, 'codes'>
  readonly grants: GrantTable
  readonly refreshTokens: RefreshTokenTable
}

/** A code is nearly always redeemed where it was made, and once: from there it is taken from memory. What decides is the statement alone. */
export function authorizationCodeStore({
  engine,
  caches,
  grants,
  refreshTokens,
}: AuthorizationCodeParts): AuthorizationCodeStore {
  const sql = statements(engine)
  return {
    async insert(code, origin = systemOrigin) {
      const row = rowOf(code)
      if (code.grantStored !== true) {
        const keep = keepsHere(caches.codes, code.digest, code).begin()
        await engine.write(sql.insert, row)
        keep()
        return
      }
      const { grant } = code
      await engine.transact(function* () {
        yield* grants.inserted(grant, { origin, now: grant.createdAt })
        yield* run(sql.insert, row)
      })
    },
    async find(digest, now) {
      const taken = caches.codes.take(digest)
      if (taken !== undefined) return taken.expiresAt > now ? taken : undefined
      const [row] = await engine.read(sql.find, { digest, now })
      return row && codeOf(row)
    },
    async countFailure(digest, limit, now) {
      caches.codes.forget(digest)
      await engine.write(sql.countFailure, { digest, limit, now })
    },
    redeem({ digest, now, grant, grantStored, refreshToken, origin = systemOrigin }) {
      caches.codes.forget(digest)
      return engine.transact(function* () {
        const [redeemed] = yield* run(sql.redeem, { digest, now })
        if (redeemed !== undefined) {
          if (grantStored !== true) yield* grants.inserted(grant, { origin, now })
          else if (!(yield* grants.extended(grant.grantId, grant.expiresAt))) return 'absent'
          if (refreshToken !== undefined) yield* refreshTokens.inserted(refreshToken)
          return 'redeemed'
        }
        // Another redemption may have won a moment ago: this statement sees all that it committed, its grant included.
        const [found] = yield* run(sql.find, { digest, now })
        if (found === undefined || found.redeemed_at === null) return 'absent'
        yield* grants.revoked(found.grant_id, { origin, now }, 'code-replayed')
        return 'replayed'
      })
    },
  }
}

interface NewCode {
  readonly digest: Digest
  readonly grantId: GrantId
  readonly clientId: ClientId
  readonly accountId: AccountId
  readonly expiresAt: number
  readonly failures: number
  readonly redeemed: number | null
  readonly data: string
}

function rowOf(code: AuthorizationCode): NewCode {
  const { digest, expiresAt, failedRedemptions: failures, redeemedAt, ...rest } = code
  const { grantId, clientId, accountId } = code.grant
  const redeemed = redeemedAt ?? null
  return { digest, grantId, clientId, accountId, expiresAt, failures, redeemed, data: JSON.stringify(rest) }
}

function statements({ queries }: Engine) {
  return {
    insert: statement('code_insert', (p: Slots<NewCode>) =>
      queries.insertInto('authorization_codes').values({
        digest: p.digest,
        grant_id: p.grantId,
        client_id: p.clientId,
        account_id: p.accountId,
        expires_at: p.expiresAt,
        failed_redemptions: p.failures,
        dead: 0,
        redeemed_at: p.redeemed,
        data: p.data,
      }),
    ),
    find: statement('code_find', (p: Slots<{ digest: Digest; now: number }>) =>
      queries
        .selectFrom('authorization_codes')
        .selectAll()
        .where('digest', '=', p.digest)
        .where('expires_at', '>', p.now)
        .where('dead', '=', 0),
    ),
    // A redeemed code counts no more failures: it must stay recognisable, so that its replay revokes.
    countFailure: statement('code_count_failure', (p: Slots<{ digest: Digest; limit: number; now: number }>) =>
      queries
        .updateTable('authorization_codes')
        .set((row) => ({
          failed_redemptions: row('failed_redemptions', '+', 1),
          dead: row
            .case()
            .when(row('failed_redemptions', '+', 1), '>=', p.limit)
            .then(row.lit(1))
            .else(row.lit(0))
            .end(),
        }))
        .where('digest', '=', p.digest)
        .where('expires_at', '>', p.now)
        .where('dead', '=', 0)
        .where('redeemed_at', 'is', null),
    ),
    redeem: statement('code_redeem', (p: Slots<{ digest: Digest; now: number }>) =>
      queries
        .updateTable('authorization_codes')
        .set({ redeemed_at: p.now })
        .where('digest', '=', p.digest)
        .where('redeemed_at', 'is', null)
        .where('dead', '=', 0)
        .where('expires_at', '>', p.now)
        .returning('digest'),
    ),
  }
}

function codeOf(row: AuthorizationCodeRow): AuthorizationCode {
  return {
    ...JSON.parse(row.data),
    digest: row.digest,
    expiresAt: row.expires_at,
    failedRedemptions: row.failed_redemptions,
    ...(row.redeemed_at !== null && { redeemedAt: row.redeemed_at }),
  }
}
