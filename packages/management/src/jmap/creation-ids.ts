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
    const parts = pointer.split('/').map((part) => resolveText(part, pointer, lookup))
    return [parts.join('/'), resolveBelow(member, [pointer], lookup)]
  })
  return jsonObject(members)
}

/** @param path pointer of the whole member, then names. As deep as the value, which a request bounds. */
function resolveBelow(value: JsonValue, path: readonly string[], lookup: CreationLookup): JsonValue {
  if (typeof value === 'string') return resolveText(value, shown(path), lookup)
  if (Array.isArray(value)) return value.map((item, index) => resolveBelow(item, [...path, String(index)], lookup))
  if (!isJsonObject(value)) return value
  return jsonObject(
    Object.entries(value).map(([name, member]): readonly [string, JsonValue] => {
      const inside = [...path, name]
      return [resolveText(name, shown(inside), lookup), resolveBelow(member, inside, lookup)]
    }),
  )
}

function resolveText(text: string, pointer: string, lookup: CreationLookup): string {
  return text.startsWith('#') ? (lookup(text.slice(1), pointer) ?? text) : text
}

function shown([pointer = '', ...names]: readonly string[]): string {
  return names.length === 0 ? pointer : `${pointer}/${formatPatchPointer(names)}`
}
