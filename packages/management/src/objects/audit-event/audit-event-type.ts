import type { Caller } from '../../access/caller.ts'
import { dateText } from '../../declarations/parse-scalar.ts'
import type { ObjectType } from '../../jmap/contract.ts'
import type { AuditQuery, AuditStore, SealedEvent } from '../../ports/journal.ts'
import type { JsonObject } from '../../ports/json.ts'
import { sequenceOf } from '../runtime-type/audited-state.ts'
import { type Conditions, equalText } from '../runtime-type/conditions.ts'
import type { RuntimeSource } from '../runtime-type/runtime-source.ts'
import { nullable, runtimeType } from '../runtime-type/runtime-type.ts'
import { auditEventDeclaration } from './declaration.ts'
import { originToWire } from './origin-fields.ts'

type Audit = Pick<AuditStore, 'seal' | 'find' | 'query' | 'count' | 'chain' | 'head'>

/**
 * `x:AuditEvent`: the audit log, to be read and searched. Its state is the sequence of the last event; events are only ever added, so
 * changes are always known.
 */
export function auditEventType(parts: { readonly audit: Audit }): ObjectType<Caller> {
  const { audit } = parts
  const source: RuntimeSource<SealedEvent> = {
    async state() {
      await audit.seal()
      return String((await audit.head()).sequence)
    },
    idOf: ({ event }) => event.eventId,
    find: (ids) => audit.find(ids),
    async list(conditions, { after, offset, limit }) {
      const from = after === undefined ? undefined : await sequenceIn(conditions, after)
      return audit.query({
        ...conditionsOf(conditions),
        ...(from === undefined ? {} : { from }),
        isAscending: false,
        offset,
        limit,
      })
    },
    count: (conditions) => audit.count({ ...conditionsOf(conditions), isAscending: false }),
    async place(conditions, id) {
      const from = await sequenceIn(conditions, id)
      // Newest first, what stands before an event is what came after it.
      return from === undefined ? undefined : audit.count({ ...conditionsOf(conditions), from, isAscending: true })
    },
    toWire: async (events) => events.map(toWire),
  }

  /** The sequence of an event that the conditions find. */
  async function sequenceIn(conditions: Conditions, id: string): Promise<number | undefined> {
    const [found] = await audit.find([id])
    if (found === undefined) return undefined
    const here = { ...conditionsOf(conditions), from: found.sequence + 1, isAscending: false, limit: 1 }
    const [first] = await audit.query(here)
    return first?.sequence === found.sequence ? found.sequence : undefined
  }

  return {
    ...runtimeType(auditEventDeclaration, source),
    async changes(sinceState, maxChanges) {
      const since = sequenceOf(sinceState)
      await audit.seal()
      if (since === undefined || since > (await audit.head()).sequence) return undefined
      const events = await audit.chain({ after: since, limit: maxChanges + 1 })
      const created = events.slice(0, maxChanges)
      return {
        newState: String(created.at(-1)?.sequence ?? since),
        hasMoreChanges: events.length > created.length,
        created: created.map(({ event }) => event.eventId),
        updated: [],
        destroyed: [],
      }
    },
  }
}

function conditionsOf(conditions: Conditions): Omit<AuditQuery, 'isAscending' | 'limit'> {
  const { equal, spans } = conditions
  const names = ['kind', 'outcome', 'actor', 'objectName', 'objectId', 'accountId', 'clientId', 'address', 'through', 'traceId']
  const texts = names.flatMap((name) => (equal.has(name) ? [[name, equalText(conditions, name)]] : []))
  return { ...Object.fromEntries(texts), ...spans.get('at') }
}

function toWire({ event, sequence, previousHash, hash }: SealedEvent): JsonObject {
  return {
    id: event.eventId,
    at: dateText(event.at),
    kind: event.kind,
    outcome: event.outcome,
    ...originToWire(event.origin),
    traceId: nullable(event.origin.traceId),
    objectName: nullable(event.object?.name),
    objectId: nullable(event.object?.id),
    method: nullable(event.method),
    accountId: nullable(event.accountId),
    clientId: nullable(event.clientId),
    grantId: nullable(event.grantId),
    sessionId: nullable(event.sessionId),
    revision: event.revision === undefined ? null : `rev_${event.revision}`,
    reason: nullable(event.reason),
    sequence,
    previousHash,
    hash,
  }
}
