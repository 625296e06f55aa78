import { detailFieldKinds, maxDetailTypeLength } from '@latchkey/core'
import type {
  EmbeddedDeclaration,
  EnumDeclaration,
  FieldDeclaration,
  Fields,
  ObjectDeclaration,
} from '../../declarations/declaration.ts'

const maxItems = 50

/** Names of the kinds as people read them. */
const kindLabels = {
  text: 'Text',
  texts: 'List of texts',
  integer: 'Whole number',
  number: 'Number',
  boolean: 'Yes or no',
} as const satisfies Record<(typeof detailFieldKinds)[number], string>

export const authorizationDetailTypeEnums: readonly EnumDeclaration[] = [
  { name: 'DetailFieldKind', values: detailFieldKinds.map((name) => ({ name, label: kindLabels[name] })) },
]

export const authorizationDetailTypeEmbedded: readonly EmbeddedDeclaration[] = [
  {
    name: 'x:DetailField',
    description: 'A member that details of a type have beside those of RFC 9396',
    shape: {
      fields: {
        path: {
          label: 'Path',
          description: 'Name of the member; dots lead into objects',
          type: { type: 'string', format: 'string', minLength: 1, maxLength: 200 },
          update: 'mutable',
          placeholder: 'instructedAmount.currency',
        },
        kind: {
          label: 'Kind',
          description: 'What its value must be',
          type: { type: 'enum', enumName: 'DetailFieldKind' },
          default: 'text',
          update: 'mutable',
        },
        label: {
          label: 'Label',
          description: 'What people read before the value where no text mentions it; without one the path',
          type: { type: 'string', format: 'string', maxLength: 200, nullable: true },
          update: 'mutable',
        },
        values: {
          label: 'Values',
          description: 'The texts that it may have; none means any',
          type: { type: 'set', class: { type: 'string', format: 'string', maxLength: 200 }, maxItems },
          update: 'mutable',
        },
      },
    },
  },
]

function list(label: string, description: string): FieldDeclaration {
  const type = { type: 'set', class: { type: 'string', format: 'string', maxLength: 500 }, maxItems } as const
  return { label, description: `${description}; none means that details do not have the member`, type, update: 'mutable' }
}

function flag(label: string, description: string, isOn: boolean): FieldDeclaration {
  return { label, description, type: { type: 'boolean' }, default: isOn, update: 'mutable' }
}

const members: Fields = {
  actions: list('Actions', 'What actions may hold'),
  locations: list('Locations', 'What locations may hold'),
  datatypes: list('Data Types', 'What datatypes may hold'),
  privileges: list('Privileges', 'What privileges may hold'),
  hasIdentifier: flag('Identifier', 'Whether details may have the member identifier', false),
  fields: {
    label: 'Members',
    description: 'Members beside those; a detail with any other member is refused',
    type: { type: 'objectList', objectName: 'x:DetailField', maxItems },
    update: 'mutable',
  },
  required: {
    label: 'Required',
    description: 'Paths of the members that each detail must have',
    type: { type: 'set', class: { type: 'string', format: 'string', maxLength: 200 }, maxItems: 2 * maxItems },
    update: 'mutable',
  },
}

export const authorizationDetailTypeDeclaration: ObjectDeclaration = {
  name: 'AuthorizationDetailType',
  kind: 'object',
  description: 'A type of authorization details (RFC 9396): what clients may ask for beyond scopes, and how people are asked',
  verbs: ['Get', 'Create', 'Update', 'Destroy', 'Query'],
  title: 'Authorization Detail Type',
  subtitle: 'Clients whose record names the type may send it in authorization_details',
  fields: {
    type: {
      label: 'Type',
      description: 'What type holds in authorization_details; compared exactly',
      type: { type: 'string', format: 'string', minLength: 1, maxLength: maxDetailTypeLength },
      update: 'immutable',
      indexed: true,
      searched: true,
      placeholder: 'payment_initiation',
    },
    texts: {
      label: 'Texts',
      description: 'What people read on the consent page, by language; {path} stands for a member of the detail',
      type: {
        type: 'map',
        keyClass: { type: 'string', format: 'string', minLength: 2, maxLength: 35 },
        valueClass: { type: 'string', format: 'string', minLength: 1, maxLength: 500 },
      },
      update: 'mutable',
      searched: true,
      keyLabel: 'Language',
      valueLabel: 'Text',
    },
    enabled: {
      ...flag('Enabled', 'Whether details of the type are granted, and are in tokens', true),
      indexed: true,
    },
    resourceIds: {
      label: 'Resources',
      description: 'APIs whose tokens may have such details; none means all',
      type: { type: 'set', class: { type: 'objectId', objectName: 'x:Resource' } },
      update: 'mutable',
      indexed: true,
    },
    remembersConsent: flag(
      'Remember Consent',
      'Whether somebody who allowed a detail once is not asked again for the very same one',
      false,
    ),
    ...members,
    createdAt: {
      label: 'Created At',
      description: 'When the type was created',
      type: { type: 'utcDateTime' },
      update: 'serverSet',
      indexed: true,
    },
  },
  sections: [
    { title: 'Type', fields: ['type', 'texts', 'enabled', 'createdAt'] },
    { title: 'Use', fields: ['resourceIds', 'remembersConsent'] },
    { title: 'Members', fields: Object.keys(members) },
  ],
  list: {
    title: 'Authorization detail types',
    subtitle: 'What clients may ask for beyond scopes',
    labelProperty: 'type',
    singularName: 'authorization detail type',
    pluralName: 'authorization detail types',
    columns: ['type', 'enabled', 'createdAt'],
    filters: ['text', 'type', 'enabled'],
  },
  naturalKey: 'type',
  menu: { layout: 'Management', group: 'Directory', label: 'Authorization Detail Types', icon: 'list-tree' },
}
