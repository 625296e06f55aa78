import type { AccountId, Client, ClientId, TrustedIssuerId } from '@latchkey/core'
import type { Account } from '@latchkey/identity'
import type { TrustedIssuerRecord } from '@latchkey/management/stores'
import { type Caches, forgetsEverywhere } from '../../cache/caches.ts'
import type { Engine } from '../engine.ts'
import type { Effect, Operation } from '../operation.ts'
import { runAll } from '../operation.ts'
import { bulk, type Rows } from '../statement.ts'
import type { Cause, GrantTable } from '../stores/grants.ts'
import type { SessionTable } from '../stores/sessions.ts'
import type { Slot } from './slot.ts'

/** What else goes when an object goes or changes. */
export interface Consequences {
  /** Removes and revokes; answers what in memory must follow. */
  of(slots: Iterable<Slot>, cause: Cause): Operation<readonly Effect[]>
}

export interface ConsequenceParts {
  readonly engine: Engine
  readonly caches: Caches
  readonly grants: GrantTable
  readonly sessions: SessionTable
}

export function consequences({ engine, caches, grants, sessions }: ConsequenceParts): Consequences {
  const sql = statements(engine)

  function* clientsRemoved(clientIds: readonly ClientId[], cause: Cause): Operation<void> {
    const keys = clientIds.map((clientId) => ({ clientId }))
    yield* runAll(sql.consentsOfClients, keys)
    yield* runAll(sql.releaseTraces, keys)
    yield* grants.revokedOfClients(clientIds, cause)
  }

  return {
    *of(slots, cause) {
      const all = [...slots]
      // Slots of these types hold these records.
      const clientIds = all.flatMap(({ object, before, isRemoved }) =>
        object === 'OAuthClient' && isRemoved && before !== undefined ? (before.record as Client).clientId : [],
      )
      const accounts = all.filter(({ object, before }) => object === 'Account' && before !== undefined)
      const removed = accounts.filter(({ isRemoved }) => isRemoved).map(({ id }) => id as AccountId)
      const changed = accounts.filter(hasNewPassword).map(({ id }) => id as AccountId)
      const issuerIds = all.filter(hasEnded).map(({ id }) => id as TrustedIssuerId)
      yield* clientsRemoved(clientIds, cause)
      yield* grants.revokedOfIssuers(issuerIds, cause)
      yield* runAll(
        sql.consentsOfAccounts,
        removed.map((accountId) => ({ accountId })),
      )
      for (const [accountIds, reason] of [
        [removed, 'account-removed'],
        [changed, 'password-changed'],
      ] as const) {
        yield* sessions.endedOfAccounts(accountIds, cause, reason)
        yield* grants.revokedOfAccounts(accountIds, cause, reason)
      }
      return [
        ...clientIds.map((clientId) => forgetsEverywhere(caches, 'client-removed', clientId)),
        ...issuerIds.map((issuerId) => forgetsEverywhere(caches, 'issuer-ended', issuerId)),
        ...[...removed, ...changed].map((accountId) => forgetsEverywhere(caches, 'account-ended', accountId)),
      ]
    },
  }
}

/** Whether it is a trusted issuer that nobody trusts any more. */
function hasEnded({ object, before, after, isRemoved }: Slot): boolean {
  if (object !== 'TrustedIssuer' || before === undefined) return false
  // Slots of this type hold these records.
  return isRemoved || (after?.record as TrustedIssuerRecord | undefined)?.enabled === false
}

function hasNewPassword({ before, after, isRemoved }: Slot): boolean {
  // Asked only of accounts.
  const [old, recent] = [before?.record as Account | undefined, after?.record as Account | undefined]
  return !isRemoved && old !== undefined && recent !== undefined && old.passwordChangedAt !== recent.passwordChangedAt
}

function statements({ queries }: Engine) {
  return {
    consentsOfClients: bulk('consent_remove_of_clients', 'list', (rows: Rows<{ clientId: ClientId }>) =>
      queries.deleteFrom('consents').where(
        'client_id',
        'in',
        rows.map(({ clientId }) => clientId),
      ),
    ),
    consentsOfAccounts: bulk('consent_remove_of_accounts', 'list', (rows: Rows<{ accountId: AccountId }>) =>
      queries.deleteFrom('consents').where(
        'account_id',
        'in',
        rows.map(({ accountId }) => accountId),
      ),
    ),
    // To the ring of those without a record, which the next trace that is saved trims.
    releaseTraces: bulk('client_release_traces', 'list', (rows: Rows<{ clientId: ClientId }>) =>
      queries
        .updateTable('traces')
        .set({ ring: '' })
        .where(
          'ring',
          'in',
          rows.map(({ clientId }) => clientId),
        ),
    ),
  }
}
