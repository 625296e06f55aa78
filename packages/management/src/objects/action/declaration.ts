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
  RotateKeys: variant('RotateKeys', 'Rotate a signing key', {
    algorithm: given('Algorithm', 'Of the key that is replaced; empty: the primary key', {
      type: 'enum',
      enumName: 'SigningKeyAlgorithm',
      nullable: true,
    }),
    kid: answered('Key id', 'The key that signs from now on', text),
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
export const actionEmbedded: readonly EmbeddedDeclaration[] = []

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
