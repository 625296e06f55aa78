import type { ObjectDeclaration } from '../../declarations/declaration.ts'

const serverSet = { update: 'serverSet' } as const
const indexed = { update: 'serverSet', indexed: true } as const

export const sessionDeclaration: ObjectDeclaration = {
  name: 'Session',
  kind: 'object',
  description: 'A browser in which somebody is signed in. Removing it signs the browser out.',
  verbs: ['Get', 'Destroy', 'Query'],
  fields: {
    accountId: {
      label: 'Account',
      description: 'Who is signed in',
      type: { type: 'objectId', objectName: 'x:Account' },
      ...indexed,
    },
    accountName: {
      label: 'User name',
      description: 'Name of the account',
      type: { type: 'string', format: 'string', nullable: true },
      ...serverSet,
    },
    createdAt: {
      label: 'Began',
      description: 'When the session began',
      type: { type: 'utcDateTime' },
      ...serverSet,
    },
    authTime: {
      label: 'Signed in',
      description: 'When the person last proved who they are',
      type: { type: 'utcDateTime' },
      ...serverSet,
    },
    acr: {
      label: 'Authentication context',
      description: 'What the sign-in was worth',
      type: { type: 'string', format: 'string' },
      ...serverSet,
    },
    amr: {
      label: 'Authentication methods',
      description: 'How the person proved who they are',
      type: { type: 'set', class: { type: 'string', format: 'string' } },
      ...serverSet,
    },
    expiresAt: { label: 'Ends', description: 'When the session ends', type: { type: 'utcDateTime' }, ...serverSet },
  },
  title: 'Session',
  sections: [
    { title: 'Person', fields: ['accountId', 'accountName'] },
    { title: 'Sign-in', fields: ['createdAt', 'authTime', 'expiresAt', 'acr', 'amr'] },
  ],
  list: {
    title: 'Sessions',
    subtitle: 'Browsers in which somebody is signed in',
    labelProperty: 'accountName',
    singularName: 'session',
    pluralName: 'sessions',
    columns: ['accountName', 'createdAt', 'authTime', 'expiresAt', 'acr'],
    filters: ['accountId'],
    sort: ['createdAt'],
  },
  menu: { layout: 'Management', group: 'Directory', label: 'Sessions', icon: 'monitor-smartphone' },
}
