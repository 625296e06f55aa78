import type { AccountId, BackchannelRequest, ClientId, Digest } from '@latchkey/core'
import type { Engine } from '../engine.ts'
import { type Slots, statement } from '../statement.ts'
import type { BackchannelRequestRow, Json } from '../tables.ts'
import { type Claim, dueStatements } from './due-statements.ts'

export interface NewRequest {
  readonly requestId: BackchannelRequest['requestId']
  readonly digest: Digest
  readonly clientId: ClientId
  readonly accountId: AccountId
  readonly mode: BackchannelRequest['mode']
  readonly validUntil: number
  readonly expiresAt: number
  readonly interval: number
  readonly nextAttemptAt: number | null
  readonly data: Json
}

interface Decision {
  readonly requestId: string
  readonly accountId: AccountId
  readonly state: 'approved' | 'denied'
  readonly grant: Json | null
  readonly now: number
}

/** As many as a person is shown. */
const shown = 100

/** The statements on backchannel requests. `next_attempt_at` of one that is being told is the end of its lease. */
export function backchannelStatements(engine: Engine) {
  const { queries } = engine
  const live = (p: Slots<{ digest: Digest; now: number }>) =>
    queries
      .updateTable('backchannel_requests')
      .where('digest', '=', p.digest)
      .where('redeemed', '=', 0)
      .where('valid_until', '>', p.now)
  const claimed = (p: Slots<{ requestId: string; attempts: number }>) =>
    queries
      .updateTable('backchannel_requests')
      .where('request_id', '=', p.requestId as never)
      .where('attempts', '=', p.attempts)
      .where('next_attempt_at', 'is not', null)
  return {
    waiting: statement(
      'backchannel_waiting',
      (p: Slots<{ accountId: AccountId; clientId: ClientId; now: number; limit: number }>) =>
        queries
          .selectFrom('backchannel_requests')
          .select('request_id')
          .where('account_id', '=', p.accountId)
          .where('state', '=', 'pending')
          .where('valid_until', '>', p.now)
          .where('client_id', '=', p.clientId)
          .limit(p.limit),
    ),
    insert: statement('backchannel_insert', (p: Slots<NewRequest>) =>
      queries.insertInto('backchannel_requests').values({
        request_id: p.requestId,
        digest: p.digest,
        client_id: p.clientId,
        account_id: p.accountId,
        mode: p.mode,
        valid_until: p.validUntil,
        expires_at: p.expiresAt,
        poll_interval: p.interval,
        last_polled_at: null,
        polled_too_soon: 0,
        state: 'pending',
        redeemed: 0,
        attempts: 0,
        next_attempt_at: p.nextAttemptAt,
        sealed_tokens: null,
        grant_data: null,
        data: p.data,
      }),
    ),
    find: statement('backchannel_find', (p: Slots<{ digest: Digest; now: number }>) =>
      queries.selectFrom('backchannel_requests').selectAll().where('digest', '=', p.digest).where('expires_at', '>', p.now),
    ),
    pendingOf: statement('backchannel_pending_of', (p: Slots<{ accountId: AccountId; now: number }>) =>
      queries
        .selectFrom('backchannel_requests')
        .selectAll()
        .where('account_id', '=', p.accountId)
        .where('state', '=', 'pending')
        .where('valid_until', '>', p.now)
        .orderBy('request_id')
        .limit(shown),
    ),
    // Of one whose client only asks there is no next attempt, and it stays so.
    decide: statement('backchannel_decide', (p: Slots<Decision>) =>
      queries
        .updateTable('backchannel_requests')
        .set((row) => ({
          state: p.state,
          grant_data: p.grant,
          next_attempt_at: row.case().when('mode', '=', 'poll').then(row.ref('next_attempt_at')).else(p.now).end(),
        }))
        .where('request_id', '=', p.requestId as never)
        .where('account_id', '=', p.accountId)
        .where('state', '=', 'pending')
        .where('valid_until', '>', p.now)
        .returning('mode'),
    ),
    redeem: statement('backchannel_redeem', (p: Slots<{ digest: Digest; now: number }>) =>
      live(p).set({ redeemed: 1 }).where('state', '=', 'approved').returning('request_id'),
    ),
    push: statement('backchannel_push', (p: Slots<{ digest: Digest; now: number; sealedTokens: string; attempts: number }>) =>
      live(p)
        .set({ redeemed: 1, sealed_tokens: p.sealedTokens })
        .where('state', '=', 'approved')
        .where('attempts', '=', p.attempts)
        .returning('request_id'),
    ),
    ...dueStatements(engine, 'backchannel_requests', 'backchannel'),
    // The outer condition counts where two take the same rows at once: the second one finds them no longer due.
    claim: statement('backchannel_claim', (p: Slots<Claim>) =>
      queries
        .updateTable('backchannel_requests')
        .set((row) => ({ next_attempt_at: p.leaseUntil, attempts: row('attempts', '+', 1) }))
        .where('next_attempt_at', '<=', p.now)
        .where('request_id', 'in', (query) =>
          query
            .selectFrom('backchannel_requests')
            .select('request_id')
            .where('client_id', '=', p.clientId)
            .where('next_attempt_at', '<=', p.now)
            .orderBy('next_attempt_at')
            .limit(p.limit),
        )
        .returningAll(),
    ),
    postpone: statement('backchannel_postpone', (p: Slots<{ requestId: string; attempts: number; nextAttemptAt: number }>) =>
      claimed(p).set({ next_attempt_at: p.nextAttemptAt }).returning('request_id'),
    ),
    finish: statement('backchannel_finish', (p: Slots<{ requestId: string; attempts: number }>) =>
      claimed(p).set({ next_attempt_at: null, sealed_tokens: null }).returning('request_id'),
    ),
  }
}

export function requestOf(row: BackchannelRequestRow): BackchannelRequest {
  return {
    ...JSON.parse(row.data),
    requestId: row.request_id,
    digest: row.digest,
    clientId: row.client_id,
    accountId: row.account_id,
    mode: row.mode,
    validUntil: row.valid_until,
    expiresAt: row.expires_at,
    state: row.state,
    isRedeemed: row.redeemed === 1,
    attempts: row.attempts,
    ...(row.sealed_tokens !== null && { sealedTokens: row.sealed_tokens }),
    ...(row.grant_data !== null && { grant: JSON.parse(row.grant_data) }),
  }
}
