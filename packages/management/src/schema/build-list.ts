import type { EnumDeclaration, Fields, FieldType, ObjectDeclaration } from '../declarations/declaration.ts'
import type { SchemaList } from './document.ts'

/** What filters by yes or no choose from. */
export const booleanEnum: EnumDeclaration = {
  name: 'Boolean',
  values: [
    { name: 'true', label: 'Yes' },
    { name: 'false', label: 'No' },
  ],
}

type SchemaFilter = SchemaList['filters'][number]

/**
 * The table of the objects of a type; `undefined` for those that have none.
 * @throws TypeError when it shows a field that the object does not have, or filters by one that is not indexed
 */
export function schemaList({ name, list, fields, verbs }: ObjectDeclaration): SchemaList | undefined {
  if (list === undefined || !verbs.includes('Query')) return undefined
  const { columns, filters, ...words } = list
  const sort =
    list.sort ?? Object.keys(fields).filter((field) => fields[field]?.indexed === true && fields[field]?.type.type !== 'set')
  if (list.labelProperty !== 'id') fieldOf(name, list.labelProperty, fields)
  return {
    ...words,
    columns: columns.map((column) => ({ name: column, label: fieldOf(name, column, fields).label })),
    filters: filters.map((filter) => schemaFilter(name, filter, fields)),
    ...(sort.length === 0 ? {} : { sort }),
  }
}

function schemaFilter(object: string, property: string, fields: Fields): SchemaFilter {
  if (property === 'text') {
    const isSearched = Object.values(fields).some(({ searched }) => searched === true)
    if (!isSearched) throw new TypeError(`${object} filters by text, but no field is searched`)
    return { type: 'text', field: 'text', label: 'Text' }
  }
  const { label, type, indexed } = fieldOf(object, property, fields)
  if (indexed !== true) throw new TypeError(`${object} filters by ${property}, which is not indexed`)
  return { ...filterType(type.type === 'set' ? type.class : type), field: property, label }
}

function filterType(type: FieldType): Pick<SchemaFilter, 'type' | 'enumName' | 'objectName'> {
  switch (type.type) {
    case 'enum':
      return { type: 'enum', enumName: type.enumName }
    case 'boolean':
      return { type: 'enum', enumName: booleanEnum.name }
    case 'number':
      return { type: 'integer' }
    case 'utcDateTime':
      return { type: 'date' }
    case 'objectId':
      return { type: 'objectId', objectName: type.objectName }
    default:
      return { type: 'text' }
  }
}

function fieldOf(object: string, name: string, fields: Fields): Fields[string] {
  const field = fields[name]
  if (field === undefined) throw new TypeError(`The list of ${object} names ${name}, which is not declared`)
  return field
}
