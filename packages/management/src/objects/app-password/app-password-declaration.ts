import type { ObjectDeclaration } from '../../declarations/declaration.ts'
import { credentialFields, credentialSections } from '../access-credential/credential-fields.ts'

export const appPasswordDeclaration: ObjectDeclaration = {
  name: 'AppPassword',
  kind: 'object',
  description: 'A password for one program that can only send a name and a password; no sign-in page accepts it',
  verbs: ['Get', 'Create', 'Update', 'Destroy', 'Query'],
  title: 'App password',
  subtitle: 'A program sends it with your user name in place of your password',
  fields: credentialFields({
    label: 'App password',
    description: 'The password itself; it is shown once, when it is created',
  }),
  sections: credentialSections('App password'),
  list: {
    title: 'App passwords',
    subtitle: 'Passwords for programs that call management as you',
    labelProperty: 'description',
    singularName: 'app password',
    pluralName: 'app passwords',
    columns: ['description', 'createdAt', 'expiresAt'],
    filters: ['text', 'expiresAt'],
  },
  menu: { layout: 'Account', label: 'App passwords', icon: 'lock-keyhole' },
}
