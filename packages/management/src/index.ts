export { CachedAccess } from './access/cached-access.ts'
export type { Caller } from './access/caller.ts'
export { VerificationRefused } from './audit/audit-verification.ts'
export { verifyAuditChain } from './audit/verify-audit-chain.ts'
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
export { type EventSourceParameters, parseEventSourceParameters } from './jmap/push/event-source-parameters.ts'
export { PushSubscriptions } from './jmap/push/push-subscriptions.ts'
export type {
  AuditVerdict,
  Authentication,
  Credential,
  Management,
  PasswordChange,
  PasswordChanged,
  Peer,
} from './management.ts'
export { type ObjectCatalogue, objectCatalogue, objectDeclarations, objectRegistry } from './object-catalogue.ts'
export { accountsBy } from './objects/account/accounts-by.ts'
export { createAccount, findAccount, type NewAccount } from './objects/account/create-account.ts'
export { authenticationDefinition } from './objects/authentication/definition.ts'
export { type AuthenticationObject, openAuthentication } from './objects/authentication/open-authentication.ts'
export type { AuthenticationSettings } from './objects/authentication/settings.ts'
export { authorizationDetailTypeDefinition } from './objects/authorization-detail-type/definition.ts'
export { type DefinedDetailTypes, openDetailTypes } from './objects/authorization-detail-type/open-detail-types.ts'
export { type ClientRegistrationObject, openClientRegistration } from './objects/client-registration/open-client-registration.ts'
export { createClient, type NewClient } from './objects/oauth-client/create-client.ts'
export { oauthClientDefinition } from './objects/oauth-client/definition.ts'
export { oauthClientEnums } from './objects/oauth-client/enums.ts'
export { oidcProviderEmbedded, oidcProviderEnums } from './objects/oidc-provider/declaration.ts'
export { oidcProviderDefinition } from './objects/oidc-provider/definition.ts'
export { type OidcProviderOptions, openOidcProvider } from './objects/oidc-provider/open-oidc-provider.ts'
export { resourceDefinition } from './objects/resource/definition.ts'
export { type DefinedResources, openResources } from './objects/resource/open-resources.ts'
export { scopeDefinition } from './objects/scope/definition.ts'
export { type DefinedScopes, openScopes } from './objects/scope/open-scopes.ts'
export { openSecurityPosture, type SecurityPostureObject } from './objects/security-posture/open-security-posture.ts'
export { refusedByRules, ruledProperties } from './objects/security-posture/refused-clients.ts'
export { type RuleInForce, rulesInForce } from './objects/security-posture/rules-in-force.ts'
export { openTrustedIssuers, type TrustedIssuers } from './objects/trusted-issuer/open-trusted-issuers.ts'
export { type OpenManagementOptions, openManagement } from './open-management.ts'
export { isPlanMode, type PlanEvent, type PlanMode, type PlannedChange, planModes } from './plan/contract.ts'
export { SnapshotRefused } from './plan/snapshot.ts'
export type { JsonObject, JsonValue } from './ports/json.ts'
export { buildSchemaDocument } from './schema/build-document.ts'
