import type { ObjectDeclaration } from '../../declarations/declaration.ts'
import { settingsFields } from './settings-fields.ts'

export const accountSettingsDeclaration: ObjectDeclaration = {
  name: 'AccountSettings',
  kind: 'singleton',
  description: 'What the caller says of themselves',
  verbs: ['Get', 'Update'],
  title: 'Settings',
  subtitle: 'Your name, language and time zone, as applications see them',
  fields: Object.fromEntries(settingsFields.map(({ field, declaration }) => [field, plain(declaration)])),
  sections: [{ title: 'Settings', fields: settingsFields.map(({ field }) => field) }],
  menu: { layout: 'Account', label: 'Settings', icon: 'settings' },
}

/** There is one object, so there is nothing to search. */
function plain({
  indexed: _indexed,
  searched: _searched,
  ...declaration
}: ObjectDeclaration['fields'][string]): ObjectDeclaration['fields'][string] {
  return declaration
}
