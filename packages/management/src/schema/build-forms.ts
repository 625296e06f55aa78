import type { FieldDeclaration, Fields, FormSection, ObjectDeclaration } from '../declarations/declaration.ts'
import type { DeclarationRegistry } from '../declarations/registry.ts'
import type { SchemaFormLayout } from './document.ts'
import type { embeddedSchemas } from './schema-names.ts'

/** The form of an object. @throws TypeError when a section names a field that the object does not have */
export function objectForm({ title, subtitle, sections, fields }: ObjectDeclaration): SchemaFormLayout {
  return {
    title,
    ...(subtitle === undefined ? {} : { subtitle }),
    sections: sections.map((section) => formSection(section, fields)),
  }
}

/** The form of an embedded object: its sections, or one with all its fields. */
export function embeddedForm(
  { schemaName, fields, label }: ReturnType<typeof embeddedSchemas>[number],
  registry: DeclarationRegistry,
): SchemaFormLayout {
  const declared = registry.embedded.find(({ name }) => name === schemaName)
  const sections = declared !== undefined && 'fields' in declared.shape ? declared.shape.sections : undefined
  const shown = sections ?? [{ title: label, fields: Object.keys(fields) }]
  return { sections: shown.map((section) => formSection(section, fields)) }
}

function formSection({ title, fields: names }: FormSection, fields: Fields): SchemaFormLayout['sections'][number] {
  return {
    ...(title === undefined ? {} : { title }),
    fields: names.map((name) => {
      const field: FieldDeclaration | undefined = fields[name]
      if (field === undefined) throw new TypeError(`A form names ${name}, which is not declared`)
      const { label, keyLabel, valueLabel, placeholder } = field
      return {
        name,
        label,
        ...(keyLabel === undefined ? {} : { keyLabel }),
        ...(valueLabel === undefined ? {} : { valueLabel }),
        ...(placeholder === undefined ? {} : { placeholder }),
      }
    }),
  }
}
