import type { EmbeddedDeclaration, ObjectDeclaration } from '../../declarations/declaration.ts'

const serverSet = { update: 'serverSet' } as const
const indexed = { update: 'serverSet', indexed: true } as const

export const grantEmbedded: readonly EmbeddedDeclaration[] = [
  {
    name: 'x:GrantedDetail',
    description: 'One thing that a client may do in detail',
    shape: {
      fields: {
        type: {
          label: 'Type',
          description: 'Which type of authorization details it is of',
          type: { type: 'string', format: 'string' },
          ...serverSet,
        },
        detail: {
          label: 'Detail',
          description: 'All of it, as JSON',
          type: { type: 'string', format: 'text' },
          ...serverSet,
        },
      },
    },
  },
]

export const grantDeclaration: ObjectDeclaration = {
  name: 'Grant',
  kind: 'object',
  description: 'What a client got for an account. Removing it revokes every token that was issued from it at once.',
  verbs: ['Get', 'Destroy', 'Query'],
  fields: {
    accountId: {
      label: 'Account',
      description: 'Who allowed it',
      type: { type: 'objectId', objectName: 'x:Account' },
      ...indexed,
    },
    accountName: {
      label: 'User name',
      description: 'Name of the account',
      type: { type: 'string', format: 'string', nullable: true },
      ...serverSet,
    },
    clientId: {
      label: 'Client',
      description: 'Client id of the client that has it',
      type: { type: 'string', format: 'string' },
      ...indexed,
    },
    scopes: {
      label: 'Scopes',
      description: 'What the client may do',
      type: { type: 'set', class: { type: 'string', format: 'string' } },
      ...serverSet,
    },
    authorizationDetails: {
      label: 'Authorization Details',
      description: 'What the client may do in detail (RFC 9396)',
      type: { type: 'objectList', objectName: 'x:GrantedDetail' },
      ...serverSet,
    },
    sessionId: {
      label: 'Session',
      description: 'The session in which it was allowed; it may have ended since',
      type: { type: 'objectId', objectName: 'x:Session', nullable: true },
      ...indexed,
    },
    vouchedBy: {
      label: 'Vouched By',
      description: 'The trusted issuer whose assertion it came from; none: the person allowed it here',
      type: { type: 'objectId', objectName: 'x:TrustedIssuer', nullable: true },
      ...indexed,
    },
    traceId: {
      label: 'Trace',
      description: 'The run of the protocol in which it came into being',
      type: { type: 'objectId', objectName: 'x:Trace' },
      ...serverSet,
    },
    createdAt: { label: 'Began', description: 'When it was allowed', type: { type: 'utcDateTime' }, ...serverSet },
    expiresAt: {
      label: 'Ends',
      description: 'When nothing that was issued from it is valid any more',
      type: { type: 'utcDateTime' },
      ...serverSet,
    },
  },
  title: 'Grant',
  sections: [
    { title: 'Grant', fields: ['accountId', 'accountName', 'clientId', 'scopes', 'authorizationDetails'] },
    { title: 'Life', fields: ['createdAt', 'expiresAt', 'sessionId', 'vouchedBy', 'traceId'] },
  ],
  list: {
    title: 'Grants',
    subtitle: 'What clients may do for whom',
    labelProperty: 'clientId',
    singularName: 'grant',
    pluralName: 'grants',
    columns: ['clientId', 'accountName', 'scopes', 'createdAt', 'expiresAt'],
    filters: ['accountId', 'clientId', 'sessionId', 'vouchedBy'],
    sort: ['createdAt'],
  },
  menu: { layout: 'Management', group: 'Directory', label: 'Grants', icon: 'handshake' },
}
