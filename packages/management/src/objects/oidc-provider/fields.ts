import { algorithms } from '@latchkey/core'

interface Declared {
  readonly name: string
  readonly label: string
  readonly description: string
}

export interface UnsignedIntField extends Declared {
  readonly type: 'UnsignedInt'
  readonly default: number
  readonly min: number
  readonly max: number
}

export interface BooleanField extends Declared {
  readonly type: 'Boolean'
  readonly default: boolean
}

/** Values are milliseconds, greater than zero; protocol values in seconds lose what is below a second. */
export interface DurationField extends Declared {
  readonly type: 'Duration'
  readonly default: number
  readonly max: number
}

export interface EnumField extends Declared {
  readonly type: 'JwtSignatureAlgorithm'
  readonly default: string
  readonly values: readonly string[]
}

/** Required; its text is sealed at rest and never given out. */
export interface SecretField extends Declared {
  readonly type: 'SecretKey' | 'SecretText'
  /** `@type` of the variant that holds the secret itself. */
  readonly inline: 'Value' | 'Text'
}

export type Field = UnsignedIntField | BooleanField | DurationField | EnumField | SecretField

const second = 1000
const minute = 60 * second
const hour = 60 * minute
const day = 24 * hour

/** Keeps every instant that is computed from a duration within what databases and JSON numbers hold. */
const longestDuration = 36_500 * day

/** Values of `JwtSignatureAlgorithm`, in their order. */
const signatureAlgorithms = algorithms.flatMap(({ setting }) => (setting === undefined ? [] : [setting]))

/**
 * The fields of `x:OidcProvider`, each declared once: defaults, validation, wire form and schema come from this table.
 * Names, types, defaults and descriptions are those that existing tools know.
 */
export const fields = [
  {
    name: 'authCodeMaxAttempts',
    type: 'UnsignedInt',
    default: 3,
    min: 1,
    max: 1000,
    label: 'Maximum attempts',
    description: 'Number of failed login attempts before an authorization code is invalidated',
  },
  {
    name: 'anonymousClientRegistration',
    type: 'Boolean',
    default: false,
    label: 'Anonymous client registration',
    description: 'Whether to allow OAuth clients to register without authentication',
  },
  {
    name: 'requireClientRegistration',
    type: 'Boolean',
    default: false,
    label: 'Require client registration',
    description: 'Whether to require OAuth client_ids to be registered before they can be used',
  },
  {
    name: 'authCodeExpiry',
    type: 'Duration',
    default: 10 * minute,
    max: longestDuration,
    label: 'Authorization code lifetime',
    description: 'Expiration time of an authorization code issued by the authorization code flow',
  },
  {
    name: 'refreshTokenExpiry',
    type: 'Duration',
    default: 30 * day,
    max: longestDuration,
    label: 'Refresh token lifetime',
    description: 'Expiration time of an OAuth refresh token',
  },
  {
    name: 'refreshTokenRenewal',
    type: 'Duration',
    default: 4 * day,
    max: longestDuration,
    label: 'Refresh token renewal',
    description: 'Remaining time in a refresh token before a new one is issued to the client',
  },
  {
    name: 'accessTokenExpiry',
    type: 'Duration',
    default: hour,
    max: longestDuration,
    label: 'Access token lifetime',
    description: 'Expiration time of an OAuth access token',
  },
  {
    name: 'userCodeExpiry',
    type: 'Duration',
    default: 30 * minute,
    max: longestDuration,
    label: 'User code lifetime',
    description: 'Expiration time of a user code issued by the device authentication flow',
  },
  {
    name: 'idTokenExpiry',
    type: 'Duration',
    default: 15 * minute,
    max: longestDuration,
    label: 'ID token lifetime',
    description: 'Expiration time of an OpenID Connect ID token',
  },
  {
    name: 'encryptionKey',
    type: 'SecretKey',
    inline: 'Value',
    label: 'Encryption key',
    description: 'Encryption key to use for OAuth',
  },
  {
    name: 'signatureAlgorithm',
    type: 'JwtSignatureAlgorithm',
    default: 'hs256',
    values: signatureAlgorithms,
    label: 'Signature algorithm',
    description: 'JWT signature algorithm to use for OpenID Connect.',
  },
  {
    name: 'signatureKey',
    type: 'SecretText',
    inline: 'Text',
    label: 'Signature key',
    description: 'Contents of the private key PEM used to sign JWTs for OpenID Connect.',
  },
] as const satisfies readonly Field[]

export type FieldName = (typeof fields)[number]['name']

const byName: ReadonlyMap<string, Field & { readonly name: FieldName }> = new Map(fields.map((field) => [field.name, field]))

/** The declaration of a field, or `undefined` for a name that the object does not have. */
export function fieldNamed(name: string): (Field & { readonly name: FieldName }) | undefined {
  return byName.get(name)
}
