import type { EmbeddedDeclaration, ObjectDeclaration, VariantDeclaration } from '../declarations/declaration.ts'

/** Name of an object of the API with its prefix. */
export function wireName(declaration: Pick<ObjectDeclaration, 'name'>): string {
  return `x:${declaration.name}`
}

/** Where the fields and the form of an object stand: `x:OAuthClient`; of one whose only form has a name `x:UserAccount`. */
export function schemaNameOf({ name, variant }: Pick<ObjectDeclaration, 'name' | 'variant'>): string {
  return variant === undefined ? `x:${name}` : `x:${variant.name}${name}`
}

/** The forms of an embedded object that have fields, by the name of their schema. */
export function embeddedSchemas(declared: EmbeddedDeclaration): readonly (Pick<VariantDeclaration, 'fields'> & {
  readonly schemaName: string
  readonly label: string
})[] {
  const { shape } = declared
  if ('fields' in shape) return [{ schemaName: declared.name, fields: shape.fields, label: declared.name.replace(/^x:/, '') }]
  return shape.variants.flatMap(({ schemaName, fields, label }) =>
    schemaName === undefined ? [] : [{ schemaName, fields, label }],
  )
}
