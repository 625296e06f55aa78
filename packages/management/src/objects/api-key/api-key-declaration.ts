import type { ObjectDeclaration } from '../../declarations/declaration.ts'
import { credentialFields, credentialSections } from '../access-credential/credential-fields.ts'

export const apiKeyDeclaration: ObjectDeclaration = {
  name: 'ApiKey',
  kind: 'object',
  description: 'A key with which a program calls management as you',
  verbs: ['Get', 'Create', 'Update', 'Destroy', 'Query'],
  title: 'API key',
  subtitle: 'A program sends it as Authorization: Bearer',
  fields: credentialFields({
    label: 'API key',
    description: 'The key itself; it is shown once, when it is created',
  }),
  sections: credentialSections('API key'),
  list: {
    title: 'API keys',
    subtitle: 'Keys with which programs call management as you',
    labelProperty: 'description',
    singularName: 'API key',
    pluralName: 'API keys',
    columns: ['description', 'createdAt', 'expiresAt'],
    filters: ['text', 'expiresAt'],
  },
  menu: { layout: 'Account', label: 'API keys', icon: 'key-round' },
}
