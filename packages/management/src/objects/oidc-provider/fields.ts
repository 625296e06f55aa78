import type { FieldDeclaration } from '../../declarations/declaration.ts'
import { oidcProviderDeclaration, oidcProviderEnums } from './declaration.ts'

/** A field as lists of settings show it. Durations are milliseconds; without default a field is required. */
export type Field = { readonly name: string; readonly label: string; readonly description: string } & (
  | { readonly type: 'UnsignedInt'; readonly default: number; readonly min: number; readonly max: number }
  | { readonly type: 'Boolean'; readonly default: boolean }
  | { readonly type: 'Duration'; readonly default: number; readonly max: number }
  | { readonly type: 'JwtSignatureAlgorithm'; readonly default: string; readonly values: readonly string[] }
  | { readonly type: 'SecretKey' | 'SecretText' }
)

/** The fields of `x:OidcProvider` in their order. */
export const fields: readonly Field[] = Object.entries(oidcProviderDeclaration.fields).map(([name, field]) => {
  const { label, description } = field
  const value = field.default === undefined ? {} : { default: field.default }
  return { name, label, description, ...value, ...typeOf(field) } as Field
})

function typeOf({ type }: FieldDeclaration): object {
  switch (type.type) {
    case 'boolean':
      return { type: 'Boolean' }
    case 'number': {
      const { format, type: _type, ...limits } = type
      return { type: format === 'duration' ? 'Duration' : 'UnsignedInt', ...limits }
    }
    case 'enum': {
      const declared = oidcProviderEnums.find(({ name }) => name === type.enumName)
      return { type: type.enumName, values: declared?.values.map(({ name }) => name) }
    }
    default:
      return 'objectName' in type ? { type: type.objectName.replace(/^x:/, '') } : {}
  }
}
