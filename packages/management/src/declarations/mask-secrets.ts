import { isJsonObject } from '../jmap/json-object.ts'
import type { JsonObject, JsonValue } from '../ports/json.ts'
import type { Fields, FieldType } from './declaration.ts'
import { isSecretType, mask } from './parse-scalar.ts'
import { type DeclarationRegistry, fieldsOfVariant } from './registry.ts'

/** A document as it is shown: a mask in the place of each secret. */
export function maskSecrets(fields: Fields, document: JsonObject, registry: DeclarationRegistry): JsonObject {
  return Object.fromEntries(
    Object.entries(document).map(([name, value]) => {
      const field = Object.hasOwn(fields, name) ? fields[name] : undefined
      return [name, field === undefined ? value : maskValue(field.type, value, registry)]
    }),
  )
}

function maskValue(type: FieldType, value: JsonValue, registry: DeclarationRegistry): JsonValue {
  if (isSecretType(type)) return typeof value === 'string' ? mask : value
  if (!isJsonObject(value)) return value
  switch (type.type) {
    case 'object':
      return maskSecrets(fieldsOfVariant(registry.embeddedNamed(type.objectName), value['@type']) ?? {}, value, registry)
    case 'objectList':
      return maskEach({ type: 'object', objectName: type.objectName }, value, registry)
    case 'map':
      return maskEach(type.valueClass, value, registry)
    default:
      return value
  }
}

function maskEach(type: FieldType, value: JsonObject, registry: DeclarationRegistry): JsonObject {
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, maskValue(type, member, registry)]))
}
