import { acrValuesSupported, algorithms } from '@latchkey/core'
import type { EnumDeclaration, ObjectDeclaration } from '../../declarations/declaration.ts'
import { longestDuration } from '../../declarations/duration.ts'

/** RFC9068-4: whoever reads a token must not be able to make one, so HS* is not for them. */
export const resourceEnums: readonly EnumDeclaration[] = [
  {
    name: 'AccessTokenFormat',
    values: [
      { name: 'sealed', label: 'Sealed', explanation: 'Only this server can read them; the API asks the introspection endpoint' },
      { name: 'jwt', label: 'JWT', explanation: 'The API verifies them itself with the published keys (RFC 9068)' },
    ],
  },
  {
    name: 'SignInKind',
    values: acrValuesSupported.map((name) => ({ name, label: `acr ${name}` })),
  },
  {
    name: 'AccessTokenAlgorithm',
    values: algorithms.filter(({ family }) => family !== 'hmac').map(({ name }) => ({ name, label: name })),
  },
]

export const resourceDeclaration: ObjectDeclaration = {
  name: 'Resource',
  kind: 'object',
  description: 'An API that access tokens are for; clients name it by the parameter resource',
  verbs: ['Get', 'Create', 'Update', 'Destroy', 'Query'],
  title: 'Resource',
  subtitle: 'An API that access tokens are for',
  fields: {
    resource: {
      label: 'Identifier',
      description:
        'Absolute URI without fragment that clients send as resource and that tokens have as their audience; compared exactly',
      type: { type: 'string', format: 'uri', minLength: 1, maxLength: 500 },
      update: 'immutable',
      indexed: true,
      searched: true,
      placeholder: 'https://api.example.com',
    },
    name: {
      label: 'Name',
      description: 'What people read on the consent page',
      type: { type: 'string', format: 'string', minLength: 1, maxLength: 200 },
      update: 'mutable',
      indexed: true,
      searched: true,
      placeholder: 'Calendar',
    },
    description: {
      label: 'Description',
      description: 'What the API is for',
      type: { type: 'string', format: 'string', maxLength: 1000, nullable: true },
      update: 'mutable',
      searched: true,
    },
    scopeIds: {
      label: 'Scopes',
      description: 'Scopes that tokens for it can have; none means all that belong to no other API',
      type: { type: 'set', class: { type: 'objectId', objectName: 'x:Scope' } },
      update: 'mutable',
      indexed: true,
    },
    accessTokenFormat: {
      label: 'Token Format',
      description: 'How access tokens for it look',
      type: { type: 'enum', enumName: 'AccessTokenFormat' },
      default: 'sealed',
      update: 'mutable',
    },
    accessTokenSigningAlg: {
      label: 'Signature Algorithm',
      description: 'Algorithm of its JWT access tokens; without one that of the provider',
      type: { type: 'enum', enumName: 'AccessTokenAlgorithm', nullable: true },
      update: 'mutable',
    },
    accessTokenExpiry: {
      label: 'Token Lifetime',
      description: 'How long its access tokens work; without a value as long as those of the provider',
      type: { type: 'number', format: 'duration', min: 1000, max: longestDuration, nullable: true },
      update: 'mutable',
    },
    requiredAcr: {
      label: 'Kind of Sign-in',
      description: 'What acr must say of the sign-in behind a token; without a value anything',
      type: { type: 'enum', enumName: 'SignInKind', nullable: true },
      update: 'mutable',
    },
    maxAuthenticationAge: {
      label: 'Age of Sign-in',
      description: 'How long ago people may have signed in; without a value any time ago',
      type: { type: 'number', format: 'duration', min: 1000, max: longestDuration, nullable: true },
      update: 'mutable',
    },
    introspectionClientIds: {
      label: 'Answered for by',
      description: 'Clients that may look up every token that is for it at the introspection endpoint',
      type: { type: 'set', class: { type: 'objectId', objectName: 'x:OAuthClient' } },
      update: 'mutable',
      indexed: true,
    },
    enabled: {
      label: 'Enabled',
      description: 'Whether tokens are issued for it',
      type: { type: 'boolean' },
      default: true,
      update: 'mutable',
      indexed: true,
    },
    createdAt: {
      label: 'Created At',
      description: 'When the resource was created',
      type: { type: 'utcDateTime' },
      update: 'serverSet',
      indexed: true,
    },
  },
  sections: [
    { title: 'Resource', fields: ['resource', 'name', 'description', 'enabled', 'scopeIds', 'createdAt'] },
    { title: 'Sign-in', fields: ['requiredAcr', 'maxAuthenticationAge'] },
    {
      title: 'Access Tokens',
      fields: ['accessTokenFormat', 'accessTokenSigningAlg', 'accessTokenExpiry', 'introspectionClientIds'],
    },
  ],
  list: {
    title: 'Resources',
    subtitle: 'APIs that access tokens are for',
    labelProperty: 'resource',
    singularName: 'resource',
    pluralName: 'resources',
    columns: ['resource', 'name', 'enabled', 'createdAt'],
    filters: ['text', 'resource', 'enabled'],
  },
  naturalKey: 'resource',
  menu: { layout: 'Management', group: 'Directory', label: 'Resources', icon: 'server' },
}
