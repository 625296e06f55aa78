import type {
  AccountId,
  AuditEvent,
  AuditKind,
  ClientId,
  Clock,
  Grant,
  GrantId,
  GrantStore,
  SessionId,
  TrustedIssuerId,
} from '@latchkey/core'
import type { AccountStore } from '@latchkey/identity'
import type { Caller } from '../../access/caller.ts'
import { dateText } from '../../declarations/parse-scalar.ts'
import type { ObjectType } from '../../jmap/contract.ts'
import type { AuditStore, GrantFilter, RuntimeStore } from '../../ports/journal.ts'
import type { JsonObject } from '../../ports/json.ts'
import { accountNames } from '../runtime-type/account-names.ts'
import { auditedChanges, auditedState, type Touch } from '../runtime-type/audited-state.ts'
import { checkState } from '../runtime-type/check-state.ts'
import { type Conditions, equalText } from '../runtime-type/conditions.ts'
import type { RuntimeSource } from '../runtime-type/runtime-source.ts'
import { nullable, runtimeType, toSet } from '../runtime-type/runtime-type.ts'
import { grantDeclaration } from './declaration.ts'

export interface GrantTypeParts {
  readonly runtime: RuntimeStore
  readonly grants: Pick<GrantStore, 'revoke'>
  readonly audit: Pick<AuditStore, 'seal' | 'query'>
  readonly accounts: Pick<AccountStore, 'find'>
  readonly clock: Clock
}

/** Every change of a grant is one of these events. */
const kinds: readonly AuditKind[] = ['grant', 'revocation']

/**
 * `x:Grant`: what clients got, without what was revoked. Destroying one revokes it for the next request. Deviation from RFC8620-5.1: a
 * refresh prolongs `expiresAt` without a new state, as every refresh would be one.
 */
export function grantType(parts: GrantTypeParts): ObjectType<Caller> {
  const { runtime, grants, audit, accounts, clock } = parts
  const source: RuntimeSource<Grant> = {
    state: () => auditedState(audit, kinds),
    idOf: ({ grantId }) => grantId,
    find: findLive,
    list: (conditions, piece) => runtime.listGrants(filterOf(conditions), piece, clock()),
    count: (conditions) => runtime.countGrants(filterOf(conditions), clock()),
    async place(conditions, id) {
      const [grant] = await findLive([id])
      const filter = filterOf(conditions)
      if (grant === undefined || !matches(grant, filter)) return undefined
      return runtime.countGrants({ ...filter, newerThan: grant.grantId }, clock())
    },
    async toWire(found) {
      const names = await accountNames(
        accounts,
        found.map(({ accountId }) => accountId),
      )
      return found.map((grant) => toWire(grant, names.get(grant.accountId)))
    },
  }

  async function findLive(ids: readonly string[]): Promise<readonly Grant[]> {
    const found = await runtime.findGrants(ids.filter(isGrantId), clock())
    return found.filter(({ revokedAt }) => revokedAt === undefined)
  }

  return {
    ...runtimeType(grantDeclaration, source),
    changes: (since, limit) => auditedChanges(audit, kinds, touchOf, { since, limit }),
    async destroy(id, call) {
      await checkState(source, call)
      const [grant] = await findLive([id])
      if (grant === undefined) return { error: { type: 'notFound', description: 'There is no such grant.' } }
      await grants.revoke(grant.grantId, clock(), call.context.origin)
      return { destroyed: true }
    },
  }
}

function isGrantId(id: string): id is GrantId {
  return id.startsWith('gra_')
}

function filterOf(conditions: Conditions): GrantFilter {
  const accountId = equalText(conditions, 'accountId')
  const clientId = equalText(conditions, 'clientId')
  const sessionId = equalText(conditions, 'sessionId')
  const vouchedBy = equalText(conditions, 'vouchedBy')
  return {
    ...(accountId === undefined ? {} : { accountId: accountId as AccountId }),
    ...(clientId === undefined ? {} : { clientId: clientId as ClientId }),
    ...(sessionId === undefined ? {} : { sessionId: sessionId as SessionId }),
    ...(vouchedBy === undefined ? {} : { vouchedBy: vouchedBy as TrustedIssuerId }),
  }
}

function matches(grant: Grant, { accountId, clientId, sessionId, vouchedBy }: GrantFilter): boolean {
  return (
    (accountId ?? grant.accountId) === grant.accountId &&
    (clientId ?? grant.clientId) === grant.clientId &&
    (sessionId ?? grant.sessionId) === grant.sessionId &&
    (vouchedBy ?? grant.vouchedBy) === grant.vouchedBy
  )
}

function touchOf({ kind, grantId }: AuditEvent): Touch {
  return grantId === undefined ? undefined : { id: grantId, kind: kind === 'revocation' ? 'destroyed' : 'created' }
}

function toWire(grant: Grant, accountName: string | undefined): JsonObject {
  const { grantId, accountId, clientId, scopes, authorizationDetails = [], sessionId, vouchedBy, traceId } = grant
  const { createdAt, expiresAt } = grant
  return {
    id: grantId,
    accountId,
    accountName: nullable(accountName),
    clientId,
    scopes: toSet(scopes),
    authorizationDetails: Object.fromEntries(
      authorizationDetails.map((detail, place) => [String(place), { type: detail.type, detail: JSON.stringify(detail) }]),
    ),
    sessionId: nullable(sessionId),
    vouchedBy: nullable(vouchedBy),
    traceId,
    createdAt: dateText(createdAt),
    expiresAt: dateText(expiresAt),
  }
}
