export type { Caller } from './access/caller.ts'
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
export type { AuditVerdict, Authentication, Credential, Management, Peer } from './management.ts'
export { createAccount, findAccount, type NewAccount } from './objects/account/create-account.ts'
export { createClient, type NewClient } from './objects/oauth-client/create-client.ts'
export { type Field, type FieldName, fields as oidcProviderFields } from './objects/oidc-provider/fields.ts'
export { type OidcProviderOptions, openOidcProvider } from './objects/oidc-provider/open-oidc-provider.ts'
export { isPlanMode, type PlanEvent, type PlanMode, type PlannedChange, planModes } from './plan/contract.ts'
export type { JsonObject, JsonValue } from './ports/json.ts'
