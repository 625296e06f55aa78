import type {
  AccountId,
  ClientId,
  Clock,
  LogoutDelivery,
  LogoutDeliveryFilter,
  LogoutDeliveryStore,
  SessionId,
} from '@latchkey/core'
import type { Caller } from '../../access/caller.ts'
import { dateText } from '../../declarations/parse-scalar.ts'
import type { ObjectType } from '../../jmap/contract.ts'
import type { JsonObject } from '../../ports/json.ts'
import { checkState } from '../runtime-type/check-state.ts'
import { type Conditions, equalText } from '../runtime-type/conditions.ts'
import type { RuntimeSource } from '../runtime-type/runtime-source.ts'
import { nullable, runtimeType } from '../runtime-type/runtime-type.ts'
import { unchangedSince } from '../runtime-type/unchanged-since.ts'
import { logoutDeliveryDeclaration } from './declaration.ts'

export interface LogoutDeliveryTypeParts {
  readonly deliveries: Pick<LogoutDeliveryStore, 'state' | 'find' | 'list' | 'count' | 'remove'>
  readonly clock: Clock
}

/** `x:LogoutDelivery`: which clients were told of ended sessions, and why not. The token that was sent is nowhere in it. */
export function logoutDeliveryType({ deliveries, clock }: LogoutDeliveryTypeParts): ObjectType<Caller> {
  const source: RuntimeSource<LogoutDelivery> = {
    state: () => deliveries.state(),
    idOf: ({ deliveryId }) => deliveryId,
    find: (ids) => deliveries.find(ids, clock()),
    list: (conditions, piece) => deliveries.list(filterOf(conditions), piece, clock()),
    count: (conditions) => deliveries.count(filterOf(conditions), clock()),
    async place(conditions, id) {
      const [delivery] = await deliveries.find([id], clock())
      const filter = filterOf(conditions)
      if (delivery === undefined || !matches(delivery, filter)) return undefined
      return deliveries.count({ ...filter, newerThan: id }, clock())
    },
    toWire: async (found) => found.map(toWire),
  }
  return {
    ...runtimeType(logoutDeliveryDeclaration, source),
    changes: (since) => unchangedSince(since, source.state()),
    async destroy(id, call) {
      await checkState(source, call)
      const isRemoved = await deliveries.remove(id, clock())
      if (!isRemoved) return { error: { type: 'notFound', description: 'There is no such logout delivery.' } }
      return { destroyed: true }
    },
  }
}

function filterOf(conditions: Conditions): LogoutDeliveryFilter {
  const clientId = equalText(conditions, 'clientId')
  const sessionId = equalText(conditions, 'sessionId')
  const accountId = equalText(conditions, 'accountId')
  const state = equalText(conditions, 'state')
  return {
    ...(clientId === undefined ? {} : { clientId: clientId as ClientId }),
    ...(sessionId === undefined ? {} : { sessionId: sessionId as SessionId }),
    ...(accountId === undefined ? {} : { accountId: accountId as AccountId }),
    ...(state === undefined ? {} : { state: state as LogoutDelivery['state'] }),
  }
}

function matches(delivery: LogoutDelivery, filter: LogoutDeliveryFilter): boolean {
  return (['clientId', 'sessionId', 'accountId', 'state'] as const).every(
    (name) => (filter[name] ?? delivery[name]) === delivery[name],
  )
}

function toWire(delivery: LogoutDelivery): JsonObject {
  const { deliveryId, clientId, sessionId, accountId, state, attempts, problem, createdAt, nextAttemptAt, finishedAt } = delivery
  return {
    id: deliveryId,
    clientId,
    sessionId,
    accountId,
    state,
    attempts,
    problem: nullable(problem),
    createdAt: dateText(createdAt),
    nextAttemptAt: dateOf(nextAttemptAt),
    finishedAt: dateOf(finishedAt),
  }
}

function dateOf(instant: number | undefined): string | null {
  return instant === undefined ? null : dateText(instant)
}
