import type { EmbeddedDeclaration, EnumDeclaration, ObjectDeclaration } from '../../declarations/declaration.ts'
import { enumOf, originEnums, originFields } from '../audit-event/origin-fields.ts'

export const revisionEnums: readonly EnumDeclaration[] = [
  enumOf('RevisionKind', {
    created: { label: 'Created' },
    updated: { label: 'Changed' },
    destroyed: { label: 'Removed' },
  }),
  ...originEnums,
]

const text = { type: 'string', format: 'text', nullable: true } as const
const serverSet = { update: 'serverSet' } as const
const indexed = { update: 'serverSet', indexed: true } as const

export const revisionEmbedded: readonly EmbeddedDeclaration[] = [
  {
    name: 'x:FieldChange',
    description: 'A field of an object before and after a change.',
    shape: {
      fields: {
        field: {
          label: 'Field',
          description: 'Path of the field',
          type: { type: 'string', format: 'string' },
          ...serverSet,
        },
        before: { label: 'Before', description: 'What it was; JSON unless it is a text', type: text, ...serverSet },
        after: { label: 'After', description: 'What it became; JSON unless it is a text', type: text, ...serverSet },
      },
    },
  },
]

export const revisionDeclaration: ObjectDeclaration = {
  name: 'Revision',
  kind: 'object',
  description:
    'One change of one object, with what it was before and after. Secrets are masks; that one changed is said by its name.',
  verbs: ['Get', 'Query'],
  fields: {
    number: {
      label: 'Number',
      description: 'Number of the revision; later ones are greater',
      type: { type: 'number', format: 'unsignedInteger' },
      ...serverSet,
    },
    at: { label: 'Time', description: 'When it was made', type: { type: 'utcDateTime' }, ...indexed },
    ...originFields,
    object: {
      label: 'Object',
      description: 'Type of the object that changed',
      type: { type: 'string', format: 'string' },
      ...indexed,
    },
    objectId: {
      label: 'Object id',
      description: 'Id of the object that changed',
      type: { type: 'string', format: 'string' },
      ...indexed,
    },
    label: {
      label: 'Name',
      description: 'How people called the object then',
      type: { type: 'string', format: 'string' },
      ...serverSet,
    },
    kind: {
      label: 'Kind',
      description: 'What was done',
      type: { type: 'enum', enumName: 'RevisionKind' },
      ...serverSet,
    },
    fieldChanges: {
      label: 'Fields',
      description: 'The fields that changed',
      type: { type: 'objectList', objectName: 'x:FieldChange' },
      ...serverSet,
    },
    changedSecrets: {
      label: 'Secrets',
      description: 'Paths of secrets that changed',
      type: { type: 'set', class: { type: 'string', format: 'string' } },
      ...serverSet,
    },
    reason: {
      label: 'Reason',
      description: 'What the change was part of',
      type: { type: 'string', format: 'string', nullable: true },
      ...serverSet,
    },
    commit: {
      label: 'Commit',
      description: 'The first revision of those that were made together',
      type: { type: 'objectId', objectName: 'x:Revision' },
      ...serverSet,
    },
  },
  title: 'Revision',
  sections: [
    { title: 'What', fields: ['number', 'at', 'object', 'objectId', 'label', 'kind', 'reason', 'commit'] },
    { title: 'Change', fields: ['fieldChanges', 'changedSecrets'] },
    { title: 'Who', fields: ['actorKind', 'actor', 'actorName', 'through', 'address', 'credential'] },
  ],
  list: {
    title: 'Revisions',
    subtitle: 'Every change of what can be configured, newest first',
    labelProperty: 'number',
    singularName: 'revision',
    pluralName: 'revisions',
    columns: ['number', 'at', 'object', 'label', 'kind', 'actorName', 'through', 'reason'],
    filters: ['object', 'objectId', 'actor', 'at'],
    sort: ['at', 'number'],
  },
  menu: { layout: 'Management', group: 'Journal', label: 'Revisions', icon: 'history' },
}
