import type { FieldType } from '../../src/declarations/declaration.ts'
import type { SchemaDocument, SchemaLink } from '../../src/schema/document.ts'

/** What in a schema document leads nowhere or contradicts itself, as sentences. Knows nothing of the declarations. */
export function schemaMistakes(document: SchemaDocument): readonly string[] {
  return [
    ...objectMistakes(document),
    ...schemaNameMistakes(document),
    ...fieldMistakes(document),
    ...listMistakes(document),
    ...linkMistakes(document),
  ]
}

function objectMistakes({ objects, schemas, lists, enums }: SchemaDocument): readonly string[] {
  const permissions = new Set(enums['Permission']?.map(({ name }) => name))
  return Object.entries(objects).flatMap(([name, object]) => {
    if (object.type === 'view') return Object.hasOwn(objects, object.objectName) ? [] : [`${name} views ${object.objectName}`]
    const mistakes: string[] = []
    if (object.description === '') mistakes.push(`${name} has no description`)
    if (!Object.hasOwn(schemas, name)) mistakes.push(`${name} has no schema`)
    if (object.aliasOf !== undefined)
      return Object.hasOwn(objects, object.aliasOf) ? mistakes : [...mistakes, `${name} is an alias of nothing`]
    for (const verb of object.verbs) {
      if (!permissions.has(`${object.permissionPrefix}${verb}`)) mistakes.push(`no permission ${object.permissionPrefix}${verb}`)
    }
    const hasList = Object.hasOwn(lists, name)
    if (object.type === 'singleton' && (hasList || object.verbs.some((verb) => verb !== 'Get' && verb !== 'Update'))) {
      mistakes.push(`${name} is a singleton with what only others have`)
    }
    if (object.verbs.includes('Query') !== hasList)
      mistakes.push(`${name} can be queried and has no list, or the other way round`)
    return mistakes
  })
}

function schemaNameMistakes({ schemas, fields, forms }: SchemaDocument): readonly string[] {
  return Object.entries(schemas).flatMap(([name, schema]) => {
    const names = schema.type === 'single' ? [schema.schemaName] : schema.variants.flatMap(({ schemaName }) => schemaName ?? [])
    const variants = schema.type === 'single' ? [] : schema.variants.map((variant) => variant.name)
    return [
      ...names.filter((other) => !Object.hasOwn(fields, other)).map((other) => `${name} has no fields ${other}`),
      ...names.filter((other) => !Object.hasOwn(forms, other)).map((other) => `${name} has no form ${other}`),
      ...(new Set(variants).size === variants.length && !variants.includes('')
        ? []
        : [`${name} has variants that are not told apart`]),
    ]
  })
}

function fieldMistakes(document: SchemaDocument): readonly string[] {
  return Object.entries(document.fields).flatMap(([schema, { properties, defaults = {} }]) => {
    const form = Object.hasOwn(document.forms, schema) ? document.forms[schema] : undefined
    const shown = form?.sections.flatMap(({ fields }) => fields.map(({ name }) => name)) ?? []
    const names = Object.keys(properties)
    return [
      ...names.filter((name) => !shown.includes(name)).map((name) => `${schema}/${name} is in no form`),
      ...shown.filter((name) => !names.includes(name)).map((name) => `the form of ${schema} shows ${name}, which is not there`),
      ...(new Set(shown).size === shown.length ? [] : [`the form of ${schema} shows a field twice`]),
      ...Object.keys(defaults).flatMap((name) =>
        !names.includes(name) || properties[name]?.update === 'serverSet'
          ? [`${schema}/${name} has a default that nobody needs`]
          : [],
      ),
      ...Object.entries(properties).flatMap(([name, { description, type }]) => [
        ...typeMistakes(document, type).map((mistake) => `${schema}/${name} ${mistake}`),
        ...(description === '' || description.endsWith('.') ? [`${schema}/${name} needs a description without full stop`] : []),
      ]),
    ]
  })
}

function typeMistakes(document: SchemaDocument, type: FieldType): readonly string[] {
  const { objects, schemas, enums } = document
  switch (type.type) {
    case 'enum':
      return (enums[type.enumName]?.length ?? 0) > 0 ? [] : [`names the enum ${type.enumName}`]
    case 'objectId':
      return Object.hasOwn(objects, type.objectName) ? [] : [`refers to ${type.objectName}`]
    case 'object':
    case 'objectList':
      return Object.hasOwn(schemas, type.objectName) ? [] : [`holds ${type.objectName}`]
    case 'set':
      return typeMistakes(document, type.class)
    case 'map':
      return [...typeMistakes(document, type.keyClass), ...typeMistakes(document, type.valueClass)]
    case 'number':
    case 'string': {
      const [least = 0, most = Number.POSITIVE_INFINITY] =
        type.type === 'number' ? [type.min, type.max] : [type.minLength, type.maxLength]
      return least <= most ? [] : ['has a range without a value']
    }
    default:
      return []
  }
}

function listMistakes({ objects, schemas, fields, lists, enums }: SchemaDocument): readonly string[] {
  return Object.entries(lists).flatMap(([name, list]) => {
    const schema = schemas[name]
    const forms =
      schema?.type === 'single' ? [schema.schemaName] : (schema?.variants.flatMap(({ schemaName }) => schemaName ?? []) ?? [])
    const properties = Object.assign(
      {},
      ...forms.map((form) => fields[form]?.properties),
    ) as SchemaDocument['fields'][string]['properties']
    const isProperty = (property: string) => property === 'id' || Object.hasOwn(properties, property)
    return [
      ...(Object.hasOwn(objects, name) ? [] : [`the list ${name} is of no object`]),
      ...[list.labelProperty, ...list.columns.map((column) => column.name), ...(list.sort ?? [])]
        .filter((property) => !isProperty(property))
        .map((property) => `the list ${name} names ${property}`),
      ...list.filters
        .filter(({ field }) => field !== 'text' && properties[field]?.indexed !== true)
        .map(({ field }) => `the list ${name} filters by ${field}`),
      ...list.filters
        .filter(
          ({ enumName, objectName }) =>
            (enumName !== undefined && !enums[enumName]) || (objectName !== undefined && !objects[objectName]),
        )
        .map(({ field }) => `the filter ${field} of ${name} chooses from nothing`),
    ]
  })
}

function linkMistakes({ objects, layouts }: SchemaDocument): readonly string[] {
  const links = layouts.flatMap(({ items }) =>
    items.flatMap((item): readonly SchemaLink[] => ('link' in item ? [item.link] : item.container.items)),
  )
  const linked = links.map(({ viewName }) => viewName)
  const own = Object.keys(objects).filter((name) => {
    const object = objects[name]
    return object?.type !== 'view' && object?.aliasOf === undefined
  })
  return [
    ...linked.filter((name) => !Object.hasOwn(objects, name)).map((name) => `a menu leads to ${name}`),
    ...own.filter((name) => !linked.includes(name)).map((name) => `no menu leads to ${name}`),
  ]
}
