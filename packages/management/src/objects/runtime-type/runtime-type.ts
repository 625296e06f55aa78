import type { Caller } from '../../access/caller.ts'
import type { ObjectDeclaration } from '../../declarations/declaration.ts'
import type { ObjectType } from '../../jmap/contract.ts'
import type { JsonObject, JsonValue } from '../../ports/json.ts'
import { answerQuery } from './answer-query.ts'
import type { RuntimeSource } from './runtime-source.ts'

/** A filter without conditions. */
const everything = { equal: new Map(), spans: new Map(), isImpossible: false }

/**
 * Objects that the server itself makes: to be read and searched, in the order in which they came into being, which is that of the properties
 * that their list can be sorted by. What else can be done with them the type adds.
 */
export function runtimeType<Item>(
  declaration: ObjectDeclaration,
  source: RuntimeSource<Item>,
): Pick<ObjectType<Caller>, 'name' | 'isSingleton' | 'state' | 'get'> & Required<Pick<ObjectType<Caller>, 'query'>> {
  const timeProperties = declaration.list?.sort ?? []
  return {
    name: `x:${declaration.name}`,
    isSingleton: false,
    state: () => source.state(),
    async get(request) {
      const items =
        request.ids === null
          ? await source.list(everything, { offset: 0, limit: request.limit })
          : inOrder(request.ids, await source.find(request.ids), source)
      const found = new Set(items.map((item) => source.idOf(item)))
      return {
        list: await source.toWire(items),
        notFound: (request.ids ?? []).filter((id) => !found.has(id)),
      }
    },
    query: (request) => answerQuery(request, source, { fields: declaration.fields, timeProperties }),
  }
}

/** A wire form in which `null` stands for what is absent. */
export function nullable(value: string | number | undefined): JsonValue {
  return value ?? null
}

/** A set as it is on the wire. */
export function toSet(members: readonly string[]): JsonObject {
  return Object.fromEntries(members.map((member) => [member, true]))
}

/** An ordered list as it is on the wire: by index. */
export function toIndexed(items: readonly JsonValue[]): JsonObject {
  return Object.fromEntries(items.map((item, index) => [String(index), item]))
}

function inOrder<Item>(ids: readonly string[], items: readonly Item[], source: RuntimeSource<Item>): readonly Item[] {
  const byId = new Map(items.map((item) => [source.idOf(item), item]))
  return [...new Set(ids)].flatMap((id) => byId.get(id) ?? [])
}
