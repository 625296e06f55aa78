import type {
  EmbeddedDeclaration,
  Fields,
  FormSection,
  ObjectDeclaration,
  VariantDeclaration,
} from '../declarations/declaration.ts'

/** Name of an object of the API with its prefix. */
export function wireName(declaration: Pick<ObjectDeclaration, 'name'>): string {
  return `x:${declaration.name}`
}

/** One form of an object or of an embedded object. */
export interface Form {
  /** Its `@type`; absent: the only form, which has none. */
  readonly variant?: string
  readonly label: string
  /** Where its fields and its layout stand; absent: it has no fields. */
  readonly schemaName?: string
  readonly fields: Fields
  readonly sections: readonly FormSection[]
}

/** The forms of an object: `x:OAuthClient` for the only one, `x:UserAccount` for one that has a name. */
export function objectForms(declaration: ObjectDeclaration): readonly Form[] {
  const { name, title, fields, sections, variant, variants } = declaration
  if (variants !== undefined) {
    return variants.map((one) => {
      const all = { ...fields, ...one.fields }
      const own = Object.keys(one.fields)
      return {
        variant: one.name,
        label: one.label,
        ...(Object.keys(all).length === 0 ? {} : { schemaName: one.schemaName ?? `x:${one.name}${name}` }),
        fields: all,
        sections: own.length === 0 ? sections : [...sections, { title: one.label, fields: own }],
      }
    })
  }
  if (variant === undefined) return [{ label: title, schemaName: wireName(declaration), fields, sections }]
  return [{ variant: variant.name, label: variant.label, schemaName: `x:${variant.name}${name}`, fields, sections }]
}

/** The forms of an embedded object. */
export function embeddedForms({ name, shape }: EmbeddedDeclaration): readonly Form[] {
  if ('variants' in shape) return shape.variants.map(variantForm)
  const { fields, sections = [{ fields: Object.keys(fields) }] } = shape
  return [{ label: name.replace(/^x:/, ''), schemaName: name, fields, sections }]
}

function variantForm({ name, label, schemaName, fields }: VariantDeclaration): Form {
  const sections = [{ title: label, fields: Object.keys(fields) }]
  return { variant: name, label, fields, sections, ...(schemaName === undefined ? {} : { schemaName }) }
}
