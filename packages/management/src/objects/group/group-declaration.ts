import type { ObjectDeclaration } from '../../declarations/declaration.ts'

export const groupDeclaration: ObjectDeclaration = {
  name: 'Group',
  kind: 'object',
  description: 'People who belong together; relying parties get its name in the groups claim',
  verbs: ['Get', 'Create', 'Update', 'Destroy', 'Query'],
  title: 'Group',
  subtitle: 'Its members are said at their accounts',
  fields: {
    name: {
      label: 'Name',
      description: 'Value in the groups claim; unique without regard to case',
      type: { type: 'string', format: 'string', minLength: 1, maxLength: 200 },
      update: 'mutable',
      indexed: true,
      searched: true,
      placeholder: 'staff',
    },
    description: {
      label: 'Description',
      description: 'What the group is for',
      type: { type: 'string', format: 'string', maxLength: 1000, nullable: true },
      update: 'mutable',
      searched: true,
    },
    roleIds: {
      label: 'Roles',
      description: 'Roles that its members have besides their own',
      type: { type: 'set', class: { type: 'objectId', objectName: 'x:Role' } },
      update: 'mutable',
      indexed: true,
    },
    createdAt: {
      label: 'Created',
      description: 'When the group was created',
      type: { type: 'utcDateTime' },
      update: 'serverSet',
      indexed: true,
    },
  },
  sections: [{ title: 'Group', fields: ['name', 'description', 'roleIds', 'createdAt'] }],
  list: {
    title: 'Groups',
    subtitle: 'People who belong together',
    labelProperty: 'name',
    singularName: 'group',
    pluralName: 'groups',
    columns: ['name', 'description', 'createdAt'],
    filters: ['text', 'name'],
  },
  naturalKey: 'name',
  menu: { layout: 'Management', group: 'Directory', label: 'Groups', icon: 'users' },
}
