import type { Caller } from '../../access/caller.ts'
import { dateText } from '../../declarations/parse-scalar.ts'
import type { ObjectType } from '../../jmap/contract.ts'
import type { Revision, RevisionQuery, RevisionStore } from '../../ports/journal.ts'
import type { JsonObject } from '../../ports/json.ts'
import type { ManagedName } from '../../ports/objects.ts'
import { originToWire } from '../audit-event/origin-fields.ts'
import { sequenceOf } from '../runtime-type/audited-state.ts'
import { type Conditions, equalText } from '../runtime-type/conditions.ts'
import type { RuntimeSource } from '../runtime-type/runtime-source.ts'
import { nullable, runtimeType, toIndexed, toSet } from '../runtime-type/runtime-type.ts'
import { revisionDeclaration } from './declaration.ts'
import { fieldChanges } from './field-changes.ts'

/** `x:Revision`: every change of a managed object. Ids are `rev_` and the number; the state is the number of the newest one. */
export function revisionType(parts: { readonly revisions: RevisionStore }): ObjectType<Caller> {
  const { revisions } = parts
  const source: RuntimeSource<Revision> = {
    state: async () => String(await revisions.latest()),
    idOf: idOfRevision,
    find: (ids) => revisions.find(ids.flatMap((id) => numberOf(id) ?? [])),
    list(conditions, { after, offset, limit }) {
      const from = after === undefined ? undefined : numberOf(after)
      const page = { isAscending: false, offset, limit }
      return revisions.query({ ...conditionsOf(conditions), ...(from === undefined ? {} : { from }), ...page })
    },
    count: (conditions) => revisions.count({ ...conditionsOf(conditions), isAscending: false }),
    async place(conditions, id) {
      const from = numberOf(id)
      if (from === undefined) return undefined
      const here = { ...conditionsOf(conditions), from: from + 1, isAscending: false, limit: 1 }
      const [first] = await revisions.query(here)
      // Newest first, what stands before a revision is what came after it.
      return first?.number === from ? revisions.count({ ...conditionsOf(conditions), from, isAscending: true }) : undefined
    },
    toWire: async (found) => found.map(toWire),
  }
  return {
    ...runtimeType(revisionDeclaration, source),
    async changes(sinceState, maxChanges) {
      const since = sequenceOf(sinceState)
      if (since === undefined || since > (await revisions.latest())) return undefined
      const found = await revisions.query({ from: since, isAscending: true, limit: maxChanges + 1 })
      const created = found.slice(0, maxChanges)
      return {
        newState: String(created.at(-1)?.number ?? since),
        hasMoreChanges: found.length > created.length,
        created: created.map(idOfRevision),
        updated: [],
        destroyed: [],
      }
    },
  }
}

function idOfRevision({ number }: Pick<Revision, 'number'>): string {
  return `rev_${number}`
}

function numberOf(id: string): number | undefined {
  return id.startsWith('rev_') ? sequenceOf(id.slice(4)) : undefined
}

function conditionsOf(conditions: Conditions): Omit<RevisionQuery, 'isAscending' | 'limit'> {
  const [object, id, actor] = ['object', 'objectId', 'actor'].map((name) => equalText(conditions, name))
  return {
    // A name of no type finds nothing.
    ...(object === undefined ? {} : { object: object as ManagedName }),
    ...(id === undefined ? {} : { id }),
    ...(actor === undefined ? {} : { actor }),
    ...conditions.spans.get('at'),
  }
}

function toWire(revision: Revision): JsonObject {
  const changes = fieldChanges(revision.before, revision.after)
  return {
    id: idOfRevision(revision),
    number: revision.number,
    at: dateText(revision.at),
    ...originToWire(revision.origin),
    object: revision.object,
    objectId: revision.id,
    label: revision.label,
    kind: revision.kind,
    fieldChanges: toIndexed(
      changes.map(({ field, before, after }) => ({ field, before: nullable(before), after: nullable(after) })),
    ),
    changedSecrets: toSet(revision.changedSecrets),
    reason: nullable(revision.reason),
    commit: `rev_${revision.commit}`,
  }
}
