import type {
  EmbeddedDeclaration,
  EnumDeclaration,
  FieldDeclaration,
  Fields,
  ObjectDeclaration,
  VariantDeclaration,
} from '../../declarations/declaration.ts'
import { signingKeyEnums } from '../signing-key/declaration.ts'

function given(label: string, description: string, type: FieldDeclaration['type']): FieldDeclaration {
  return { label, description, type, update: 'immutable' }
}

function answered(label: string, description: string, type: FieldDeclaration['type']): FieldDeclaration {
  return { label, description, type, update: 'serverSet' }
}

const unsigned = { type: 'number', format: 'unsignedInteger' } as const
const text = { type: 'string', format: 'string' } as const

function variant(name: string, label: string, fields: Fields = {}): VariantDeclaration {
  return Object.keys(fields).length === 0 ? { name, label, fields } : { name, label, schemaName: `x:Action${name}`, fields }
}

/** What can be done; each name is the `@type` of its creation. */
export const actionVariants = {
  ReloadSettings: variant('ReloadSettings', 'Read settings again'),
  PublishKey: variant('PublishKey', 'Publish the next signing key', {
    algorithm: given('Algorithm', 'Of the key that it will replace; empty: the primary key', {
      type: 'enum',
      enumName: 'KeySignatureAlgorithm',
      nullable: true,
    }),
    signsAfter: given('Signs after', 'How long it is published before it signs; empty: a day', {
      type: 'number',
      format: 'duration',
      min: 60_000,
      max: 365 * 24 * 60 * 60 * 1000,
      nullable: true,
    }),
    kid: answered('Key id', 'The key that is published', text),
    signsFrom: answered('Signs from', 'When it begins to sign', { type: 'utcDateTime' }),
  }),
  RotateKeys: variant('RotateKeys', 'Rotate a key', {
    algorithm: given('Algorithm', 'Of the key that is replaced; empty: the primary key', {
      type: 'enum',
      enumName: 'SigningKeyAlgorithm',
      nullable: true,
    }),
    kid: answered('Key id', 'The key that is used from now on', text),
  }),
  PreviewToken: variant('PreviewToken', 'Preview tokens', {
    clientId: given('Client', 'Who would get the tokens', { type: 'objectId', objectName: 'x:OAuthClient' }),
    accountId: given('Account', 'Who would sign in', { type: 'objectId', objectName: 'x:Account' }),
    scope: given(
      'Scope',
      'What would be asked for, separated by blanks; on return what would be granted; empty: all that the client may have',
      {
        type: 'string',
        format: 'string',
        maxLength: 2000,
        nullable: true,
      },
    ),
    idToken: answered('ID Token', 'What the ID token would say, as JSON', { type: 'string', format: 'text' }),
    userinfo: answered('UserInfo', 'What UserInfo would say, as JSON', { type: 'string', format: 'text' }),
    accessToken: answered('Access Token', 'What a JWT access token, or introspection, would say of the person, as JSON', {
      type: 'string',
      format: 'text',
    }),
    claims: answered('Claims', 'Each claim with why it is there', { type: 'objectList', objectName: 'x:PreviewedClaim' }),
  }),
  EndSessions: variant('EndSessions', 'Sign an account out everywhere', {
    accountId: given('Account', 'Whose sessions end and whose grants are revoked', {
      type: 'objectId',
      objectName: 'x:Account',
    }),
    sessions: answered('Sessions', 'How many sessions ended', unsigned),
    grants: answered('Grants', 'How many grants were revoked', unsigned),
  }),
  Rollback: variant('Rollback', 'Put everything back', {
    revision: given('Revision', 'Number of the revision that was the newest one at the time to go back to', {
      type: 'number',
      format: 'unsignedInteger',
      min: 0,
    }),
    created: answered('Created', 'How many objects came back', unsigned),
    updated: answered('Changed', 'How many objects were changed back', unsigned),
    destroyed: answered('Removed', 'How many objects were removed', unsigned),
  }),
  VerifyAudit: variant('VerifyAudit', 'Verify the audit log', {
    intact: answered('Intact', 'Whether the chain of hashes holds', { type: 'boolean' }),
    events: answered('Events', 'How many events hold, from the first one', unsigned),
    headHash: answered('Hash', 'Hash of the last event', { type: 'string', format: 'string', nullable: true }),
    unsealed: answered('Waiting', 'How many events have no place in the chain yet', { ...unsigned, nullable: true }),
    problem: answered('Problem', 'What is wrong, and where', { type: 'string', format: 'string', nullable: true }),
  }),
} as const satisfies Readonly<Record<string, VariantDeclaration>>

export type ActionName = keyof typeof actionVariants

export const actionEnums: readonly EnumDeclaration[] = signingKeyEnums
export const actionEmbedded: readonly EmbeddedDeclaration[] = [
  {
    name: 'x:PreviewedClaim',
    description: 'A claim of a preview, with why it is there',
    shape: {
      fields: {
        place: answered('Place', 'Where it would be: id_token, userinfo or access_token', text),
        claim: answered('Claim', 'Its name', text),
        value: answered('Value', 'Its value as JSON', { type: 'string', format: 'text' }),
        reason: answered('Reason', 'Why it would be there', text),
      },
    },
  },
]

export const actionDeclaration: ObjectDeclaration = {
  name: 'Action',
  kind: 'object',
  description: 'Something to be done once: creating an action does it. Actions are not kept.',
  verbs: ['Get', 'Create', 'Query'],
  variants: Object.values(actionVariants),
  fields: {},
  title: 'Action',
  sections: [],
  list: {
    title: 'Actions',
    subtitle: 'Done when they are created, and not kept',
    labelProperty: 'id',
    singularName: 'action',
    pluralName: 'actions',
    columns: [],
    filters: [],
  },
  menu: { layout: 'Management', group: 'Journal', label: 'Actions', icon: 'zap' },
}
