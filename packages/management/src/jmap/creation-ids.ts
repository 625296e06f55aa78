import type { JsonObject, JsonValue } from '../ports/json.ts'
import type { CreationLookup } from './contract.ts'
import { isJsonObject, jsonObject } from './json-object.ts'
import { formatPatchPointer } from './patch-pointer.ts'

/** Creation ids of one request with the ids that objects got, over all its calls. @see RFC8620-3.3 RFC8620-5.3 */
export class CreationIds {
  readonly #ids: Map<string, string>

  /** @param given what the client says was created by earlier requests */
  constructor(given: ReadonlyMap<string, string> = new Map()) {
    this.#ids = new Map(given)
  }

  /** The latest creation counts where one creation id was used twice. */
  add(creationId: string, id: string): void {
    this.#ids.set(creationId, id)
  }

  find(creationId: string): string | undefined {
    return this.#ids.get(creationId)
  }

  /** The id that an id argument means: itself, or what was created if it is a known `#k`. */
  resolve(id: string): string {
    return id.startsWith('#') ? (this.#ids.get(id.slice(1)) ?? id) : id
  }

  toJson(): Readonly<Record<string, string>> {
    return jsonObject(this.#ids)
  }
}

/** Puts ids in the place of every text, member name and part of a pointer that is `#` and something that `lookup` knows. */
export function resolveAnywhere(value: JsonObject, lookup: CreationLookup): JsonObject {
  const members = Object.entries(value).map(([pointer, member]): readonly [string, JsonValue] => {
    const place = { pointer }
    const parts = pointer.split('/').map((part) => resolveText(part, place, lookup))
    return [parts.join('/'), resolveBelow(member, place, lookup)]
  })
  return jsonObject(members)
}

/** Where a value stands: at the pointer of a member, or by a name or index in what stands above. */
type Place = { readonly pointer: string } | { readonly above: Place; readonly name: string | number }

/** As deep as the value, which a request bounds. */
function resolveBelow(value: JsonValue, place: Place, lookup: CreationLookup): JsonValue {
  if (typeof value === 'string') return resolveText(value, place, lookup)
  if (Array.isArray(value)) return value.map((item, name) => resolveBelow(item, { above: place, name }, lookup))
  if (!isJsonObject(value)) return value
  return jsonObject(
    Object.entries(value).map(([name, member]): readonly [string, JsonValue] => {
      const inside = { above: place, name }
      return [resolveText(name, inside, lookup), resolveBelow(member, inside, lookup)]
    }),
  )
}

function resolveText(text: string, place: Place, lookup: CreationLookup): string {
  return text.startsWith('#') ? (lookup(text.slice(1), pointerOf(place)) ?? text) : text
}

function pointerOf(place: Place): string {
  return 'pointer' in place ? place.pointer : `${pointerOf(place.above)}/${formatPatchPointer([String(place.name)])}`
}
