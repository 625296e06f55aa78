import type { ObjectDeclaration } from '../../declarations/declaration.ts'

export const scopeDeclaration: ObjectDeclaration = {
  name: 'Scope',
  kind: 'object',
  description: 'A scope of your own that clients may ask for, beside those of OpenID Connect',
  verbs: ['Get', 'Create', 'Update', 'Destroy', 'Query'],
  title: 'Scope',
  subtitle: 'Once it is removed nobody can be granted it any more',
  fields: {
    name: {
      label: 'Name',
      description: 'What clients send and tokens hold; visible ASCII without blanks, quotation marks and backslashes',
      type: { type: 'string', format: 'string', minLength: 1, maxLength: 200 },
      update: 'immutable',
      indexed: true,
      searched: true,
      placeholder: 'calendar.read',
    },
    description: {
      label: 'Description',
      description: 'What people read on the consent page',
      type: { type: 'string', format: 'string', minLength: 1, maxLength: 200 },
      update: 'mutable',
      searched: true,
      placeholder: 'See your calendar',
    },
    createdAt: {
      label: 'Created At',
      description: 'When the scope was created',
      type: { type: 'utcDateTime' },
      update: 'serverSet',
      indexed: true,
    },
  },
  sections: [{ title: 'Scope', fields: ['name', 'description', 'createdAt'] }],
  list: {
    title: 'Scopes',
    subtitle: 'What clients may ask for beside the scopes of OpenID Connect',
    labelProperty: 'name',
    singularName: 'scope',
    pluralName: 'scopes',
    columns: ['name', 'description', 'createdAt'],
    filters: ['text', 'name'],
  },
  naturalKey: 'name',
  menu: { layout: 'Management', group: 'Directory', label: 'Scopes', icon: 'list-checks' },
}
