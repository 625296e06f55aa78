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
export { type OidcProviderOptions, openOidcProvider } from './objects/oidc-provider/open-oidc-provider.ts'
