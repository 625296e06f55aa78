import { publicKeySignatures } from '@latchkey/core'
import type { EnumDeclaration, ObjectDeclaration } from '../../declarations/declaration.ts'

/** Longest life of an assertion that can be allowed, milliseconds: its `jti` is remembered for so long. */
const longestAssertion = 24 * 60 * 60 * 1_000

export const trustedIssuerEnums: readonly EnumDeclaration[] = [
  {
    name: 'AssertionAlgorithm',
    values: publicKeySignatures.map((name) => ({ name, label: name })),
  },
  {
    name: 'AssertionSubject',
    values: [
      { name: 'username', label: 'User name', explanation: 'sub is the name to sign in with here' },
      { name: 'subject', label: 'Subject', explanation: 'sub is what relying parties of this server know the person by' },
      { name: 'email', label: 'E-mail address', explanation: 'email is the address of the account; both must be verified' },
      { name: 'attribute', label: 'Attribute', explanation: 'sub is the value of an attribute of the account' },
    ],
  },
]

export const trustedIssuerDeclaration: ObjectDeclaration = {
  name: 'TrustedIssuer',
  kind: 'object',
  description: 'Somebody whose signed assertions about people are exchanged for access tokens (RFC 7523)',
  verbs: ['Get', 'Create', 'Update', 'Destroy', 'Query'],
  title: 'Trusted Issuer',
  subtitle: 'Clients exchange its assertions for access tokens, and nobody is asked',
  fields: {
    issuer: {
      label: 'Issuer',
      description: 'What iss of its assertions says; compared exactly',
      type: { type: 'string', format: 'string', minLength: 1, maxLength: 500 },
      update: 'immutable',
      indexed: true,
      searched: true,
      placeholder: 'https://login.example.com',
    },
    description: {
      label: 'Description',
      description: 'Who that is',
      type: { type: 'string', format: 'string', maxLength: 1000, nullable: true },
      update: 'mutable',
      searched: true,
    },
    jwks: {
      label: 'Public Keys',
      description: 'JSON Web Key Set that its assertions are signed with',
      type: { type: 'string', format: 'text', nullable: true },
      update: 'mutable',
    },
    jwksUri: {
      label: 'Address of the Keys',
      description: 'Where the JSON Web Key Set is instead; one of both is needed',
      type: { type: 'string', format: 'uri', maxLength: 2048, nullable: true },
      update: 'mutable',
    },
    algorithms: {
      label: 'Algorithms',
      description: 'What it may sign with',
      type: { type: 'set', class: { type: 'enum', enumName: 'AssertionAlgorithm' } },
      default: { ES256: true, PS256: true, RS256: true },
      update: 'mutable',
    },
    maxAssertionLife: {
      label: 'Life of Assertions',
      description: 'How far ahead an assertion may expire',
      type: { type: 'number', format: 'duration', min: 10_000, max: longestAssertion },
      default: 300_000,
      update: 'mutable',
    },
    subjectMeaning: {
      label: 'Names People by',
      description: 'Which account an assertion is about',
      type: { type: 'enum', enumName: 'AssertionSubject' },
      default: 'username',
      update: 'mutable',
    },
    subjectAttribute: {
      label: 'Attribute',
      description: 'Name of the attribute, where people are named by one',
      type: { type: 'string', format: 'string', minLength: 1, maxLength: 64, nullable: true },
      update: 'mutable',
    },
    clientIds: {
      label: 'Clients',
      description: 'Clients that may use its assertions; they need the grant type as well',
      type: { type: 'set', class: { type: 'objectId', objectName: 'x:OAuthClient' } },
      update: 'mutable',
      indexed: true,
    },
    scopes: {
      label: 'Scopes',
      description: 'Most that a token can have; a client gets no more than its record allows besides',
      type: { type: 'set', class: { type: 'string', format: 'string', maxLength: 200 }, maxItems: 100 },
      update: 'mutable',
    },
    resourceIds: {
      label: 'Resources',
      description: 'APIs that tokens may be for; none means the endpoints of this server',
      type: { type: 'set', class: { type: 'objectId', objectName: 'x:Resource' } },
      update: 'mutable',
      indexed: true,
    },
    enabled: {
      label: 'Enabled',
      description: 'Whether its assertions count',
      type: { type: 'boolean' },
      default: true,
      update: 'mutable',
      indexed: true,
    },
    createdAt: {
      label: 'Created At',
      description: 'When it was first trusted',
      type: { type: 'utcDateTime' },
      update: 'serverSet',
      indexed: true,
    },
  },
  sections: [
    { title: 'Issuer', fields: ['issuer', 'description', 'enabled', 'createdAt'] },
    { title: 'Assertions', fields: ['jwks', 'jwksUri', 'algorithms', 'maxAssertionLife', 'subjectMeaning', 'subjectAttribute'] },
    { title: 'Tokens', fields: ['clientIds', 'scopes', 'resourceIds'] },
  ],
  list: {
    title: 'Trusted Issuers',
    subtitle: 'Whose assertions are exchanged for access tokens',
    labelProperty: 'issuer',
    singularName: 'trusted issuer',
    pluralName: 'trusted issuers',
    columns: ['issuer', 'subjectMeaning', 'enabled', 'createdAt'],
    filters: ['text', 'issuer', 'enabled', 'clientIds'],
  },
  naturalKey: 'issuer',
  menu: { layout: 'Management', group: 'Directory', label: 'Trusted Issuers', icon: 'stamp' },
}
