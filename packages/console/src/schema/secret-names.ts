import type { SchemaDocument } from '@latchkey/management/schema'

/** Names of the fields that hold secrets, wherever they stand. */
export function secretNames(schema: SchemaDocument): ReadonlySet<string> {
  const properties = Object.values(schema.fields).flatMap((fields) => Object.entries(fields.properties))
  return new Set(
    properties.flatMap(([name, { type }]) =>
      type.type === 'string' && (type.format === 'secret' || type.format === 'secretText') ? [name] : [],
    ),
  )
}
