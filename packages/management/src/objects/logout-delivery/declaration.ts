import type { LogoutDelivery, LogoutProblem } from '@latchkey/core'
import type { EnumDeclaration, FieldDeclaration, ObjectDeclaration } from '../../declarations/declaration.ts'
import { enumOf } from '../audit-event/origin-fields.ts'

type Labels = { readonly label: string; readonly explanation?: string }

const states: Readonly<Record<LogoutDelivery['state'], Labels>> = {
  waiting: { label: 'Waiting', explanation: 'It is being sent, or will be again' },
  delivered: { label: 'Delivered', explanation: 'The client has accepted it' },
  failed: { label: 'Failed', explanation: 'The client was not told, and is not asked again' },
}

const problems: Readonly<Record<LogoutProblem, Labels>> = {
  client_gone: { label: 'Client gone', explanation: 'There is no such client any more' },
  no_address: { label: 'No address', explanation: 'The client has no back-channel logout URI any more' },
  refused: { label: 'Refused', explanation: 'The client answered with status 400' },
  status: { label: 'Not accepted', explanation: 'The client answered with another status than 200 or 204' },
  unreachable: { label: 'Unreachable', explanation: 'No such name, no connection, or TLS failed' },
  too_slow: { label: 'Too slow', explanation: 'No answer came in time' },
  too_large: { label: 'Too long', explanation: 'The answer was longer than any need be' },
  address_not_allowed: {
    label: 'Address not allowed',
    explanation: 'The address is not https, or private and not named by LATCHKEY_FETCH_ALLOW',
  },
  no_encryption_key: { label: 'No key', explanation: 'It wants logout tokens encrypted, and its key cannot be had' },
  failed_here: { label: 'Failed here', explanation: 'This server could not make the logout token; its log says why' },
}

export const logoutDeliveryEnums: readonly EnumDeclaration[] = [
  enumOf('LogoutDeliveryState', states),
  enumOf('LogoutProblem', problems),
]

function shown(label: string, description: string, type: FieldDeclaration['type']): FieldDeclaration {
  return { label, description, type, update: 'serverSet' }
}

const date = { type: 'utcDateTime', nullable: true } as const

export const logoutDeliveryDeclaration: ObjectDeclaration = {
  name: 'LogoutDelivery',
  kind: 'object',
  description:
    'A client that is told by its server that a session has ended. It is tried again until the client answers, for about three hours. Removing it stops that.',
  verbs: ['Get', 'Destroy', 'Query'],
  fields: {
    clientId: {
      ...shown('Client', 'Client id of the client', { type: 'string', format: 'string' }),
      indexed: true,
    },
    sessionId: {
      ...shown('Session', 'The session that has ended', { type: 'objectId', objectName: 'x:Session' }),
      indexed: true,
    },
    accountId: {
      ...shown('Account', 'Who was signed in', { type: 'objectId', objectName: 'x:Account' }),
      indexed: true,
    },
    state: {
      ...shown('State', 'Whether the client knows', { type: 'enum', enumName: 'LogoutDeliveryState' }),
      indexed: true,
    },
    attempts: shown('Attempts', 'How often it was begun to send', { type: 'number', format: 'unsignedInteger' }),
    problem: shown('Problem', 'Why the last attempt failed', { type: 'enum', enumName: 'LogoutProblem', nullable: true }),
    createdAt: shown('Session Ended', 'When the session ended', { type: 'utcDateTime' }),
    nextAttemptAt: shown('Next Attempt', 'When it is sent next', date),
    finishedAt: shown('Finished', 'When it was delivered or given up', date),
  },
  title: 'Logout Delivery',
  sections: [
    { title: 'Whom', fields: ['clientId', 'sessionId', 'accountId'] },
    { title: 'Delivery', fields: ['state', 'attempts', 'problem', 'createdAt', 'nextAttemptAt', 'finishedAt'] },
  ],
  list: {
    title: 'Logout Deliveries',
    subtitle: 'Which clients were told that people have signed out',
    labelProperty: 'clientId',
    singularName: 'logout delivery',
    pluralName: 'logout deliveries',
    columns: ['clientId', 'createdAt', 'state', 'attempts', 'problem', 'nextAttemptAt'],
    filters: ['clientId', 'sessionId', 'accountId', 'state'],
    sort: ['createdAt'],
  },
  menu: { layout: 'Management', group: 'Journal', label: 'Logout Deliveries', icon: 'log-out' },
}
