import { type Digest, type RefreshToken, type RefreshTokenStore, systemOrigin } from '@latchkey/core'
import type { Engine } from '../engine.ts'
import { type Operation, run } from '../operation.ts'
import { type Slots, statement } from '../statement.ts'
import type { RefreshTokenRow } from '../tables.ts'
import type { GrantTable } from './grants.ts'

export interface RefreshTokenTable extends RefreshTokenStore {
  /** A new token, as part of another's transaction. */
  inserted(token: RefreshToken): Operation<void>
}

export function refreshTokenTable(engine: Engine, grants: GrantTable): RefreshTokenTable {
  const sql = statements(engine)

  function* inserted(token: RefreshToken): Operation<void> {
    const { rotatedAt, successor, jkt, x5tS256, ...rest } = token
    const bound = { jkt: jkt ?? null, x5tS256: x5tS256 ?? null }
    yield* run(sql.insert, { ...rest, rotated: rotatedAt ?? null, next: successor ?? null, ...bound })
  }

  return {
    inserted,
    async find(digest, now) {
      const [row] = await engine.read(sql.find, { digest, now })
      return row && tokenOf(row)
    },
    rotate: ({ digest, successor, grantExpiresAt, grace, now, origin = systemOrigin }) =>
      engine.transact(function* () {
        const [rotated] = yield* run(sql.rotate, { digest, successor: successor.digest, now })
        if (rotated !== undefined) {
          // Revoked while this waited for it: the token was spent, and nothing came of it.
          if (!(yield* grants.extended(rotated.grant_id, grantExpiresAt))) return 'absent'
          yield* inserted(successor)
          return 'rotated'
        }
        // Another rotation may have won a moment ago: this statement sees all that it committed.
        const [found] = yield* run(sql.findLive, { digest, now })
        if (found === undefined || found.rotated_at === null) return 'absent'
        const isRepeated = found.successor === successor.digest && now - found.rotated_at <= grace
        if (isRepeated && found.successor_rotated_at === null) return 'same'
        yield* grants.revoked(found.grant_id, { origin, now }, 'refresh-token-replayed')
        return 'replayed'
      }),
  }
}

type NewToken = Pick<RefreshToken, 'digest' | 'grantId' | 'clientId' | 'createdAt' | 'expiresAt'> & {
  readonly rotated: number | null
  readonly next: Digest | null
  readonly jkt: string | null
  readonly x5tS256: string | null
}

function statements({ queries }: Engine) {
  return {
    find: statement('refresh_find', (p: Slots<{ digest: Digest; now: number }>) =>
      queries.selectFrom('refresh_tokens').selectAll().where('digest', '=', p.digest).where('expires_at', '>', p.now),
    ),
    findLive: statement('refresh_find_live', (p: Slots<{ digest: Digest; now: number }>) =>
      queries
        .selectFrom('refresh_tokens as token')
        .innerJoin('grants as its', 'its.grant_id', 'token.grant_id')
        .leftJoin('refresh_tokens as next', 'next.digest', 'token.successor')
        .select(['token.grant_id', 'token.rotated_at', 'token.successor', 'next.rotated_at as successor_rotated_at'])
        .where('token.digest', '=', p.digest)
        .where('token.expires_at', '>', p.now)
        .where('its.expires_at', '>', p.now)
        .where('its.revoked_at', 'is', null),
    ),
    insert: statement('refresh_insert', (p: Slots<NewToken>) =>
      queries.insertInto('refresh_tokens').values({
        digest: p.digest,
        grant_id: p.grantId,
        client_id: p.clientId,
        created_at: p.createdAt,
        expires_at: p.expiresAt,
        rotated_at: p.rotated,
        successor: p.next,
        jkt: p.jkt,
        x5t_s256: p.x5tS256,
      }),
    ),
    rotate: statement('refresh_rotate', (p: Slots<{ digest: Digest; successor: Digest; now: number }>) =>
      queries
        .updateTable('refresh_tokens')
        .set({ rotated_at: p.now, successor: p.successor })
        .where('digest', '=', p.digest)
        .where('rotated_at', 'is', null)
        .where('expires_at', '>', p.now)
        .where(({ exists, selectFrom }) =>
          exists(
            selectFrom('grants')
              .select('grants.grant_id')
              .whereRef('grants.grant_id', '=', 'refresh_tokens.grant_id')
              .where('grants.revoked_at', 'is', null)
              .where('grants.expires_at', '>', p.now),
          ),
        )
        .returning('grant_id'),
    ),
  }
}

function tokenOf(row: RefreshTokenRow): RefreshToken {
  return {
    digest: row.digest,
    grantId: row.grant_id,
    clientId: row.client_id,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    ...(row.rotated_at !== null && { rotatedAt: row.rotated_at }),
    ...(row.successor !== null && { successor: row.successor }),
    ...(row.jkt !== null && { jkt: row.jkt }),
    ...(row.x5t_s256 !== null && { x5tS256: row.x5t_s256 }),
  }
}
