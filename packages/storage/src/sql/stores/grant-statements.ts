import type { AccountId, ClientId, Digest, Grant, GrantId, SessionId, TrustedIssuerId } from '@latchkey/core'
import { type RawBuilder, sql as raw, type SqlBool } from 'kysely'
import type { Engine } from '../engine.ts'
import { bulk, type Rows, type Slots, statement } from '../statement.ts'

type NewGrant = Pick<Grant, 'grantId' | 'clientId' | 'accountId' | 'expiresAt'> & {
  readonly sessionId: SessionId | null
  readonly vouchedBy: TrustedIssuerId | null
  readonly revoked: number | null
  readonly data: string
}

interface Pair {
  readonly accountId: AccountId
  readonly clientId: ClientId
}

/** Not found by an index of clients. */
function isClient({ clientId }: Slots<Pick<Pair, 'clientId'>>): RawBuilder<SqlBool> {
  return raw<SqlBool>`${raw.ref('client_id')} || '' = ${clientId}`
}

/** The statements on grants, and on what becomes a grant. */
export function grantStatements({ queries }: Engine) {
  const clientIdsOf = (rows: Rows<{ clientId: ClientId }>) => rows.map(({ clientId }) => clientId)
  const accountIdsOf = (rows: Rows<{ accountId: AccountId }>) => rows.map(({ accountId }) => accountId)
  return {
    find: statement('grant_find', (p: Slots<{ grantId: GrantId; now: number }>) =>
      queries.selectFrom('grants').selectAll().where('grant_id', '=', p.grantId).where('expires_at', '>', p.now),
    ),
    insert: statement('grant_insert', (p: Slots<NewGrant>) =>
      queries.insertInto('grants').values({
        grant_id: p.grantId,
        client_id: p.clientId,
        account_id: p.accountId,
        session_id: p.sessionId,
        vouched_by: p.vouchedBy,
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
        .returningAll(),
    ),
    killCode: statement('grant_kill_code', (p: Slots<{ grantId: GrantId }>) =>
      queries
        .updateTable('authorization_codes')
        .set({ dead: 1 })
        .where('grant_id', '=', p.grantId)
        .where('redeemed_at', 'is', null),
    ),
    // Through those that have not expired: codes live for minutes, and this is seldom, so that issuing one has no index to keep for it.
    killCodesOfClients: bulk('grant_kill_codes_of_clients', 'list', (rows: Rows<{ clientId: ClientId; now: number }>) =>
      queries
        .updateTable('authorization_codes')
        .set({ dead: 1 })
        .where('expires_at', '>', rows[0].now)
        .where('client_id', 'in', clientIdsOf(rows))
        .where('redeemed_at', 'is', null),
    ),
    removeDevicesOfClients: bulk('grant_remove_devices_of_clients', 'list', (rows: Rows<{ clientId: ClientId }>) =>
      queries.deleteFrom('device_authorizations').where('client_id', 'in', clientIdsOf(rows)),
    ),
    removeRequestsOfClients: bulk('grant_remove_requests_of_clients', 'list', (rows: Rows<{ clientId: ClientId }>) =>
      queries.deleteFrom('backchannel_requests').where('client_id', 'in', clientIdsOf(rows)),
    ),
    revokeOfClients: bulk('grant_revoke_of_clients', 'list', (rows: Rows<{ clientId: ClientId; now: number }>) =>
      queries
        .updateTable('grants')
        .set({ revoked_at: rows[0].now })
        .where('client_id', 'in', clientIdsOf(rows))
        .where('revoked_at', 'is', null)
        .returningAll(),
    ),
    // As above.
    killCodesOfAccounts: bulk('grant_kill_codes_of_accounts', 'list', (rows: Rows<{ accountId: AccountId; now: number }>) =>
      queries
        .updateTable('authorization_codes')
        .set({ dead: 1 })
        .where('expires_at', '>', rows[0].now)
        .where('account_id', 'in', accountIdsOf(rows))
        .where('redeemed_at', 'is', null),
    ),
    removeDevicesOfAccounts: bulk('grant_remove_devices_of_accounts', 'list', (rows: Rows<{ accountId: AccountId }>) =>
      queries.deleteFrom('device_authorizations').where('account_id', 'in', accountIdsOf(rows)),
    ),
    removeRequestsOfAccounts: bulk('grant_remove_requests_of_accounts', 'list', (rows: Rows<{ accountId: AccountId }>) =>
      queries.deleteFrom('backchannel_requests').where('account_id', 'in', accountIdsOf(rows)),
    ),
    revokeOfAccounts: bulk('grant_revoke_of_accounts', 'list', (rows: Rows<{ accountId: AccountId; now: number }>) =>
      queries
        .updateTable('grants')
        .set({ revoked_at: rows[0].now })
        .where('account_id', 'in', accountIdsOf(rows))
        .where('revoked_at', 'is', null)
        .returningAll(),
    ),
    issuer: statement('grant_issuer', (p: Slots<{ id: TrustedIssuerId }>) =>
      queries.selectFrom('managed_objects').select('data').where('object', '=', 'TrustedIssuer').where('id', '=', p.id),
    ),
    revokeOfIssuers: bulk('grant_revoke_of_issuers', 'list', (rows: Rows<{ vouchedBy: TrustedIssuerId; now: number }>) =>
      queries
        .updateTable('grants')
        .set({ revoked_at: rows[0].now })
        .where(
          'vouched_by',
          'in',
          rows.map(({ vouchedBy }) => vouchedBy),
        )
        .where('revoked_at', 'is', null)
        .returningAll(),
    ),
    // As above. A client may have more of everything than an account has, so nothing is looked for by its index.
    killCodesOfPair: statement('grant_kill_codes_of_pair', (p: Slots<Pair & { now: number }>) =>
      queries
        .updateTable('authorization_codes')
        .set({ dead: 1 })
        .where('expires_at', '>', p.now)
        .where('account_id', '=', p.accountId)
        .where(isClient(p))
        .where('redeemed_at', 'is', null),
    ),
    removeDevicesOfPair: statement('grant_remove_devices_of_pair', (p: Slots<Pair & { now: number }>) =>
      queries
        .deleteFrom('device_authorizations')
        .where('expires_at', '>', p.now)
        .where('account_id', '=', p.accountId)
        .where(isClient(p)),
    ),
    removeRequestsOfPair: statement('grant_remove_requests_of_pair', (p: Slots<Pair>) =>
      queries.deleteFrom('backchannel_requests').where('account_id', '=', p.accountId).where(isClient(p)),
    ),
    revokeOfPair: statement('grant_revoke_of_pair', (p: Slots<Pair & { now: number }>) =>
      queries
        .updateTable('grants')
        .set({ revoked_at: p.now })
        .where('account_id', '=', p.accountId)
        .where(isClient(p))
        .where('revoked_at', 'is', null)
        .returningAll(),
    ),
    // As above, and of an account few codes wait at a time.
    codesOfAccounts: bulk('grant_codes_of_accounts', 'list', (rows: Rows<{ accountId: AccountId; now: number }>) =>
      queries
        .selectFrom('authorization_codes')
        .select(['digest', 'data'])
        .where('expires_at', '>', rows[0].now)
        .where('account_id', 'in', accountIdsOf(rows))
        .where('redeemed_at', 'is', null),
    ),
    killCodes: bulk('grant_kill_codes', 'list', (rows: Rows<{ digest: Digest }>) =>
      queries
        .updateTable('authorization_codes')
        .set({ dead: 1 })
        .where(
          'digest',
          'in',
          rows.map(({ digest }) => digest),
        )
        .where('redeemed_at', 'is', null),
    ),
    ofSessions: bulk('grants_of_sessions', 'list', (rows: Rows<{ sessionId: SessionId; now: number }>) =>
      queries
        .selectFrom('grants')
        .selectAll()
        .where(
          'session_id',
          'in',
          rows.map(({ sessionId }) => sessionId),
        )
        .where('expires_at', '>', rows[0].now)
        .where('revoked_at', 'is', null),
    ),
  }
}
