import type { FieldType, SchemaDocument, SchemaFields } from '@latchkey/management/schema'
import { isJsonObject, type Json, type JsonObject } from '../values/json.ts'

/** One field of a form: what the schema says of it and how it is laid out. */
export interface FormField {
  readonly name: string
  readonly label: string
  readonly description: string
  readonly type: FieldType
  readonly update: 'mutable' | 'immutable' | 'serverSet'
  readonly initial: Json
  readonly placeholder?: string
  readonly keyLabel?: string
  readonly valueLabel?: string
}

export interface FormSection {
  readonly title?: string
  readonly fields: readonly FormField[]
}

/** One form of an object or an embedded object. */
export interface Form {
  /** Its `@type`; absent: the only form, which has none. */
  readonly variant?: string
  readonly label: string
  readonly title?: string
  readonly subtitle?: string
  readonly sections: readonly FormSection[]
}

/** The forms of an object or an embedded object, as the schema document lays them out. */
export function formsOf(schema: SchemaDocument, name: string): readonly Form[] {
  const entry = schema.schemas[name]
  if (entry === undefined) return []
  if (entry.type === 'single') return [formNamed(schema, entry.schemaName, undefined, entry.schemaName.replace(/^x:/, ''))]
  return entry.variants.map((variant) => formNamed(schema, variant.schemaName, variant.name, variant.label))
}

/** The form of a value: that of its `@type`, else the first one. */
export function formOf(forms: readonly Form[], value: Json | undefined): Form | undefined {
  const variant = isJsonObject(value) ? value['@type'] : undefined
  return forms.find((form) => form.variant === variant) ?? forms[0]
}

/** Every field of a form, in order. */
export function fieldsOf(form: Form): readonly FormField[] {
  return form.sections.flatMap(({ fields }) => fields)
}

/** What a new object is before anybody says anything: the defaults of its form. */
export function newValue(form: Form): JsonObject {
  const values = fieldsOf(form).flatMap(({ name, update, initial }) => (update === 'serverSet' ? [] : [[name, initial] as const]))
  return { ...(form.variant === undefined ? {} : { '@type': form.variant }), ...Object.fromEntries(values) }
}

/** What a value of a type is before anybody says anything. */
export function emptyOf(schema: SchemaDocument, type: FieldType): Json {
  if ('nullable' in type && type.nullable === true) return null
  switch (type.type) {
    case 'boolean':
      return false
    case 'set':
    case 'map':
    case 'objectList':
      return {}
    case 'object': {
      const [first] = formsOf(schema, type.objectName)
      return first === undefined ? {} : newValue(first)
    }
    default:
      return ''
  }
}

function formNamed(schema: SchemaDocument, schemaName: string | undefined, variant: string | undefined, label: string): Form {
  const own = variant === undefined ? { label } : { variant, label }
  const fields = schemaName === undefined ? undefined : schema.fields[schemaName]
  const layout = schemaName === undefined ? undefined : schema.forms[schemaName]
  if (fields === undefined || layout === undefined) return { ...own, sections: [] }
  const { title, subtitle } = layout
  const sections = layout.sections.map((section) => ({
    ...(section.title === undefined ? {} : { title: section.title }),
    fields: section.fields.flatMap((placed) => fieldNamed(schema, fields, placed)),
  }))
  return {
    ...own,
    ...(title === undefined ? {} : { title }),
    ...(subtitle === undefined ? {} : { subtitle }),
    sections,
  }
}

type Placed = SchemaDocument['forms'][string]['sections'][number]['fields'][number]

function fieldNamed(schema: SchemaDocument, { properties, defaults }: SchemaFields, placed: Placed): readonly FormField[] {
  const property = properties[placed.name]
  if (property === undefined) return []
  const stated = defaults?.[placed.name] as Json | undefined
  return [{ ...property, ...placed, initial: stated ?? emptyOf(schema, property.type) }]
}
