import type { EmbeddedDeclaration, FieldDeclaration, FieldType } from '../declarations/declaration.ts'

/** A set of permission names. */
export const permissionSet: FieldType = { type: 'set', class: { type: 'enum', enumName: 'Permission' } }

const enabled: FieldDeclaration = {
  label: 'Enabled permissions',
  description: 'Permissions to give',
  type: permissionSet,
  update: 'mutable',
}

const disabled: FieldDeclaration = {
  label: 'Disabled permissions',
  description: 'Permissions to take away, whatever else gives them',
  type: permissionSet,
  update: 'mutable',
}

/** Enabled and disabled permissions, as roles and accounts have them. */
export const enabledAndDisabled = { enabledPermissions: enabled, disabledPermissions: disabled } as const

/** What an account has beside its roles. */
export const permissionsDeclaration: EmbeddedDeclaration = {
  name: 'x:Permissions',
  description: 'How the permissions of an account follow from its roles',
  shape: {
    variants: [
      { name: 'Inherit', label: 'Those of its roles', fields: {} },
      {
        name: 'Merge',
        label: 'Those of its roles, and others',
        schemaName: 'x:PermissionsMerge',
        fields: enabledAndDisabled,
      },
      {
        name: 'Replace',
        label: 'These, whatever its roles say',
        schemaName: 'x:PermissionsReplace',
        fields: enabledAndDisabled,
      },
    ],
  },
}

/** What a credential leaves of the permissions of its account. */
export const credentialPermissionsDeclaration: EmbeddedDeclaration = {
  name: 'x:CredentialPermissions',
  description: 'What a credential leaves of the permissions of its account',
  shape: {
    variants: [
      { name: 'Inherit', label: 'All that the account has', fields: {} },
      {
        name: 'Disable',
        label: 'All but these',
        schemaName: 'x:CredentialPermissionsDisable',
        fields: {
          permissions: {
            label: 'Permissions',
            description: 'Permissions that the credential does not have',
            type: permissionSet,
            update: 'mutable',
          },
        },
      },
      {
        name: 'Replace',
        label: 'Only these',
        schemaName: 'x:CredentialPermissionsReplace',
        fields: {
          permissions: {
            label: 'Permissions',
            description: 'Permissions that the credential has, as far as the account has them',
            type: permissionSet,
            update: 'mutable',
          },
        },
      },
    ],
  },
}

/** The roles of a person. */
export const userRolesDeclaration: EmbeddedDeclaration = {
  name: 'x:UserRoles',
  description: 'The roles that an account has itself, besides those of its groups',
  shape: {
    variants: [
      { name: 'User', label: 'User: their own settings, password and keys', fields: {} },
      { name: 'Admin', label: 'Administrator: everything', fields: {} },
      {
        name: 'Custom',
        label: 'These roles',
        schemaName: 'x:UserRolesCustom',
        fields: {
          roleIds: {
            label: 'Roles',
            description: 'Roles that people defined; without any the account can only sign in',
            type: { type: 'set', class: { type: 'objectId', objectName: 'x:Role' } },
            update: 'mutable',
          },
        },
      },
    ],
  },
}
