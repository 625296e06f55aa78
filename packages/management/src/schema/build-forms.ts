import type { FieldDeclaration, Fields, FormSection, ObjectDeclaration } from '../declarations/declaration.ts'
import type { SchemaForm, SchemaFormLayout } from './document.ts'
import type { Form } from './schema-names.ts'

/** Which forms there are. */
export function schemaForm(forms: readonly Form[]): SchemaForm {
  const [first] = forms
  if (forms.length === 1 && first?.variant === undefined && first?.schemaName !== undefined) {
    return { type: 'single', schemaName: first.schemaName }
  }
  return {
    type: 'multiple',
    variants: forms.map(({ variant = '', label, schemaName }) => ({
      name: variant,
      label,
      ...(schemaName === undefined ? {} : { schemaName }),
    })),
  }
}

/**
 * How a form is laid out.
 * @param words of the object whose form it is
 * @throws TypeError when a section names a field that the form does not have
 */
export function formLayout(form: Form, words: Partial<Pick<ObjectDeclaration, 'title' | 'subtitle'>> = {}): SchemaFormLayout {
  const { title, subtitle } = words
  return {
    ...(title === undefined ? {} : { title }),
    ...(subtitle === undefined ? {} : { subtitle }),
    sections: form.sections.map((section) => formSection(section, form.fields)),
  }
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
