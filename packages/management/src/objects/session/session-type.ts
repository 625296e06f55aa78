import {
  type AccountId,
  type AuditEvent,
  type AuditKind,
  type Clock,
  type GrantsAtLogout,
  madeAt,
  type Session,
  type SessionId,
  type SessionStore,
} from '@latchkey/core'
import type { AccountStore } from '@latchkey/identity'
import type { Caller } from '../../access/caller.ts'
import { dateText } from '../../declarations/parse-scalar.ts'
import type { ObjectType } from '../../jmap/contract.ts'
import type { AuditStore, RuntimeStore, SessionFilter } from '../../ports/journal.ts'
import type { JsonObject } from '../../ports/json.ts'
import { accountNames } from '../runtime-type/account-names.ts'
import { auditedChanges, auditedState, type Touch } from '../runtime-type/audited-state.ts'
import { checkState } from '../runtime-type/check-state.ts'
import { type Conditions, equalText } from '../runtime-type/conditions.ts'
import type { RuntimeSource } from '../runtime-type/runtime-source.ts'
import { nullable, runtimeType, toSet } from '../runtime-type/runtime-type.ts'
import { sessionDeclaration } from './declaration.ts'

export interface SessionTypeParts {
  readonly runtime: RuntimeStore
  readonly sessions: Pick<SessionStore, 'end'>
  readonly audit: Pick<AuditStore, 'seal' | 'query'>
  readonly accounts: Pick<AccountStore, 'find'>
  readonly clock: Clock
  /** What becomes of the grants of a session that is destroyed. */
  readonly grantsAtLogout: () => GrantsAtLogout
}

/** Every change of a session is one of these events. */
const kinds: readonly AuditKind[] = ['sign-in', 'session-end']

/** `x:Session`: signed-in browsers. Their cookies are nowhere in it. Destroying one signs the browser out at its next request, and tells clients as a sign-out does. */
export function sessionType(parts: SessionTypeParts): ObjectType<Caller> {
  const { runtime, sessions, audit, accounts, clock, grantsAtLogout } = parts
  const source: RuntimeSource<Session> = {
    state: () => auditedState(audit, kinds),
    idOf: ({ sessionId }) => sessionId,
    find: (ids) => runtime.findSessions(ids.filter(isSessionId), clock()),
    list: (conditions, piece) => runtime.listSessions(filterOf(conditions), piece, clock()),
    count: (conditions) => runtime.countSessions(filterOf(conditions), clock()),
    async place(conditions, id) {
      if (!isSessionId(id)) return undefined
      const [session] = await runtime.findSessions([id], clock())
      const filter = filterOf(conditions)
      if (session === undefined || (filter.accountId ?? session.accountId) !== session.accountId) return undefined
      return runtime.countSessions({ ...filter, newerThan: id }, clock())
    },
    async toWire(found) {
      const names = await accountNames(
        accounts,
        found.map(({ accountId }) => accountId),
      )
      return found.map((session) => toWire(session, names.get(session.accountId)))
    },
  }
  return {
    ...runtimeType(sessionDeclaration, source),
    changes: (since, limit) => auditedChanges(audit, kinds, touchOf, { since, limit }),
    async destroy(id, call) {
      await checkState(source, call)
      const [session] = isSessionId(id) ? await runtime.findSessions([id], clock()) : []
      if (session === undefined) return { error: { type: 'notFound', description: 'There is no such session.' } }
      await sessions.end(session.sessionId, call.context.origin, grantsAtLogout())
      return { destroyed: true }
    },
  }
}

function isSessionId(id: string): id is SessionId {
  return id.startsWith('ses_')
}

function filterOf(conditions: Conditions): SessionFilter {
  const accountId = equalText(conditions, 'accountId')
  return accountId === undefined ? {} : { accountId: accountId as AccountId }
}

function touchOf({ kind, sessionId, at }: AuditEvent): Touch {
  if (sessionId === undefined) return undefined
  if (kind === 'session-end') return { id: sessionId, kind: 'destroyed' }
  // A session begins with a sign-in, and its id says when; later ones renew it.
  return { id: sessionId, kind: madeAt(sessionId) === at ? 'created' : 'updated' }
}

function toWire(session: Session, accountName: string | undefined): JsonObject {
  const { sessionId, accountId, createdAt, authTime, acr, amr, expiresAt } = session
  return {
    id: sessionId,
    accountId,
    accountName: nullable(accountName),
    createdAt: dateText(createdAt),
    authTime: dateText(authTime),
    acr,
    amr: toSet(amr),
    expiresAt: dateText(expiresAt),
  }
}
