import type { ClientId, Grant, GrantId, GrantStore } from '@latchkey/core'
import { type Caches, forgetsEverywhere, keepsHere } from '../../cache/caches.ts'
import type { Engine } from '../engine.ts'
import { follow, type Operation, run } from '../operation.ts'
import { type Slots, statement } from '../statement.ts'
import type { GrantRow } from '../tables.ts'

/** Grants, with the operations on them that are part of others' transactions. */
export interface GrantTable extends GrantStore {
  /** A new grant. */
  inserted(grant: Grant): Operation<void>
  /** Prolongs a live grant; `false`: it is revoked or gone. Never shortens it. */
  extended(grantId: GrantId, expiresAt: number): Operation<boolean>
  /** Revokes a grant whose code has been redeemed. Idempotent. */
  revoked(grantId: GrantId, now: number): Operation<void>
  /** Revokes all that a client has, and all that its pending codes could become. */
  revokedOfClient(clientId: ClientId, now: number): Operation<void>
}

export function grantTable(engine: Engine, caches: Caches): GrantTable {
  const sql = statements(engine)

  function* revoked(grantId: GrantId, now: number): Operation<void> {
    const rows = yield* run(sql.revoke, { grantId, now })
    if (rows.length > 0) yield* follow(forgetsEverywhere(caches, 'grant', grantId))
  }

  return {
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
    revoke: (grantId, now) =>
      engine.transact(function* () {
        yield* run(sql.killCode, { grantId })
        yield* revoked(grantId, now)
      }),

    *inserted(grant) {
      const { grantId, clientId, accountId, expiresAt, revokedAt, ...rest } = grant
      const revoked = revokedAt ?? null
      yield* run(sql.insert, { grantId, clientId, accountId, expiresAt, revoked, data: JSON.stringify(rest) })
      yield* follow(keepsHere(caches.grants, grantId, grant))
    },
    *extended(grantId, expiresAt) {
      const [row] = yield* run(sql.extend, { grantId, expiresAt })
      if (row === undefined) return false
      yield* follow(keepsHere(caches.grants, grantId, grantOf(row)))
      return true
    },
    revoked,
    *revokedOfClient(clientId, now) {
      yield* run(sql.killCodesOfClient, { clientId })
      yield* run(sql.removeDevicesOfClient, { clientId })
      yield* run(sql.revokeOfClient, { clientId, now })
      yield* follow(forgetsEverywhere(caches, 'client-removed', clientId))
    },
  }
}

function statements({ queries }: Engine) {
  return {
    find: statement('grant_find', (p: Slots<{ grantId: GrantId; now: number }>) =>
      queries.selectFrom('grants').selectAll().where('grant_id', '=', p.grantId).where('expires_at', '>', p.now),
    ),
    insert: statement(
      'grant_insert',
      (p: Slots<Pick<Grant, 'grantId' | 'clientId' | 'accountId' | 'expiresAt'> & { revoked: number | null; data: string }>) =>
        queries.insertInto('grants').values({
          grant_id: p.grantId,
          client_id: p.clientId,
          account_id: p.accountId,
          expires_at: p.expiresAt,
          revoked_at: p.revoked,
          data: p.data,
        }),
    ),
    extend: statement('grant_extend', (p: Slots<{ grantId: GrantId; expiresAt: number }>) =>
      queries
        .updateTable('grants')
        .set((row) => ({
          expires_at: row.case().when('expires_at', '<', p.expiresAt).then(p.expiresAt).else(row.ref('expires_at')).end(),
        }))
        .where('grant_id', '=', p.grantId)
        .where('revoked_at', 'is', null)
        .returningAll(),
    ),
    revoke: statement('grant_revoke', (p: Slots<{ grantId: GrantId; now: number }>) =>
      queries
        .updateTable('grants')
        .set({ revoked_at: p.now })
        .where('grant_id', '=', p.grantId)
        .where('revoked_at', 'is', null)
        .returning('grant_id'),
    ),
    killCode: statement('grant_kill_code', (p: Slots<{ grantId: GrantId }>) =>
      queries
        .updateTable('authorization_codes')
        .set({ dead: 1 })
        .where('grant_id', '=', p.grantId)
        .where('redeemed_at', 'is', null),
    ),
    killCodesOfClient: statement('grant_kill_codes_of_client', (p: Slots<{ clientId: ClientId }>) =>
      queries
        .updateTable('authorization_codes')
        .set({ dead: 1 })
        .where('client_id', '=', p.clientId)
        .where('redeemed_at', 'is', null),
    ),
    removeDevicesOfClient: statement('grant_remove_devices_of_client', (p: Slots<{ clientId: ClientId }>) =>
      queries.deleteFrom('device_authorizations').where('client_id', '=', p.clientId),
    ),
    revokeOfClient: statement('grant_revoke_of_client', (p: Slots<{ clientId: ClientId; now: number }>) =>
      queries
        .updateTable('grants')
        .set({ revoked_at: p.now })
        .where('client_id', '=', p.clientId)
        .where('revoked_at', 'is', null),
    ),
  }
}

function grantOf(row: GrantRow): Grant {
  return {
    ...JSON.parse(row.data),
    grantId: row.grant_id,
    clientId: row.client_id,
    accountId: row.account_id,
    expiresAt: row.expires_at,
    ...(row.revoked_at !== null && { revokedAt: row.revoked_at }),
  }
}
