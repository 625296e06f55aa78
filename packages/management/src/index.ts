export type {
  CreatedAccount,
  CreatedClient,
  CreateResult,
  ManagementPorts,
  OidcProviderObject,
  SecretSources,
  SetError,
  ValidationError,
} from './contract.ts'
export { createAccount, findAccount, type NewAccount } from './objects/account/create-account.ts'
export { createClient, type NewClient } from './objects/oauth-client/create-client.ts'
export { type Field, type FieldName, fields as oidcProviderFields } from './objects/oidc-provider/fields.ts'
export { type OidcProviderOptions, openOidcProvider } from './objects/oidc-provider/open-oidc-provider.ts'
