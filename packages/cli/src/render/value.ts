import type { JsonObject, JsonValue } from '@latchkey/management'
import type { FieldType, SchemaDocument } from '@latchkey/management/schema'
import { isObject } from '../connect/jmap.ts'
import { type Variant, variantsOf } from '../objects/kind.ts'
import { oneLine } from '../one-line.ts'
import { formatDuration } from './format-duration.ts'
import type { Labels } from './labels.ts'

export const none = '<none>'

export interface ValueView {
  readonly schema: SchemaDocument
  readonly labels: Labels
}

/** A value in one line. Never steers the terminal, whoever wrote it. */
export function valueText(view: ValueView, type: FieldType | undefined, value: JsonValue | undefined): string {
  if (isEmpty(value)) return none
  switch (type?.type) {
    case 'boolean':
      return value === true ? 'Yes' : 'No'
    case 'number':
      return type.format === 'duration' && typeof value === 'number' ? formatDuration(value) : plainText(value)
    case 'enum':
      return oneLine(view.schema.enums[type.enumName]?.find(({ name }) => name === value)?.label ?? plainText(value))
    case 'objectId':
      return oneLine(view.labels.get(type.objectName)?.get(String(value)) ?? plainText(value))
    case 'set':
      return isObject(value) ? memberTexts(view, type.class, value).join(', ') : plainText(value)
    case 'object':
      return isObject(value) ? embeddedText(view, type.objectName, value) : plainText(value)
    case 'objectList':
      return isObject(value)
        ? Object.values(value)
            .map((item) => valueText(view, { type: 'object', objectName: type.objectName }, item))
            .join('; ')
        : plainText(value)
    case 'map':
      return isObject(value)
        ? Object.entries(value)
            .map(([key, item]) => `${valueText(view, type.keyClass, key)}: ${valueText(view, type.valueClass, item)}`)
            .join('; ')
        : plainText(value)
    default:
      return plainText(value)
  }
}

/** The lines of a value: a set, list or map of several has one for each. */
export function valueLines(view: ValueView, type: FieldType | undefined, value: JsonValue | undefined): readonly string[] {
  if (isObject(value) && Object.keys(value).length > 1) {
    if (type?.type === 'set') return memberTexts(view, type.class, value)
    if (type?.type === 'objectList') {
      return Object.values(value).map((item) => valueText(view, { type: 'object', objectName: type.objectName }, item))
    }
    if (type?.type === 'map') return Object.entries(value).map((pair) => valueText(view, type, Object.fromEntries([pair])))
  }
  return [valueText(view, type, value)]
}

/** The variant of an embedded object, or the only form that it has. */
export function variantOf(variants: readonly Variant[], object: JsonObject): Variant | undefined {
  return (
    variants.find(({ name }) => name !== undefined && name === object['@type']) ?? variants.find(({ name }) => name === undefined)
  )
}

function embeddedText(view: ValueView, name: string, object: JsonObject): string {
  const variant = variantOf(variantsOf(view.schema, name), object)
  const labels = new Map(
    view.schema.forms[variant?.schemaName ?? name]?.sections
      .flatMap(({ fields }) => fields)
      .map((field) => [field.name, field.label]),
  )
  const members = Object.entries(object).filter(([member, value]) => member !== '@type' && !isEmpty(value))
  const texts = members.map(([member, value]) => [member, valueText(view, variant?.properties[member]?.type, value)] as const)
  const kind = variant?.label ?? variant?.name ?? (typeof object['@type'] === 'string' ? oneLine(object['@type']) : undefined)
  if (texts.length === 0) return kind ?? none
  const [first] = texts
  if (kind !== undefined && texts.length === 1 && first !== undefined) return `${kind}: ${first[1]}`
  const listed = texts.map(([member, text]) => `${labels.get(member) ?? oneLine(member)}: ${text}`).join(', ')
  return kind === undefined ? listed : `${kind} (${listed})`
}

function memberTexts(view: ValueView, type: FieldType, set: JsonObject): readonly string[] {
  return Object.keys(set).map((member) => valueText(view, type, member))
}

function isEmpty(value: JsonValue | undefined): value is undefined | null {
  if (value === undefined || value === null || value === '') return true
  return typeof value === 'object' && Object.keys(value).length === 0
}

function plainText(value: JsonValue): string {
  return oneLine(typeof value === 'string' ? value : JSON.stringify(value))
}
