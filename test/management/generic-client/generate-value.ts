import assert from 'node:assert/strict'
import type { FieldType } from '@latchkey/management/schema'
import { type Form, isRequired, type Json, type JsonObject, type SchemaClient } from './schema-client.ts'
import { semanticValues } from './semantic-values.ts'

let count = 0

/** Text that no other value has. */
function fresh(): string {
  count += 1
  return `sample-${count}`
}

/** Makes an object of a type to refer to, and answers its id. */
export type Refer = (objectName: string) => Promise<string>

interface Making {
  readonly client: SchemaClient
  readonly refer: Refer
}

/** A valid value for a property that differs from the one it has. */
export async function valueFor(making: Making, form: Form, name: string, current: Json): Promise<Json> {
  const place = `${form.schemaName}/${name}`
  const semantic = semanticValues[place] ?? semanticValues[`create ${place}`]
  if (semantic !== undefined) return typeof semantic === 'function' ? semantic(making.client) : semantic
  const type = form.properties[name]?.type
  assert.ok(type, `${form.schemaName} has ${name}`)
  const placeholder = form.placeholders[name]
  if (type.type === 'string' && placeholder !== undefined && placeholder !== current && !isUnique(making.client, form, name)) {
    return placeholder
  }
  return generate(making, type, current)
}

/** A property that names the object cannot have the example that every form shows. */
function isUnique({ schema }: SchemaClient, { schemaName }: Form, name: string): boolean {
  return Object.entries(schema.objects).some(([object, declared]) => {
    if (!('naturalKey' in declared) || declared.naturalKey !== name) return false
    const schemaOf = schema.schemas[object]
    const names = schemaOf?.type === 'single' ? [schemaOf.schemaName] : schemaOf?.variants.map((variant) => variant.schemaName)
    return names?.includes(schemaName) ?? false
  })
}

/** A whole object with what it needs, and what else is said. */
export async function newObject(making: Making, form: Form, more: JsonObject = {}): Promise<JsonObject> {
  const value: Record<string, Json> = form.variant === undefined ? {} : { '@type': form.variant }
  for (const name of Object.keys(form.properties)) {
    const isNeeded = isRequired(form, name) || Object.hasOwn(semanticValues, `create ${form.schemaName}/${name}`)
    if (isNeeded) value[name] = await valueFor(making, form, name, null)
  }
  return { ...value, ...more }
}

async function generate(making: Making, type: FieldType, current: Json): Promise<Json> {
  switch (type.type) {
    case 'boolean':
      return current !== true
    case 'number':
      return numberFor(type, current)
    case 'string':
      return textFor(type)
    case 'utcDateTime':
      return current === '2090-01-01T00:00:00Z' ? '2091-01-01T00:00:00Z' : '2090-01-01T00:00:00Z'
    case 'enum': {
      const other = making.client.schema.enums[type.enumName]?.find(({ name }) => name !== current)
      assert.ok(other, `${type.enumName} has another value than ${String(current)}`)
      return other.name
    }
    case 'objectId':
      return making.refer(type.objectName)
    case 'object':
      return embedded(making, type.objectName, current)
    case 'objectList':
      return { 0: await embedded(making, type.objectName, null) }
    case 'set': {
      const held = Object.keys((current ?? {}) as JsonObject)
      return { [String(await generate(making, type.class, held[0] ?? null))]: true }
    }
    case 'map': {
      const held = Object.entries((current ?? {}) as JsonObject)[0] ?? [null, null]
      return { [String(await generate(making, type.keyClass, held[0]))]: await generate(making, type.valueClass, held[1]) }
    }
  }
}

/** An embedded object in another form than the present one, where there is one without fields that mean something elsewhere. */
async function embedded(making: Making, objectName: string, current: Json): Promise<Json> {
  const forms = making.client.forms(objectName)
  const present = (current as JsonObject | null)?.['@type']
  const other = forms.find(({ variant, properties }) => variant !== present && Object.keys(properties).length > 0) ?? forms[0]
  assert.ok(other, `${objectName} has a form`)
  const filled = Object.keys(other.properties).find((name) => other.properties[name]?.update === 'mutable')
  const object = await newObject(making, other)
  return filled === undefined || Object.hasOwn(object, filled)
    ? object
    : { ...object, [filled]: await valueFor(making, other, filled, null) }
}

function numberFor({ format, min, max }: Extract<FieldType, { readonly type: 'number' }>, current: Json): number {
  const least = min ?? (format === 'duration' ? 1000 : 0)
  // A middle value: the ends are where rules between properties begin.
  const middle = max === undefined ? least + 60_000 : Math.floor((least + Math.min(max, least + 7_200_000)) / 2)
  const rounded = format === 'duration' && middle > 1000 ? middle - (middle % 1000) : middle
  return rounded === current
    ? rounded > least
      ? rounded - (format === 'duration' && rounded > 2000 ? 1000 : 1)
      : rounded + 1
    : rounded
}

function textFor({ format, minLength = 0, maxLength = 1000 }: Extract<FieldType, { readonly type: 'string' }>): string {
  const text = fresh()
  switch (format) {
    case 'emailAddress':
      return `${text}@example.org`
    case 'uri':
      return `https://${text}.example/page`
    case 'ipAddress':
      return `192.0.2.${count % 250}`
    case 'ipNetwork':
      return `198.51.${count % 250}.0/24`
    case 'socketAddress':
      return `127.0.0.1:${1000 + count}`
    case 'color':
      return `#${String(count).padStart(6, '0')}`
    default:
      return text.padEnd(minLength, 'x').slice(0, maxLength)
  }
}
