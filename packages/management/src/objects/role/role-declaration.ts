import { enabledAndDisabled } from '../../access/permission-declarations.ts'
import type { ObjectDeclaration } from '../../declarations/declaration.ts'

export const roleDeclaration: ObjectDeclaration = {
  name: 'Role',
  kind: 'object',
  description: 'A named set of permissions that accounts and groups can have',
  verbs: ['Get', 'Create', 'Update', 'Destroy', 'Query'],
  title: 'Role',
  subtitle: 'What those may do who have it',
  fields: {
    description: {
      label: 'Name',
      description: 'What people call the role; unique without regard to case',
      type: { type: 'string', format: 'string', minLength: 1, maxLength: 200 },
      update: 'mutable',
      indexed: true,
      searched: true,
      placeholder: 'Help desk',
    },
    roleIds: {
      label: 'Extends',
      description: 'Roles whose permissions it has too; no role can extend itself, over others neither',
      type: { type: 'set', class: { type: 'objectId', objectName: 'x:Role' } },
      update: 'mutable',
      indexed: true,
    },
    ...enabledAndDisabled,
    createdAt: {
      label: 'Created',
      description: 'When the role was created',
      type: { type: 'utcDateTime' },
      update: 'serverSet',
      indexed: true,
    },
  },
  sections: [
    { title: 'Role', fields: ['description', 'roleIds', 'createdAt'] },
    { title: 'Permissions', fields: ['enabledPermissions', 'disabledPermissions'] },
  ],
  list: {
    title: 'Roles',
    subtitle: 'Sets of permissions for accounts and groups',
    labelProperty: 'description',
    singularName: 'role',
    pluralName: 'roles',
    columns: ['description', 'createdAt'],
    filters: ['text', 'description'],
  },
  naturalKey: 'description',
  menu: { layout: 'Management', group: 'Directory', label: 'Roles', icon: 'shield-check' },
}
