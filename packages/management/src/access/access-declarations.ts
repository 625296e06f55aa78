import type { EmbeddedDeclaration, ObjectDeclaration } from '../declarations/declaration.ts'
import { attributeDeclaration } from '../objects/account/account-attributes.ts'
import { accountDeclaration } from '../objects/account/account-declaration.ts'
import { addressDeclaration, credentialDeclaration } from '../objects/account/account-embedded.ts'
import { accountPasswordDeclaration } from '../objects/account-password/account-password-declaration.ts'
import { accountSettingsDeclaration } from '../objects/account-settings/account-settings-declaration.ts'
import { apiKeyDeclaration } from '../objects/api-key/api-key-declaration.ts'
import { appPasswordDeclaration } from '../objects/app-password/app-password-declaration.ts'
import { groupDeclaration } from '../objects/group/group-declaration.ts'
import { roleDeclaration } from '../objects/role/role-declaration.ts'
import { credentialPermissionsDeclaration, permissionsDeclaration, userRolesDeclaration } from './permission-declarations.ts'

/** Objects of accounts and access. The enum `Permission` that they refer to is `permissionEnum` over the declarations of all objects. */
export const accessDeclarations: readonly ObjectDeclaration[] = [
  accountDeclaration,
  groupDeclaration,
  roleDeclaration,
  apiKeyDeclaration,
  appPasswordDeclaration,
  accountPasswordDeclaration,
  accountSettingsDeclaration,
]

export const accessEmbedded: readonly EmbeddedDeclaration[] = [
  addressDeclaration,
  attributeDeclaration,
  credentialDeclaration,
  userRolesDeclaration,
  permissionsDeclaration,
  credentialPermissionsDeclaration,
]
