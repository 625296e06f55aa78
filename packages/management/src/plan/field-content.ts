import type { FieldType, MemberType } from '../declarations/declaration.ts'
import { isSecretType } from '../declarations/parse-scalar.ts'
import { type DeclarationRegistry, fieldsOfVariant } from '../declarations/registry.ts'
import { isJsonObject } from '../jmap/json-object.ts'
import type { JsonObject, JsonValue } from '../ports/json.ts'
import type { ManagedName } from '../ports/objects.ts'
import { holdsMask } from './draft.ts'

/** Fields that tell of a change under way and not of how things should be. */
const passing: ReadonlySet<string> = new Set(['OAuthClient previousSecretExpiresAt'])

/** Whether a field is left out of snapshots and rollbacks. */
export function isPassing(object: ManagedName, field: string): boolean {
  return passing.has(`${object} ${field}`)
}

/** Whether some form of a value of the type has a secret. */
export function canHoldSecret(type: FieldType | MemberType, registry: DeclarationRegistry): boolean {
  if (type.type !== 'object' && type.type !== 'objectList') return isSecretType(type)
  const { shape } = registry.embeddedNamed(type.objectName)
  const forms = 'fields' in shape ? [shape.fields] : shape.variants.map(({ fields }) => fields)
  return forms.some((fields) => Object.values(fields).some((field) => canHoldSecret(field.type, registry)))
}

/**
 * Whether a value says all that there is to it. One with a mask does not, and neither does the absence of a secret, which says nothing of
 * the secret that another server has there.
 */
export function isWhole(type: FieldType, value: JsonValue, registry: DeclarationRegistry): boolean {
  if (!canHoldSecret(type, registry)) return true
  return isJsonObject(value) && Object.keys(value).length > 0 && !holdsMask(value)
}

/** A value without what the server sets in its embedded objects. @param leaf makes the values at the ends */
export function settableContent(
  type: FieldType | MemberType,
  value: JsonValue,
  registry: DeclarationRegistry,
  leaf: (type: FieldType | MemberType, value: JsonValue) => JsonValue = (_type, same) => same,
): JsonValue {
  if (!isJsonObject(value)) return leaf(type, value)
  const below = (inner: FieldType | MemberType, member: JsonValue) => settableContent(inner, member, registry, leaf)
  switch (type.type) {
    case 'map':
      return mapped(value, (member) => below(type.valueClass, member))
    case 'objectList':
      return mapped(value, (member) => below({ type: 'object', objectName: type.objectName }, member))
    case 'object': {
      const fields = fieldsOfVariant(registry.embeddedNamed(type.objectName), value['@type']) ?? {}
      return Object.fromEntries(
        Object.entries(value).flatMap(([name, member]) => {
          const field = fields[name]
          if (field === undefined) return name === '@type' ? [[name, member]] : []
          return field.update === 'serverSet' ? [] : [[name, below(field.type, member)]]
        }),
      )
    }
    default:
      return leaf(type, value)
  }
}

function mapped(value: JsonObject, member: (value: JsonValue) => JsonValue): JsonObject {
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, member(inner)]))
}
