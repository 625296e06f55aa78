import type { Fields, FieldType } from '../../declarations/declaration.ts'
import type { DeclarationRegistry } from '../../declarations/registry.ts'
import type { CreationLookup } from '../../jmap/contract.ts'
import { isJsonObject, jsonObject, ownMember } from '../../jmap/json-object.ts'
import { formatPatchPointer, parsePatchPointer } from '../../jmap/patch-pointer.ts'
import type { JsonObject, JsonValue } from '../../ports/json.ts'

/**
 * Puts ids in the place of `#k` wherever the fields of a type say that an id stands: values, members of sets, keys and values of maps, also
 * inside embedded objects, and parts of pointers. A text that begins with `#` elsewhere is a text.
 * @param value of a creation, or a patch, whose keys are pointers
 * @see RFC8620-5.3
 */
export function resolveCreationIds(
  value: JsonObject,
  {
    fields,
    registry,
    lookup,
  }: { readonly fields: Fields; readonly registry: DeclarationRegistry; readonly lookup: CreationLookup },
): JsonObject {
  function resolveText(text: string, pointer: string): string {
    return text.startsWith('#') ? (lookup(text.slice(1), pointer) ?? text) : text
  }

  /** A key of a set or map. */
  function resolveKey(type: FieldType, key: string, pointer: string): string {
    return type.type === 'objectId' ? resolveText(key, pointer) : key
  }

  function resolveMembers(
    value: JsonValue,
    pointer: string,
    resolve: (name: string, member: JsonValue, at: string) => readonly [string, JsonValue],
  ): JsonValue {
    if (!isJsonObject(value)) return value
    return jsonObject(
      Object.entries(value).map(([name, member]) => resolve(name, member, `${pointer}/${formatPatchPointer([name])}`)),
    )
  }

  function resolveValue(type: FieldType, value: JsonValue, pointer: string): JsonValue {
    switch (type.type) {
      case 'objectId':
        return typeof value === 'string' ? resolveText(value, pointer) : value
      case 'set':
        return resolveMembers(value, pointer, (key, member, at) => [resolveKey(type.class, key, at), member])
      case 'map':
        return resolveMembers(value, pointer, (key, member, at) => [
          resolveKey(type.keyClass, key, at),
          resolveValue(type.valueClass, member, at),
        ])
      case 'objectList':
        return resolveMembers(value, pointer, (index, item, at) => [index, resolveEmbedded(type.objectName, item, at)])
      case 'object':
        return resolveEmbedded(type.objectName, value, pointer)
      default:
        return value
    }
  }

  function resolveEmbedded(objectName: string, value: JsonValue, pointer: string): JsonValue {
    const type = isJsonObject(value) ? ownMember(value, '@type') : undefined
    return resolveMembers(value, pointer, (name, member, at) => {
      const field = embeddedField(registry, { objectName, name, type })
      return [name, field === undefined ? member : resolveValue(field, member, at)]
    })
  }

  /** The rest of a pointer below a value of a type, and what it sets there. */
  function resolveBelow(
    type: FieldType,
    rest: readonly string[],
    set: { readonly value: JsonValue; readonly pointer: string },
  ): { readonly names: readonly string[]; readonly value: JsonValue } {
    const [name, ...more] = rest
    if (name === undefined) return { names: [], value: resolveValue(type, set.value, set.pointer) }
    const [key, below] = step(type, name, set.pointer)
    const found = below === undefined ? { names: more, value: set.value } : resolveBelow(below, more, set)
    return { names: [key, ...found.names], value: found.value }
  }

  /** A part of a pointer, and the type of what is there. */
  function step(type: FieldType, name: string, pointer: string): readonly [name: string, below: FieldType | undefined] {
    switch (type.type) {
      case 'set':
        return [resolveKey(type.class, name, pointer), undefined]
      case 'map':
        return [resolveKey(type.keyClass, name, pointer), type.valueClass]
      case 'objectList':
        return [name, { type: 'object', objectName: type.objectName }]
      case 'object':
        return [name, embeddedField(registry, { objectName: type.objectName, name, type: undefined })]
      default:
        return [name, undefined]
    }
  }

  return jsonObject(
    Object.entries(value).map(([pointer, member]): readonly [string, JsonValue] => {
      const parsed = parsePatchPointer(pointer)
      const [name, ...rest] = 'names' in parsed ? parsed.names : []
      const field = name !== undefined && Object.hasOwn(fields, name) ? fields[name] : undefined
      if (name === undefined || field === undefined) return [pointer, member]
      const resolved = resolveBelow(field.type, rest, { value: member, pointer })
      return [formatPatchPointer([name, ...resolved.names]), resolved.value]
    }),
  )
}

/** The type of a field of an embedded object, of whichever variant where the variant is not known. */
function embeddedField(
  registry: DeclarationRegistry,
  { objectName, name, type }: { readonly objectName: string; readonly name: string; readonly type: JsonValue | undefined },
): FieldType | undefined {
  const { shape } = registry.embeddedNamed(objectName)
  const candidates =
    'fields' in shape
      ? [shape.fields]
      : shape.variants.filter((each) => type === undefined || each.name === type).map((each) => each.fields)
  return candidates.find((fields) => Object.hasOwn(fields, name))?.[name]?.type
}
