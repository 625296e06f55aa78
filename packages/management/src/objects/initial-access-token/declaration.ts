import type { ObjectDeclaration } from '../../declarations/declaration.ts'
import { rulesFields } from '../client-registration/rules-fields.ts'

export const initialAccessTokenDeclaration: ObjectDeclaration = {
  name: 'InitialAccessToken',
  kind: 'object',
  description: 'A token with which somebody without an account here registers clients',
  verbs: ['Get', 'Create', 'Update', 'Destroy', 'Query'],
  title: 'Initial Access Token',
  subtitle: 'Whoever registers sends it as Authorization: Bearer',
  fields: {
    description: {
      label: 'Description',
      description: 'Whom or what it is for',
      type: { type: 'string', format: 'string', minLength: 1, maxLength: 200 },
      update: 'mutable',
      indexed: true,
      searched: true,
      placeholder: 'Build server of the web shop',
    },
    secret: {
      label: 'Token',
      description: 'The token itself; it is shown once, when it is created',
      type: { type: 'string', format: 'secret' },
      update: 'serverSet',
    },
    maxUses: {
      label: 'Uses',
      description: 'How many clients it registers; without a number any',
      type: { type: 'number', format: 'unsignedInteger', min: 1, max: 1_000_000, nullable: true },
      default: 1,
      update: 'mutable',
    },
    uses: {
      label: 'Used',
      description: 'How many clients it has registered',
      type: { type: 'number', format: 'unsignedInteger' },
      update: 'serverSet',
    },
    expiresAt: {
      label: 'Expires',
      description: 'When it stops working; without a date never',
      type: { type: 'utcDateTime', nullable: true },
      update: 'mutable',
      indexed: true,
    },
    ...rulesFields,
    createdAt: {
      label: 'Created',
      description: 'When it was created',
      type: { type: 'utcDateTime' },
      update: 'serverSet',
      indexed: true,
    },
  },
  sections: [
    { title: 'Initial access token', fields: ['description', 'secret', 'createdAt'] },
    { title: 'Limits', fields: ['maxUses', 'uses', 'expiresAt'] },
    { title: 'Clients', fields: Object.keys(rulesFields) },
  ],
  list: {
    title: 'Initial access tokens',
    subtitle: 'Tokens with which others register clients',
    labelProperty: 'description',
    singularName: 'initial access token',
    pluralName: 'initial access tokens',
    columns: ['description', 'uses', 'maxUses', 'expiresAt'],
    filters: ['text', 'expiresAt'],
  },
  menu: { layout: 'Management', group: 'Directory', label: 'Initial Access Tokens', icon: 'ticket' },
}
