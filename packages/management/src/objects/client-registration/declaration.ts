import { defaultRegistrationPolicy } from '@latchkey/core'
import type { EmbeddedDeclaration, FieldDeclaration, Fields, ObjectDeclaration } from '../../declarations/declaration.ts'
import { longestDuration } from '../../declarations/duration.ts'
import type { JsonObject } from '../../ports/json.ts'
import { rulesFields } from './rules-fields.ts'

const minute = 60 * 1000

function life(label: string, description: string): FieldDeclaration {
  return {
    label,
    description,
    type: { type: 'number', format: 'duration', min: minute, max: longestDuration, nullable: true },
    update: 'mutable',
  }
}

const callerFields: Fields = {
  ...rulesFields,
  requireSoftwareStatement: {
    label: 'Software Statement',
    description: 'Such a client must come with a statement of a trusted issuer',
    type: { type: 'boolean' },
    default: false,
    update: 'mutable',
  },
  clientExpiry: life('Longest Life', 'Time after which such a client ends, used or not; without a value never'),
  unusedExpiry: life('Unused', 'Time without use after which such a client ends; without a value never'),
  firstUseExpiry: life(
    'First Use',
    'Time in which such a client must be used for the first time, where unused ones end; without a value the same time',
  ),
}

const noRules: JsonObject = {
  allowedScopes: {},
  allowedRedirectHosts: {},
  allowedGrantTypes: {},
  allowedResponseTypes: {},
  allowedAuthMethods: {},
  requireSoftwareStatement: false,
  clientExpiry: null,
  unusedExpiry: null,
  firstUseExpiry: null,
}
const { anonymous, anonymousPerHour } = defaultRegistrationPolicy

export const clientRegistrationFields = {
  anonymous: {
    label: 'Anonymous Callers',
    description: 'What a client may be that registers without a token, or that has its metadata at the URL that is its id',
    type: { type: 'object', objectName: 'x:RegistrationRules' },
    default: {
      ...noRules,
      unusedExpiry: anonymous.unusedLife ?? null,
      firstUseExpiry: anonymous.firstUseWithin ?? null,
    },
    update: 'mutable',
  },
  authorized: {
    label: 'Authorized Callers',
    description: 'What a client may be that registers with a token of somebody who may, or with an initial access token',
    type: { type: 'object', objectName: 'x:RegistrationRules' },
    default: noRules,
    update: 'mutable',
  },
  anonymousPerHour: {
    label: 'Anonymous Registrations',
    description: 'Clients that one network may register without a token in an hour',
    type: { type: 'number', format: 'unsignedInteger', min: 1, max: 1_000_000 },
    default: anonymousPerHour,
    update: 'mutable',
  },
  softwareIssuers: {
    label: 'Issuers of Software Statements',
    description: 'Whose statements about the software of a client count before what the client says',
    type: { type: 'objectList', objectName: 'x:SoftwareIssuer', maxItems: 20 },
    update: 'mutable',
  },
} as const satisfies Fields

export const clientRegistrationEmbedded: readonly EmbeddedDeclaration[] = [
  {
    name: 'x:RegistrationRules',
    description: 'What clients of one kind of callers may register as',
    shape: { fields: callerFields },
  },
  {
    name: 'x:SoftwareIssuer',
    description: 'Somebody whose software statements are trusted; either the keys or their address',
    shape: {
      fields: {
        issuer: {
          label: 'Issuer',
          description: 'What iss of its statements says',
          type: { type: 'string', format: 'string', minLength: 1, maxLength: 2048 },
          update: 'mutable',
        },
        jwks: {
          label: 'Public Keys',
          description: 'JSON Web Key Set that its statements are signed with',
          type: { type: 'string', format: 'text', nullable: true },
          update: 'mutable',
        },
        jwksUri: {
          label: 'Address of the Keys',
          description: 'Where the JSON Web Key Set is instead; while there is neither no statement of the issuer counts',
          type: { type: 'string', format: 'uri', maxLength: 2048, nullable: true },
          update: 'mutable',
        },
      },
    },
  },
]

export const clientRegistrationDeclaration: ObjectDeclaration = {
  name: 'ClientRegistration',
  kind: 'singleton',
  description: 'What clients may be that register themselves, and how long they live.',
  verbs: ['Get', 'Update'],
  fields: clientRegistrationFields,
  title: 'Client Registration',
  subtitle: 'Rules of dynamic registration and of client metadata documents',
  sections: [
    { title: 'Rules', fields: ['anonymous', 'authorized'] },
    { title: 'Limits', fields: ['anonymousPerHour'] },
    { title: 'Software Statements', fields: ['softwareIssuers'] },
  ],
  menu: { layout: 'Settings', group: 'OpenID Connect', label: 'Client Registration', icon: 'file-badge' },
}
