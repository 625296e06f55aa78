import type { FieldDeclaration, Fields, FormSection } from '../../declarations/declaration.ts'

/** Fields of API keys and app passwords. @param secret what the secret is for */
export function credentialFields(secret: Pick<FieldDeclaration, 'label' | 'description'>): Fields {
  return {
    description: {
      label: 'Description',
      description: 'What it is for',
      type: { type: 'string', format: 'string', minLength: 1, maxLength: 200 },
      update: 'mutable',
      indexed: true,
      searched: true,
      placeholder: 'Backup script',
    },
    secret: { ...secret, type: { type: 'string', format: 'secret' }, update: 'serverSet' },
    expiresAt: {
      label: 'Expires',
      description: 'When it stops working; without a date never',
      type: { type: 'utcDateTime', nullable: true },
      update: 'mutable',
      indexed: true,
    },
    permissions: {
      label: 'Permissions',
      description: 'What it leaves of your permissions',
      type: { type: 'object', objectName: 'x:CredentialPermissions' },
      update: 'mutable',
      default: { '@type': 'Inherit' },
    },
    allowedIps: {
      label: 'Allowed networks',
      description: 'Networks that it can be used from, as 192.0.2.0/24; without any from everywhere',
      type: { type: 'set', class: { type: 'string', format: 'ipNetwork' }, maxItems: 100 },
      update: 'mutable',
    },
    accountId: {
      label: 'Account',
      description: 'Whose it is',
      type: { type: 'objectId', objectName: 'x:Account' },
      update: 'serverSet',
      indexed: true,
    },
    createdAt: {
      label: 'Created',
      description: 'When it was created',
      type: { type: 'utcDateTime' },
      update: 'serverSet',
      indexed: true,
    },
  }
}

/** Their form. @param title of its first part */
export function credentialSections(title: string): readonly FormSection[] {
  return [
    { title, fields: ['description', 'secret', 'accountId', 'createdAt'] },
    { title: 'Limits', fields: ['expiresAt', 'permissions', 'allowedIps'] },
  ]
}
