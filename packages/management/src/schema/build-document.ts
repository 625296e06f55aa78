import type { ObjectDeclaration } from '../declarations/declaration.ts'
import { withManagedBy } from '../declarations/managed-by.ts'
import type { DeclarationRegistry } from '../declarations/registry.ts'
import { aliases } from './aliases.ts'
import { schemaFields } from './build-fields.ts'
import { formLayout, schemaForm } from './build-forms.ts'
import { buildLayouts } from './build-layouts.ts'
import { booleanEnum, schemaList } from './build-list.ts'
import type { SchemaDocument, SchemaObject } from './document.ts'
import { embeddedForms, type Form, objectForms, wireName } from './schema-names.ts'

type Named<Entry> = readonly (readonly [name: string, entry: Entry])[]

/**
 * The document of `/api/schema`, from the declarations that validate: the same for everybody, and the same text for the same declarations.
 * @param objects in the order of the menus
 * @throws TypeError when a declaration names what is not declared
 */
export function buildSchemaDocument(objects: readonly ObjectDeclaration[], registry: DeclarationRegistry): SchemaDocument {
  const all = objects.map(withManagedBy)
  const ofObjects = all.map((declaration) => ({ declaration, name: wireName(declaration), forms: objectForms(declaration) }))
  const embedded = registry.embedded.map((declared) => ({ name: declared.name, forms: embeddedForms(declared) }))
  const layouts: Named<SchemaDocument['forms'][string]> = [
    ...ofObjects.flatMap(({ declaration, forms }) =>
      withSchema(forms).map((form) => [form.schemaName, formLayout(form, declaration)] as const),
    ),
    ...embedded.flatMap(({ forms }) => withSchema(forms).map((form) => [form.schemaName, formLayout(form)] as const)),
  ]
  const fields = [...ofObjects, ...embedded].flatMap(({ forms }) => withSchema(forms))
  return {
    objects: withAliases<SchemaObject>(
      ofObjects.map(({ name, declaration }) => [name, schemaObject(declaration)]),
      (entry, aliasOf) => ('permissionPrefix' in entry ? { ...entry, aliasOf } : entry),
    ),
    schemas: withAliases([...ofObjects, ...embedded].map(({ name, forms }) => [name, schemaForm(forms)])),
    fields: Object.fromEntries(fields.map((form) => [form.schemaName, schemaFields(form.fields, registry)])),
    forms: withAliases(layouts),
    lists: Object.fromEntries(
      ofObjects.flatMap(({ name, declaration }) => {
        const list = schemaList(declaration)
        return list === undefined ? [] : [[name, list] as const]
      }),
    ),
    enums: Object.fromEntries([...registry.enums, booleanEnum].map(({ name, values }) => [name, values])),
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

function withSchema(forms: readonly Form[]): readonly (Form & { readonly schemaName: string })[] {
  return forms.flatMap((form) => (form.schemaName === undefined ? [] : [{ ...form, schemaName: form.schemaName }]))
}

/** Entries with a copy under each further name of an object. */
function withAliases<Entry>(
  entries: Named<Entry>,
  marked: (entry: Entry, of: string) => Entry = (entry) => entry,
): Readonly<Record<string, Entry>> {
  const known = new Map(entries)
  const others = [...aliases].flatMap(([alias, of]) => {
    const entry = known.get(of)
    return entry === undefined ? [] : [[alias, marked(entry, of)] as const]
  })
  return Object.fromEntries([...entries, ...others])
}
