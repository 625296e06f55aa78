import type { SchemaDocument } from '@latchkey/management/schema'

const mutable = { description: 'For tests', update: 'mutable' } as const
const text = { type: 'string', format: 'string' } as const

/** A small schema document with a field of each type. */
export const sampleSchema: SchemaDocument = {
  objects: {
    'x:Thing': {
      type: 'object',
      description: 'A thing',
      permissionPrefix: 'sysThing',
      verbs: ['Get', 'Create', 'Update', 'Destroy', 'Query'],
      naturalKey: 'name',
    },
    'x:OidcProvider': {
      type: 'singleton',
      description: 'Settings',
      permissionPrefix: 'sysOidcProvider',
      verbs: ['Get', 'Update'],
    },
    'x:oidc-provider': {
      type: 'singleton',
      description: 'Settings',
      permissionPrefix: 'sysOidcProvider',
      verbs: ['Get', 'Update'],
      aliasOf: 'x:OidcProvider',
    },
    'x:Account': { type: 'object', description: 'Accounts', permissionPrefix: 'sysAccount', verbs: ['Get', 'Create', 'Query'] },
    'x:Account/User': { type: 'view', objectName: 'x:Account' },
  },
  schemas: {
    'x:Thing': { type: 'single', schemaName: 'x:Thing' },
    'x:OidcProvider': { type: 'single', schemaName: 'x:OidcProvider' },
    'x:Account': {
      type: 'multiple',
      variants: [
        { name: 'User', label: 'Person', schemaName: 'x:AccountUser' },
        { name: 'Group', label: 'Group', schemaName: 'x:AccountGroup' },
      ],
    },
    'x:SecretKey': {
      type: 'multiple',
      variants: [
        { name: 'Value', label: 'Secret value', schemaName: 'x:SecretKeyValue' },
        { name: 'File', label: 'Secret read from file', schemaName: 'x:SecretKeyFile' },
        { name: 'None', label: 'No secret' },
      ],
    },
    'x:Part': { type: 'single', schemaName: 'x:Part' },
  },
  fields: {
    'x:Thing': {
      properties: {
        name: { ...mutable, type: text },
        note: { ...mutable, type: { ...text, nullable: true } },
        count: { ...mutable, type: { type: 'number', format: 'unsignedInteger', min: 1, max: 9 } },
        ratio: { ...mutable, type: { type: 'number', format: 'float' } },
        life: { ...mutable, type: { type: 'number', format: 'duration' } },
        isOpen: { ...mutable, type: { type: 'boolean' } },
        colour: { ...mutable, type: { type: 'enum', enumName: 'Colour' } },
        endsAt: { ...mutable, type: { type: 'utcDateTime', nullable: true } },
        ownerId: { ...mutable, type: { type: 'objectId', objectName: 'x:Account', nullable: true } },
        uris: { ...mutable, type: { type: 'set', class: { type: 'string', format: 'uri' } } },
        key: { ...mutable, type: { type: 'object', objectName: 'x:SecretKey' } },
        parts: { ...mutable, type: { type: 'objectList', objectName: 'x:Part' } },
        limits: { ...mutable, type: { type: 'map', keyClass: text, valueClass: { type: 'number', format: 'duration' } } },
        createdAt: { ...mutable, update: 'serverSet', type: { type: 'utcDateTime' } },
      },
      defaults: { life: 3_600_000 },
    },
    'x:OidcProvider': {
      properties: {
        accessTokenExpiry: { ...mutable, type: { type: 'number', format: 'duration' } },
        encryptionKey: { ...mutable, type: { type: 'object', objectName: 'x:SecretKey' } },
      },
    },
    'x:AccountUser': {
      properties: { name: { ...mutable, type: text }, isAdministrator: { ...mutable, type: { type: 'boolean' } } },
    },
    'x:AccountGroup': { properties: { name: { ...mutable, type: text } } },
    'x:SecretKeyValue': { properties: { secret: { ...mutable, type: { type: 'string', format: 'secret' } } } },
    'x:SecretKeyFile': { properties: { filePath: { ...mutable, type: text } } },
    'x:Part': {
      properties: { title: { ...mutable, type: text }, size: { ...mutable, type: { type: 'number', format: 'integer' } } },
    },
  },
  forms: {
    'x:Thing': {
      title: 'Thing',
      sections: [
        {
          title: 'What',
          fields: [
            { name: 'name', label: 'Name' },
            { name: 'colour', label: 'Colour' },
            { name: 'isOpen', label: 'Is open' },
          ],
        },
        {
          title: 'Rest',
          fields: [
            { name: 'life', label: 'Life' },
            { name: 'key', label: 'Key' },
            { name: 'uris', label: 'Addresses' },
            { name: 'ownerId', label: 'Owner' },
          ],
        },
      ],
    },
    'x:Part': {
      sections: [
        {
          fields: [
            { name: 'title', label: 'Title' },
            { name: 'size', label: 'Size' },
          ],
        },
      ],
    },
  },
  lists: {
    'x:Account': {
      title: 'Accounts',
      subtitle: '',
      labelProperty: 'name',
      singularName: 'account',
      pluralName: 'accounts',
      columns: [{ name: 'name', label: 'Name' }],
      filters: [],
    },
  },
  enums: {
    Colour: [
      { name: 'red', label: 'Dark red' },
      { name: 'green', label: 'Green' },
    ],
  },
  dashboards: [],
  layouts: [],
}
