import type { AuditEvent, AuditKind } from '@latchkey/core'
import type { EnumDeclaration, FieldDeclaration, ObjectDeclaration } from '../../declarations/declaration.ts'
import { enumOf, originEnums, originFields } from './origin-fields.ts'

const kinds: Readonly<Record<AuditKind, { readonly label: string; readonly explanation?: string; readonly color?: string }>> = {
  call: { label: 'Management call', explanation: 'A method of the management API was called' },
  change: { label: 'Change', explanation: 'An object was created, changed or removed; its revision tells how' },
  'sign-in': { label: 'Sign-in' },
  'sign-in-refused': { label: 'Refused sign-in', color: 'orange' },
  consent: { label: 'Consent', explanation: 'A person allowed what a client asked for' },
  'consent-denied': { label: 'Denied consent' },
  'consent-withdrawn': { label: 'Withdrawn consent', explanation: 'A person took back what they had allowed a client' },
  grant: { label: 'Grant', explanation: 'A client got what it was allowed' },
  revocation: { label: 'Revocation', explanation: 'A grant was revoked, with all tokens of it' },
  'session-end': { label: 'End of a session' },
  backup: { label: 'Backup', explanation: 'Everything was read out into a file' },
  restore: { label: 'Restoration', explanation: 'Everything was read in from a backup' },
}

const outcomes: Readonly<Record<AuditEvent['outcome'], { readonly label: string; readonly color?: string }>> = {
  done: { label: 'Done', color: 'green' },
  refused: { label: 'Refused', color: 'red' },
}

export const auditEventEnums: readonly EnumDeclaration[] = [
  enumOf('AuditKind', kinds),
  enumOf('AuditOutcome', outcomes),
  ...originEnums,
]

const serverSet = { update: 'serverSet' } as const
const indexed = { update: 'serverSet', indexed: true } as const
const text = { type: 'string', format: 'string', nullable: true } as const

function found(label: string, description: string, type: FieldDeclaration['type']): FieldDeclaration {
  return { label, description, type, ...indexed }
}

function shown(label: string, description: string, type: FieldDeclaration['type']): FieldDeclaration {
  return { label, description, type, ...serverSet }
}

export const auditEventDeclaration: ObjectDeclaration = {
  name: 'AuditEvent',
  kind: 'object',
  description:
    'Something that happened: who did what to which object, when, from where, through what. Events form a chain of hashes, so that a later change of one is found. They are kept until the database is removed.',
  verbs: ['Get', 'Query'],
  fields: {
    at: found('Time', 'When it happened', { type: 'utcDateTime' }),
    kind: found('Kind', 'What happened', { type: 'enum', enumName: 'AuditKind' }),
    outcome: found('Outcome', 'Whether it was done or refused', { type: 'enum', enumName: 'AuditOutcome' }),
    ...originFields,
    through: { ...originFields.through, indexed: true },
    address: { ...originFields.address, indexed: true },
    traceId: found('Trace', 'The run of the protocol that it belongs to', {
      type: 'objectId',
      objectName: 'x:Trace',
      nullable: true,
    }),
    objectName: found('Object', 'Type of the object concerned', text),
    objectId: found('Object id', 'Id of the object concerned', text),
    method: shown('Method', 'Method of a management call', text),
    accountId: found('Account', 'The account that it happened to or for', {
      type: 'objectId',
      objectName: 'x:Account',
      nullable: true,
    }),
    clientId: found('Client', 'Client id of the client that it happened to or for', text),
    grantId: shown('Grant', 'The grant concerned', { type: 'objectId', objectName: 'x:Grant', nullable: true }),
    sessionId: shown('Session', 'The session concerned', { type: 'objectId', objectName: 'x:Session', nullable: true }),
    revision: shown('Revision', 'The revision of a change', { type: 'objectId', objectName: 'x:Revision', nullable: true }),
    reason: shown('Reason', 'Why it was refused, revoked or ended', text),
    sequence: shown('Sequence', 'Place in the chain, from 1', { type: 'number', format: 'unsignedInteger' }),
    previousHash: shown('Hash before', 'Hash of the event before', { type: 'string', format: 'string' }),
    hash: shown('Hash', 'SHA-256 over the hash before and this event', { type: 'string', format: 'string' }),
  },
  title: 'Audit event',
  sections: [
    { title: 'What', fields: ['at', 'kind', 'outcome', 'reason', 'method', 'objectName', 'objectId', 'revision'] },
    { title: 'Who', fields: ['actorKind', 'actor', 'actorName', 'through', 'address', 'credential'] },
    { title: 'Concerned', fields: ['accountId', 'clientId', 'grantId', 'sessionId', 'traceId'] },
    { title: 'Chain', fields: ['sequence', 'previousHash', 'hash'] },
  ],
  list: {
    title: 'Audit log',
    subtitle: 'Who did what, newest first',
    labelProperty: 'kind',
    singularName: 'audit event',
    pluralName: 'audit events',
    columns: ['at', 'kind', 'outcome', 'actor', 'actorName', 'through', 'address', 'objectName', 'objectId'],
    filters: [
      'at',
      'kind',
      'outcome',
      'actor',
      'objectName',
      'objectId',
      'accountId',
      'clientId',
      'address',
      'through',
      'traceId',
    ],
    sort: ['at', 'sequence'],
  },
  menu: { layout: 'Management', group: 'Journal', label: 'Audit log', icon: 'scroll-text' },
}
