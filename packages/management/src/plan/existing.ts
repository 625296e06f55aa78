import { sameJson } from '../declarations/same-json.ts'
import { accountsBy } from '../objects/account/accounts-by.ts'
import type { JsonObject } from '../ports/json.ts'
import type { ObjectStore, StoredObject } from '../ports/objects.ts'
import type { PlanMistake } from './contract.ts'
import type { WriteOperation } from './operation.ts'
import type { AnyDefinition } from './plan-ports.ts'

/**
 * What an `ensure` speaks of, if it is there: by its natural key, and an account also by its subject, whatever its name is by now.
 * @param found what the store has under the natural key
 */
export async function findExisting(
  { definition, value }: WriteOperation,
  found: StoredObject | undefined,
  objects: ObjectStore,
): Promise<StoredObject | undefined> {
  const { subject } = value
  if (found !== undefined || definition.object !== 'Account' || typeof subject !== 'string') return found
  const [id] = await accountsBy(objects, { by: 'subject', value: subject })
  return id === undefined ? undefined : (await objects.find('Account', [id]))[0]
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
