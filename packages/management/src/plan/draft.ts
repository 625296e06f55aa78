import { sameJson } from '../declarations/same-json.ts'
import { isJsonObject } from '../jmap/json-object.ts'
import type { JsonObject } from '../ports/json.ts'
import type { ObjectChange, StoredObject } from '../ports/objects.ts'
import type { PlanEffect, PlannedChange } from './contract.ts'
import { fieldsOf } from './fields-of.ts'
import type { AnyDefinition, AnyRecord } from './plan-ports.ts'

/** One object that is going to change: no more than the commit and the description need. */
export interface DraftChange {
  readonly kind: PlannedChange['kind']
  readonly definition: AnyDefinition
  /** Absent: it is made. */
  readonly before?: StoredObject
  /** Absent: it is removed. */
  readonly after?: AnyRecord
  /** Absent: stays whose it is; `null`: becomes nobody's. */
  readonly owner?: string | null
  readonly line?: number
  readonly shownOnce?: JsonObject
  /** Of a new object the fields that the server would have made a value for, had none been said. */
  readonly given?: ReadonlySet<string>
  /** Effects that before and after do not show. */
  readonly effects?: readonly PlanEffect[]
}

/** What a plan or a rollback is going to do. */
export interface Draft {
  readonly changes: readonly DraftChange[]
  readonly unchanged: number
  /** What cannot be done, as sentences. */
  readonly notes: readonly string[]
}

/** As the store's commit wants it. */
export function objectChangeOf({ definition, before, after, owner }: DraftChange): ObjectChange {
  const { object } = definition
  const whose = owner === undefined ? {} : { owner }
  // The record is of the type of the definition that made it.
  const quota = definition.quota?.()
  const limits = quota === undefined ? {} : { quota }
  if (before === undefined) return { kind: 'create', object, record: after, ...whose, ...limits } as ObjectChange
  const { id, version } = before
  if (after === undefined) return { kind: 'remove', object, id, version } as ObjectChange
  return { kind: 'replace', object, id, version, record: after, ...whose } as ObjectChange
}

/** Whether two records are the same to whoever configures: in every field that can be set, and in every secret. */
export function isSameObject(definition: AnyDefinition, before: AnyRecord, after: AnyRecord): boolean {
  return (
    sameJson(settable(definition, definition.toWire(before)), settable(definition, definition.toWire(after))) &&
    sameJson(definition.secretsOf(before), definition.secretsOf(after))
  )
}

function settable(definition: AnyDefinition, wire: JsonObject): JsonObject {
  const fields = fieldsOf(definition, wire)
  return Object.fromEntries(Object.entries(wire).filter(([name]) => fields[name]?.update !== 'serverSet'))
}

/** How people call an object. */
export function labelOf({ declaration, object }: AnyDefinition, wire: JsonObject): string {
  const property = declaration.naturalKey ?? declaration.list?.labelProperty
  const label = property === undefined ? undefined : wire[property]
  return typeof label === 'string' ? label : declaration.kind === 'singleton' ? declaration.title : object
}

/** Whether a part of a wire form stands for a secret. */
export function holdsMask(value: unknown): boolean {
  return value === '****' || (isJsonObject(value) && Object.values(value).some(holdsMask))
}
