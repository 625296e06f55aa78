import type { EnumDeclaration, ObjectDeclaration } from '../declarations/declaration.ts'
import { withManagedBy } from '../declarations/managed-by.ts'
import type { DeclarationRegistry } from '../declarations/registry.ts'
import { aliases } from './aliases.ts'
import { schemaFields } from './build-fields.ts'
import { embeddedForm, objectForm } from './build-forms.ts'
import { buildLayouts } from './build-layouts.ts'
import { booleanEnum, schemaList } from './build-list.ts'
import type { SchemaDocument, SchemaForm, SchemaObject } from './document.ts'
import { embeddedSchemas, schemaNameOf, wireName } from './schema-names.ts'

/**
 * The document of `/api/schema`, from the declarations that validate: the same for everybody, and the same text for the same declarations.
 * @param objects in the order of the menus
 * @throws TypeError when a declaration names what is not declared
 */
export function buildSchemaDocument(objects: readonly ObjectDeclaration[], registry: DeclarationRegistry): SchemaDocument {
  const all = objects.map(withManagedBy)
  const named = all.map((declaration) => ({ declaration, name: wireName(declaration), schema: schemaNameOf(declaration) }))
  const embedded = registry.embedded.flatMap(embeddedSchemas)
  const withAliases = <Entry>(entries: readonly (readonly [string, Entry])[], alias: (entry: Entry, of: string) => Entry) => {
    const known = new Map(entries)
    const others = [...aliases].flatMap(([name, of]) => {
      const entry = known.get(of)
      return entry === undefined ? [] : [[name, alias(entry, of)] as const]
    })
    return Object.fromEntries([...entries, ...others])
  }
  return {
    objects: withAliases<SchemaObject>(
      named.map(({ name, declaration }) => [name, schemaObject(declaration)]),
      (entry, of) => ('permissionPrefix' in entry ? { ...entry, aliasOf: of } : entry),
    ),
    schemas: withAliases<SchemaForm>(
      [
        ...named.map(({ name, declaration }) => [name, schemaForm(declaration)] as const),
        ...registry.embedded.map((declared) => [declared.name, embeddedSchemaForm(declared)] as const),
      ],
      (entry) => entry,
    ),
    fields: Object.fromEntries([
      ...named.map(({ schema, declaration }) => [schema, schemaFields(declaration.fields, registry)] as const),
      ...embedded.map(({ schemaName, fields }) => [schemaName, schemaFields(fields, registry)] as const),
    ]),
    forms: withAliases(
      [
        ...named.map(({ schema, declaration }) => [schema, objectForm(declaration)] as const),
        ...embedded.map((declared) => [declared.schemaName, embeddedForm(declared, registry)] as const),
      ],
      (entry) => entry,
    ),
    lists: Object.fromEntries(
      named.flatMap(({ name, declaration }) => {
        const list = schemaList(declaration)
        return list === undefined ? [] : [[name, list] as const]
      }),
    ),
    enums: Object.fromEntries([...registry.enums, booleanEnum].map(({ name, values }: EnumDeclaration) => [name, values])),
    dashboards: [],
    layouts: buildLayouts(all),
  }
}

function schemaObject({ name, kind, description, verbs, naturalKey }: ObjectDeclaration): SchemaObject {
  return {
    type: kind,
    description,
    permissionPrefix: `sys${name}`,
    verbs,
    ...(naturalKey === undefined ? {} : { naturalKey }),
  }
}

function schemaForm(declaration: ObjectDeclaration): SchemaForm {
  const schemaName = schemaNameOf(declaration)
  const { variant } = declaration
  return variant === undefined
    ? { type: 'single', schemaName }
    : { type: 'multiple', variants: [{ name: variant.name, label: variant.label, schemaName }] }
}

function embeddedSchemaForm({ name, shape }: DeclarationRegistry['embedded'][number]): SchemaForm {
  if ('fields' in shape) return { type: 'single', schemaName: name }
  return {
    type: 'multiple',
    variants: shape.variants.map((variant) => ({
      name: variant.name,
      label: variant.label,
      ...(variant.schemaName === undefined ? {} : { schemaName: variant.schemaName }),
    })),
  }
}
