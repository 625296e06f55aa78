import type { SchemaDocument } from '@latchkey/management/schema'

/** A schema document with one of everything that the console tells apart. */
export const sampleSchema: SchemaDocument = {
  objects: {
    'x:Provider': { type: 'singleton', description: 'Settings', permissionPrefix: 'sysProvider', verbs: ['Get', 'Update'] },
    'x:Client': {
      type: 'object',
      description: 'Apps',
      permissionPrefix: 'sysClient',
      verbs: ['Get', 'Query', 'Create', 'Update', 'Destroy'],
    },
    'x:ApiKey': { type: 'object', description: 'Keys', permissionPrefix: 'sysApiKey', verbs: ['Get', 'Query', 'Create'] },
  },
  schemas: {
    'x:Provider': { type: 'single', schemaName: 'x:Provider' },
    'x:Client': { type: 'single', schemaName: 'x:Client' },
    'x:ApiKey': { type: 'single', schemaName: 'x:Client' },
    'x:Key': {
      type: 'multiple',
      variants: [
        { name: 'None', label: 'None' },
        { name: 'Value', label: 'Value', schemaName: 'x:KeyValue' },
      ],
    },
  },
  fields: {
    'x:Provider': {
      properties: {
        expiry: { description: 'How long', type: { type: 'number', format: 'duration' }, update: 'mutable' },
        key: { description: 'Which key', type: { type: 'object', objectName: 'x:Key' }, update: 'mutable' },
        madeAt: { description: 'When', type: { type: 'utcDateTime' }, update: 'serverSet' },
      },
      defaults: { expiry: 600_000 },
    },
    'x:Client': {
      properties: {
        name: { description: 'Name', type: { type: 'string', format: 'string', nullable: true }, update: 'mutable' },
        isOff: { description: 'Off', type: { type: 'boolean' }, update: 'mutable' },
        uris: { description: 'Where', type: { type: 'set', class: { type: 'string', format: 'uri' } }, update: 'mutable' },
      },
    },
    'x:KeyValue': {
      properties: { secret: { description: 'Secret', type: { type: 'string', format: 'secret' }, update: 'mutable' } },
    },
  },
  forms: {
    'x:Provider': {
      title: 'Provider',
      sections: [
        {
          title: 'Main',
          fields: [
            { name: 'expiry', label: 'Expiry' },
            { name: 'key', label: 'Key' },
            { name: 'madeAt', label: 'Made' },
            { name: 'unknown', label: 'Nothing' },
          ],
        },
      ],
    },
    'x:Client': {
      sections: [
        {
          fields: [
            { name: 'name', label: 'Name' },
            { name: 'isOff', label: 'Off' },
            { name: 'uris', label: 'Addresses' },
          ],
        },
      ],
    },
    'x:KeyValue': { sections: [{ fields: [{ name: 'secret', label: 'Secret' }] }] },
  },
  lists: {},
  enums: {},
  dashboards: [],
  layouts: [
    {
      name: 'Settings',
      icon: 'a',
      items: [
        {
          container: {
            name: 'Sign-in & keys',
            icon: 'b',
            items: [{ type: 'link', name: 'The Provider', viewName: 'x:Provider' }],
          },
        },
      ],
    },
    {
      name: 'Management',
      icon: 'a',
      items: [{ link: { name: 'Clients', viewName: 'x:Client' } }, { link: { name: 'Gone', viewName: 'x:Gone' } }],
    },
    { name: 'Account', icon: 'a', items: [{ link: { name: 'API keys', viewName: 'x:ApiKey' } }] },
  ],
}
