import type { EmbeddedDeclaration, FieldDeclaration, FieldType, ObjectDeclaration } from '../../src/declarations/declaration.ts'
import { declarationRegistry } from '../../src/declarations/registry.ts'
import type { JsonObject } from '../../src/ports/json.ts'

/** A field of this type. */
export function field(type: FieldType, more: Partial<FieldDeclaration> = {}): FieldDeclaration {
  return { label: 'Label', description: 'Description', type, update: 'mutable', ...more }
}

const secretSource: EmbeddedDeclaration = {
  name: 'x:Source',
  description: 'Where a secret comes from',
  shape: {
    variants: [
      {
        name: 'Value',
        label: 'Value',
        schemaName: 'x:SourceValue',
        fields: { secret: field({ type: 'string', format: 'secret', minLength: 4 }) },
      },
      {
        name: 'File',
        label: 'File',
        schemaName: 'x:SourceFile',
        fields: {
          path: field({ type: 'string', format: 'string' }),
          reload: field({ type: 'boolean' }, { default: true }),
        },
      },
      { name: 'None', label: 'None', fields: {} },
    ],
  },
}

const contact: EmbeddedDeclaration = {
  name: 'x:Contact',
  description: 'Somebody',
  shape: {
    fields: {
      email: field({ type: 'string', format: 'emailAddress' }),
      roleId: field({ type: 'objectId', objectName: 'x:Role', nullable: true }),
    },
  },
}

const credential: EmbeddedDeclaration = {
  name: 'x:Credential',
  description: 'Something with an id of its own',
  shape: {
    fields: {
      credentialId: field({ type: 'string', format: 'string' }, { update: 'serverSet' }),
      kind: field({ type: 'enum', enumName: 'Colour' }, { update: 'immutable' }),
      secret: field({ type: 'string', format: 'secret' }),
    },
  },
}

export const registry = declarationRegistry({
  embedded: [secretSource, contact, credential],
  enums: [
    {
      name: 'Colour',
      values: [
        { name: 'red', label: 'Red' },
        { name: 'green', label: 'Green' },
      ],
    },
  ],
})

/** An object with a field of every type. */
export const sample: ObjectDeclaration = {
  name: 'Sample',
  kind: 'object',
  description: 'An object with everything',
  verbs: ['Get', 'Create', 'Update', 'Destroy', 'Query'],
  fields: {
    name: field({ type: 'string', format: 'string', minLength: 2, maxLength: 20 }, { indexed: true, searched: true }),
    code: field({ type: 'string', format: 'string' }, { update: 'immutable', default: 'c' }),
    note: field({ type: 'string', format: 'text', nullable: true }, { searched: true }),
    isOn: field({ type: 'boolean' }, { default: false, indexed: true }),
    count: field({ type: 'number', format: 'unsignedInteger', min: 1, max: 10 }, { default: 3, indexed: true }),
    delta: field({ type: 'number', format: 'integer' }, { default: 0 }),
    share: field({ type: 'number', format: 'float', nullable: true }),
    expiry: field({ type: 'number', format: 'duration', max: 86_400_000 }, { default: '10m' }),
    grace: field({ type: 'number', format: 'duration', min: 0 }, { default: 0 }),
    endsAt: field({ type: 'utcDateTime', nullable: true }, { indexed: true }),
    colour: field({ type: 'enum', enumName: 'Colour' }, { default: 'red', indexed: true }),
    ownerId: field({ type: 'objectId', objectName: 'x:Account', nullable: true }),
    roleIds: field({ type: 'set', class: { type: 'objectId', objectName: 'x:Role' } }, { indexed: true }),
    uris: field({ type: 'set', class: { type: 'string', format: 'uri' }, maxItems: 3 }, { indexed: true, searched: true }),
    labels: field({
      type: 'map',
      keyClass: { type: 'string', format: 'string' },
      valueClass: { type: 'string', format: 'string' },
    }),
    source: field({ type: 'object', objectName: 'x:Source' }, { default: { '@type': 'None' } }),
    owner: field({ type: 'object', objectName: 'x:Contact', nullable: true }),
    contacts: field({ type: 'objectList', objectName: 'x:Contact', maxItems: 3 }),
    credentials: field({ type: 'objectList', objectName: 'x:Credential' }),
    secret: field({ type: 'string', format: 'secret', nullable: true }),
    createdAt: field({ type: 'utcDateTime' }, { update: 'serverSet', indexed: true }),
  },
  title: 'Sample',
  sections: [{ fields: ['name', 'code'] }],
  list: {
    title: 'Samples',
    subtitle: 'All samples',
    labelProperty: 'name',
    singularName: 'sample',
    pluralName: 'samples',
    columns: ['name', 'count'],
    filters: ['text', 'name', 'isOn', 'count', 'endsAt', 'colour', 'roleIds'],
  },
  naturalKey: 'name',
  menu: { layout: 'Management', label: 'Samples' },
}

/** A sample as it is stored, complete. */
export const stored: JsonObject = {
  name: 'first',
  code: 'c1',
  note: null,
  isOn: false,
  count: 3,
  delta: 0,
  share: null,
  expiry: 600_000,
  grace: 0,
  endsAt: null,
  colour: 'red',
  ownerId: null,
  roleIds: { r1: true },
  uris: { 'https://app.example/cb': true },
  labels: { site: 'north' },
  source: { '@type': 'Value', secret: '****' },
  owner: null,
  contacts: { 0: { email: 'a@example.com', roleId: null }, 1: { email: 'b@example.com', roleId: 'r1' } },
  credentials: {
    0: { credentialId: 'k1', kind: 'red', secret: '****' },
    1: { credentialId: 'k2', kind: 'green', secret: '****' },
  },
  secret: '****',
  createdAt: '2026-01-01T00:00:00Z',
}
