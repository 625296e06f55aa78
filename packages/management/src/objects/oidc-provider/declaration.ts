import { algorithms, type SettingsAlgorithm } from '@latchkey/core'
import type { EmbeddedDeclaration, EnumDeclaration, Fields, ObjectDeclaration } from '../../declarations/declaration.ts'
import { longestDuration } from '../../declarations/duration.ts'
import { secretKeyDeclaration, secretTextDeclaration } from './secret-declarations.ts'

const second = 1000
const minute = 60 * second
const hour = 60 * minute
const day = 24 * hour

const duration = { type: 'number', format: 'duration', max: longestDuration } as const

/**
 * Names, types, defaults and descriptions are those that existing tools know, in their order. Protocol values in seconds lose what a
 * duration has below a second.
 */
export const oidcProviderFields = {
  authCodeMaxAttempts: {
    label: 'Max attempts',
    description: 'Number of failed login attempts before an authorization code is invalidated',
    type: { type: 'number', format: 'unsignedInteger', min: 1, max: 1000 },
    default: 3,
    update: 'mutable',
  },
  anonymousClientRegistration: {
    label: 'Allow anonymous registration',
    description: 'Whether to allow OAuth clients to register without authentication',
    type: { type: 'boolean' },
    default: false,
    update: 'mutable',
  },
  requireClientRegistration: {
    label: 'Require client registration',
    description: 'Whether to require OAuth client_ids to be registered before they can be used',
    type: { type: 'boolean' },
    default: false,
    update: 'mutable',
  },
  authCodeExpiry: {
    label: 'Auth code',
    description: 'Expiration time of an authorization code issued by the authorization code flow',
    type: duration,
    default: 10 * minute,
    update: 'mutable',
  },
  refreshTokenExpiry: {
    label: 'Refresh token',
    description: 'Expiration time of an OAuth refresh token',
    type: duration,
    default: 30 * day,
    update: 'mutable',
  },
  refreshTokenRenewal: {
    label: 'Refresh token renew',
    description: 'Remaining time in a refresh token before a new one is issued to the client',
    type: duration,
    default: 4 * day,
    update: 'mutable',
  },
  accessTokenExpiry: {
    label: 'Token',
    description: 'Expiration time of an OAuth access token',
    type: duration,
    default: hour,
    update: 'mutable',
  },
  userCodeExpiry: {
    label: 'User code',
    description: 'Expiration time of a user code issued by the device authentication flow',
    type: duration,
    default: 30 * minute,
    update: 'mutable',
  },
  idTokenExpiry: {
    label: 'ID Token',
    description: 'Expiration time of an OpenID Connect ID token',
    type: duration,
    default: 15 * minute,
    update: 'mutable',
  },
  encryptionKey: {
    label: 'Key',
    description: 'Encryption key to use for OAuth',
    type: { type: 'object', objectName: secretKeyDeclaration.name },
    update: 'mutable',
  },
  signatureAlgorithm: {
    label: 'Signature algorithm',
    description: 'JWT signature algorithm to use for OpenID Connect',
    type: { type: 'enum', enumName: 'JwtSignatureAlgorithm' },
    default: 'hs256',
    update: 'mutable',
  },
  signatureKey: {
    label: 'Signature Key',
    description: 'Contents of the private key PEM used to sign JWTs for OpenID Connect',
    type: { type: 'object', objectName: secretTextDeclaration.name },
    update: 'mutable',
  },
} as const satisfies Fields

export const oidcProviderDeclaration: ObjectDeclaration = {
  name: 'OidcProvider',
  kind: 'singleton',
  description: 'Configures the OAuth and OpenID Connect provider settings.',
  verbs: ['Get', 'Update'],
  fields: oidcProviderFields,
  title: 'OAuth and OpenID Connect',
  subtitle: 'Lifetimes, keys and registration of clients',
  sections: [
    { title: 'OAuth Settings', fields: ['encryptionKey', 'authCodeMaxAttempts'] },
    {
      title: 'Token Expiration',
      fields: [
        'userCodeExpiry',
        'authCodeExpiry',
        'accessTokenExpiry',
        'refreshTokenExpiry',
        'refreshTokenRenewal',
        'idTokenExpiry',
      ],
    },
    { title: 'Dynamic Client Registration', fields: ['requireClientRegistration', 'anonymousClientRegistration'] },
    { title: 'OpenID Connect', fields: ['signatureAlgorithm', 'signatureKey'] },
  ],
  menu: { layout: 'Settings', group: 'Authentication', label: 'OIDC Provider', icon: 'fingerprint' },
}

export const oidcProviderEmbedded: readonly EmbeddedDeclaration[] = [secretKeyDeclaration, secretTextDeclaration]

const labels: Readonly<Record<SettingsAlgorithm, string>> = {
  es256: 'ECDSA using P-256 and SHA-256',
  es384: 'ECDSA using P-384 and SHA-384',
  ps256: 'RSASSA-PSS using SHA-256 and MGF1 with SHA-256',
  ps384: 'RSASSA-PSS using SHA-384 and MGF1 with SHA-384',
  ps512: 'RSASSA-PSS using SHA-512 and MGF1 with SHA-512',
  rs256: 'RSASSA-PKCS1-v1_5 using SHA-256',
  rs384: 'RSASSA-PKCS1-v1_5 using SHA-384',
  rs512: 'RSASSA-PKCS1-v1_5 using SHA-512',
  hs256: 'HMAC using SHA-256',
  hs384: 'HMAC using SHA-384',
  hs512: 'HMAC using SHA-512',
}

export const oidcProviderEnums: readonly EnumDeclaration[] = [
  {
    name: 'JwtSignatureAlgorithm',
    // The order of the table of algorithms is that of the document.
    values: algorithms.flatMap(({ setting }) => (setting === undefined ? [] : [{ name: setting, label: labels[setting] }])),
  },
]
