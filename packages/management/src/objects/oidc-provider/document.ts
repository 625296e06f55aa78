import type { SettingsAlgorithm } from '@latchkey/core'
import { type FieldName, fields } from './fields.ts'
import { maskSecretSource, type PartialSecretSource, type SecretSource } from './secret-source.ts'

type Declarations = (typeof fields)[number]

type ValueOf<Type extends Declarations['type'], Secret> = Type extends 'Boolean'
  ? boolean
  : Type extends 'UnsignedInt' | 'Duration'
    ? number
    : Type extends 'JwtSignatureAlgorithm'
      ? SettingsAlgorithm
      : Secret

/** The object with typed members: durations in milliseconds, secrets in clear, so it stays in memory. */
export type OidcProviderDocument = {
  readonly [Declaration in Declarations as Declaration['name']]: ValueOf<Declaration['type'], SecretSource>
}

/** Between patch and validation: secrets may lack. */
export type PatchedDocument = {
  readonly [Declaration in Declarations as Declaration['name']]: ValueOf<Declaration['type'], PartialSecretSource | undefined>
}

export type FieldValue = PatchedDocument[FieldName]

/** What an object without any stored member has; the secrets lack. */
export function defaultDocument(): PatchedDocument {
  const values = fields.map((field) => [field.name, 'default' in field ? field.default : undefined])
  return Object.fromEntries(values) as PatchedDocument
}

/** A copy with one field replaced. The value was parsed by the declaration of that field. */
export function withField(document: PatchedDocument, name: FieldName, value: FieldValue): PatchedDocument {
  return { ...document, [name]: value }
}

/** Wire form of `x:OidcProvider/get`: integer milliseconds, masked secrets, members in the order of the table. */
export function documentToWire(document: OidcProviderDocument): Readonly<Record<string, unknown>> {
  const members = fields.map(({ name }) => {
    const value = document[name]
    return [name, typeof value === 'object' ? maskSecretSource(value) : value]
  })
  return { id: 'singleton', ...Object.fromEntries(members) }
}
