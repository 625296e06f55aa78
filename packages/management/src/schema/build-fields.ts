import type { FieldDeclaration, Fields, FieldType } from '../declarations/declaration.ts'
import { defaultOf } from '../declarations/parse-value.ts'
import type { DeclarationRegistry } from '../declarations/registry.ts'
import { isJsonObject } from '../jmap/json-object.ts'
import type { JsonValue } from '../ports/json.ts'
import type { SchemaFields } from './document.ts'

/** Fields of an object, with the defaults that say something: not `null`, `false` or an empty collection. */
export function schemaFields(fields: Fields, registry: DeclarationRegistry): SchemaFields {
  const defaults = Object.entries(fields).flatMap(([name, field]) => {
    const value = defaultOf(field, registry)
    return value === undefined || isEmpty(value) ? [] : [[name, value] as const]
  })
  return {
    properties: Object.fromEntries(
      Object.entries(fields).map(([name, { description, type, update, indexed }]) => {
        checkNames(type, registry)
        return [name, { description, type, update, ...(indexed === true ? { indexed } : {}) }]
      }),
    ),
    ...(defaults.length === 0 ? {} : { defaults: Object.fromEntries(defaults) }),
  }
}

/** Whether a value must be said when an object is made. */
export function isRequired(field: FieldDeclaration, registry: DeclarationRegistry): boolean {
  return field.update !== 'serverSet' && defaultOf(field, registry) === undefined
}

/** @throws TypeError when the type names what is not declared */
function checkNames(type: FieldType, registry: DeclarationRegistry): void {
  switch (type.type) {
    case 'enum':
      registry.valuesOf(type.enumName)
      return
    case 'object':
    case 'objectList':
      registry.embeddedNamed(type.objectName)
      return
    case 'set':
      checkNames(type.class, registry)
      return
    case 'map':
      checkNames(type.keyClass, registry)
      checkNames(type.valueClass, registry)
      return
    default:
  }
}

function isEmpty(value: JsonValue): boolean {
  return value === null || value === false || value === '' || (isJsonObject(value) && Object.keys(value).length === 0)
}
