import { sameJson } from '../declarations/same-json.ts'
import { textIndexValue } from '../objects/managed-type/index-value.ts'
import type { JsonObject } from '../ports/json.ts'
import type { Filter, ObjectStore, StoredObject } from '../ports/objects.ts'
import type { PlanMistake } from './contract.ts'
import type { WriteOperation } from './operation.ts'
import type { AnyDefinition } from './plan-ports.ts'

/** Subjects that one query asks for. */
const atOnce = 50
/** Subjects that differ in case only are one in the index. */
const mostAlike = 20

/**
 * Finds the account that exists under the subject which an `ensure` says, whatever its name is by now. Other operations find nothing.
 * @param writes those of which nothing was found under their natural key
 */
export async function accountsOfSubjects(
  writes: readonly WriteOperation[],
  objects: Pick<ObjectStore, 'find' | 'query'>,
): Promise<(write: WriteOperation) => StoredObject | undefined> {
  const subjects = writes.flatMap((write) => subjectOf(write) ?? [])
  const found = new Map<string, StoredObject>()
  for (let start = 0; start < subjects.length; start += atOnce) {
    const filters: readonly Filter[] = subjects
      .slice(start, start + atOnce)
      .map((subject) => ({ kind: 'compare', by: 'equal', property: 'subject', value: textIndexValue(subject) }))
    const page = { sort: [], page: { position: 0 }, limit: atOnce * mostAlike, calculateTotal: false } as const
    const outcome = await objects.query({ object: 'Account', filter: { kind: 'or', filters }, ...page })
    const accounts = outcome.kind === 'found' && outcome.ids.length > 0 ? await objects.find('Account', outcome.ids) : []
    for (const account of accounts) found.set(account.record.subject, account)
  }
  return (write) => found.get(subjectOf(write) ?? '')
}

function subjectOf({ how, definition, value: { subject } }: WriteOperation): string | undefined {
  return how === 'ensure' && definition.object === 'Account' && typeof subject === 'string' ? subject : undefined
}

/** What members of a group get, which whoever puts people into it without looking must not get wrong. */
const grantingProperties: ReadonlySet<string> = new Set(['roleIds'])

/**
 * Why what is there is another than the one that the value speaks of: a property that never changes differs, or what it grants to others
 * does. `undefined`: it is not.
 */
export function refusalToKeep(
  { object, declaration, toWire }: AnyDefinition,
  value: JsonObject,
  there: StoredObject,
): Pick<PlanMistake, 'text' | 'error'> | undefined {
  const wire = toWire(there.record)
  const differing = Object.entries(declaration.fields).find(
    ([name, { update }]) =>
      (update === 'immutable' || grantingProperties.has(name)) &&
      Object.hasOwn(value, name) &&
      !sameJson(value[name] ?? null, wire[name] ?? null),
  )
  if (differing === undefined) return undefined
  const [property] = differing
  const description = grantingProperties.has(property)
    ? `This ${object} exists already, and its ${property} give other roles than the plan says: whoever is put into it would get them`
    : `This ${object} exists already, with the ${property} ${shown(wire[property])} and not ${shown(value[property])}`
  return {
    text: `${description}.`,
    error: { type: 'primaryKeyViolation', description, properties: [property], objectId: there.id },
  }
}

function shown(value: unknown): string {
  return JSON.stringify(value ?? null).slice(0, 200)
}
