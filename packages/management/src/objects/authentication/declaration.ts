import type { GrantsAtLogout } from '@latchkey/core'
import type { EnumDeclaration, Fields, ObjectDeclaration } from '../../declarations/declaration.ts'
import { enumOf } from '../audit-event/origin-fields.ts'
import { selfRegistrationEnums, selfRegistrationFields } from './self-registration-fields.ts'

const grantsAtLogout: Readonly<Record<GrantsAtLogout, { readonly label: string; readonly explanation: string }>> = {
  keep: { label: 'Keep all', explanation: 'What clients got goes on until it expires' },
  'revoke-online': {
    label: 'Revoke what needs the person',
    explanation: 'Grants of sign-ins without offline_access end; those with it, of plain OAuth and of devices go on',
  },
  revoke: { label: 'Revoke all', explanation: 'Every grant that was made in the session ends' },
}

export const authenticationEnums: readonly EnumDeclaration[] = [
  enumOf('GrantsAtLogout', grantsAtLogout),
  ...selfRegistrationEnums,
]

const minute = 60 * 1000
const day = 24 * 60 * minute

/** Most credentials of one kind that an account can be allowed. */
const mostCredentials = 1000

export const authenticationFields = {
  passwordMinLength: {
    label: 'Minimum Length',
    description: 'Characters that a new password needs at least',
    type: { type: 'number', format: 'unsignedInteger', min: 8, max: 64 },
    default: 8,
    update: 'mutable',
  },
  passwordMaxLength: {
    label: 'Maximum Length',
    description: 'Characters that a new password may have at most',
    type: { type: 'number', format: 'unsignedInteger', min: 64, max: 512 },
    default: 256,
    update: 'mutable',
  },
  maxApiKeys: {
    label: 'API Keys',
    description: 'API keys that one account may have',
    type: { type: 'number', format: 'unsignedInteger', max: mostCredentials },
    default: 5,
    update: 'mutable',
  },
  maxAppPasswords: {
    label: 'App Passwords',
    description: 'App passwords that one account may have',
    type: { type: 'number', format: 'unsignedInteger', max: mostCredentials },
    default: 5,
    update: 'mutable',
  },
  defaultUserRoleIds: {
    label: 'Default Roles',
    description: 'Roles of accounts that have none of their own, in place of the built-in role of users',
    type: { type: 'set', class: { type: 'objectId', objectName: 'x:Role' } },
    update: 'mutable',
  },
  sessionExpiry: {
    label: 'Session',
    description: 'Time after which a browser must sign in again, used or not',
    // Browsers keep no cookie longer than 400 days.
    type: { type: 'number', format: 'duration', min: minute, max: 400 * day },
    default: 14 * day,
    update: 'mutable',
  },
  revokeGrantsOnLogout: {
    label: 'Grants at Sign-out',
    description: 'What becomes of the grants of a session when it ends, by signing out or by an administrator',
    type: { type: 'enum', enumName: 'GrantsAtLogout' },
    default: 'revoke-online',
    update: 'mutable',
  },
  managementSignInAge: {
    label: 'Sign-in for Changes',
    description:
      'How long ago people may have signed in who change something here with an access token; without a value any time ago',
    type: { type: 'number', format: 'duration', min: minute, max: 400 * day, nullable: true },
    default: null,
    update: 'mutable',
  },
  ...selfRegistrationFields,
} as const satisfies Fields

export const authenticationDeclaration: ObjectDeclaration = {
  name: 'Authentication',
  kind: 'singleton',
  description: 'How people and programs prove who they are, and for how long that counts.',
  verbs: ['Get', 'Update'],
  fields: authenticationFields,
  title: 'Authentication',
  subtitle: 'Passwords, credentials and sessions',
  sections: [
    { title: 'Passwords', fields: ['passwordMinLength', 'passwordMaxLength'] },
    { title: 'Further Credentials', fields: ['maxApiKeys', 'maxAppPasswords'] },
    { title: 'Sessions', fields: ['sessionExpiry', 'revokeGrantsOnLogout', 'managementSignInAge'] },
    { title: 'Permissions', fields: ['defaultUserRoleIds'] },
    { title: 'Accounts That People Create for Themselves', fields: Object.keys(selfRegistrationFields) },
  ],
  menu: { layout: 'Settings', group: 'Authentication', label: 'General', icon: 'fingerprint' },
}
