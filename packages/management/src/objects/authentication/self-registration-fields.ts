import type { SelfRegistrationPolicy } from '@latchkey/identity'
import type { EnumDeclaration, Fields } from '../../declarations/declaration.ts'
import { enumOf } from '../audit-event/origin-fields.ts'

export type SelfRegistrationMode = 'off' | 'anyone' | 'domains'

const modes: Readonly<Record<SelfRegistrationMode, { readonly label: string; readonly explanation: string }>> = {
  off: { label: 'Nobody', explanation: 'Administrators create all accounts' },
  anyone: { label: 'Anyone', explanation: 'Whoever can open the sign-in page' },
  domains: {
    label: 'Addresses of certain domains',
    explanation: 'Whoever gives an e-mail address of one of the domains; that it is theirs is not proven',
  },
}

const loginNames: Readonly<
  Record<SelfRegistrationPolicy['loginName'], { readonly label: string; readonly explanation: string }>
> = {
  username: { label: 'User name', explanation: 'A name that they choose, without @' },
  email: { label: 'E-mail address', explanation: 'Kept as not verified, since no mail is sent to it' },
}

export const selfRegistrationEnums: readonly EnumDeclaration[] = [
  enumOf('SelfRegistration', modes),
  enumOf('SelfRegistrationLoginName', loginNames),
]

const mostAttempts = 1_000_000

/** Members of `Authentication` about accounts that people create for themselves. */
export const selfRegistrationFields = {
  selfRegistration: {
    label: 'Who May',
    description: 'Who may create an account for themselves on the sign-in page',
    type: { type: 'enum', enumName: 'SelfRegistration' },
    default: 'off',
    update: 'mutable',
  },
  selfRegistrationDomains: {
    label: 'Domains',
    description: 'Domains of which the e-mail address must be one, such as example.com; their subdomains are not included',
    type: { type: 'set', class: { type: 'string', format: 'string', minLength: 1, maxLength: 253 }, maxItems: 100 },
    update: 'mutable',
  },
  selfRegistrationLoginName: {
    label: 'Sign In With',
    description: 'What people sign in with who create their account themselves',
    type: { type: 'enum', enumName: 'SelfRegistrationLoginName' },
    default: 'username',
    update: 'mutable',
  },
  selfRegistrationAsksName: {
    label: 'Ask for the Name',
    description: 'They are asked for the name that others know them by',
    type: { type: 'boolean' },
    default: true,
    update: 'mutable',
  },
  selfRegistrationApproval: {
    label: 'Approval',
    description: 'Such an account is disabled until an administrator enables it',
    type: { type: 'boolean' },
    default: true,
    update: 'mutable',
  },
  selfRegistrationRoleIds: {
    label: 'Roles',
    description: 'Roles of such accounts; none means those that every account has by default',
    type: { type: 'set', class: { type: 'objectId', objectName: 'x:Role' } },
    update: 'mutable',
  },
  selfRegistrationGroupIds: {
    label: 'Groups',
    description: 'Groups that such accounts belong to',
    type: { type: 'set', class: { type: 'objectId', objectName: 'x:Group' } },
    update: 'mutable',
  },
  selfRegistrationsPerNetwork: {
    label: 'Attempts of a Network',
    description: 'Attempts to create an account that one network has in an hour, successful or not',
    type: { type: 'number', format: 'unsignedInteger', min: 1, max: mostAttempts },
    default: 20,
    update: 'mutable',
  },
  selfRegistrationsPerHour: {
    label: 'Accounts an Hour',
    description: 'Accounts that people create for themselves in an hour, all networks together',
    type: { type: 'number', format: 'unsignedInteger', min: 1, max: mostAttempts },
    default: 300,
    update: 'mutable',
  },
} as const satisfies Fields
