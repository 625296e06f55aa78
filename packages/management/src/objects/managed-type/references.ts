import type { FieldDeclaration, FieldType } from '../../declarations/declaration.ts'
import { type DeclarationRegistry, fieldsOfVariant } from '../../declarations/registry.ts'
import { isJsonObject } from '../../jmap/json-object.ts'
import type { JsonValue } from '../../ports/json.ts'
import { isManagedName } from '../../ports/object-id.ts'
import type { ObjectView } from '../../ports/objects.ts'

type Reference = ObjectView['references'][number]

/**
 * Objects that a value of a field refers to, also inside embedded objects. Server-set fields are left out: what they name is kept in step by
 * the server, as the account of a credential, with which the credential goes.
 */
export function referencesOf(
  field: FieldDeclaration,
  value: JsonValue | undefined,
  registry: DeclarationRegistry,
): readonly Reference[] {
  if (field.update === 'serverSet' || value === undefined || value === null) return []
  return referencesIn(field.type, value, registry)
}

function referencesIn(type: FieldType, value: JsonValue, registry: DeclarationRegistry): readonly Reference[] {
  switch (type.type) {
    case 'objectId':
      return typeof value === 'string' ? referenceTo(type.objectName, value) : []
    case 'set':
      return keysOf(value).flatMap((key) => referencesIn(type.class, key, registry))
    case 'map':
      return isJsonObject(value)
        ? Object.entries(value).flatMap(([key, member]) => [
            ...referencesIn(type.keyClass, key, registry),
            ...referencesIn(type.valueClass, member, registry),
          ])
        : []
    case 'objectList':
      return isJsonObject(value)
        ? Object.values(value).flatMap((item) => referencesIn({ type: 'object', objectName: type.objectName }, item, registry))
        : []
    case 'object': {
      if (!isJsonObject(value)) return []
      const fields = fieldsOfVariant(registry.embeddedNamed(type.objectName), value['@type']) ?? {}
      return Object.entries(fields).flatMap(([name, field]) => referencesOf(field, value[name], registry))
    }
    default:
      return []
  }
}

function referenceTo(objectName: string, id: string): readonly Reference[] {
  const name = objectName.replace(/^x:/, '')
  return isManagedName(name) ? [{ object: name, id }] : []
}

function keysOf(value: JsonValue): readonly string[] {
  return isJsonObject(value) ? Object.keys(value) : []
}
