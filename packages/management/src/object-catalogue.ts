import type { CryptoPort } from '@latchkey/core'
import { accessDeclarations, accessEmbedded } from './access/access-declarations.ts'
import type { AccessRules } from './access/effective-permissions.ts'
import { guardedAuthentication, guardedClients, guardedProvider } from './access/guarded-definitions.ts'
import { permissionEnum, permissionNames } from './access/permissions.ts'
import type { ObjectDeclaration } from './declarations/declaration.ts'
import { type DeclarationRegistry, declarationRegistry } from './declarations/registry.ts'
import { accountDefinition } from './objects/account/account-definition.ts'
import { actionDeclaration, actionEmbedded, actionEnums } from './objects/action/declaration.ts'
import { apiKeyDefinition } from './objects/api-key/api-key-definition.ts'
import { appPasswordDefinition } from './objects/app-password/app-password-definition.ts'
import { auditEventDeclaration, auditEventEnums } from './objects/audit-event/declaration.ts'
import { originEnums } from './objects/audit-event/origin-fields.ts'
import { authenticationDeclaration, authenticationEnums } from './objects/authentication/declaration.ts'
import { authenticationDefinition } from './objects/authentication/definition.ts'
import type { AuthenticationSettings } from './objects/authentication/settings.ts'
import {
  authorizationDetailTypeDeclaration,
  authorizationDetailTypeEmbedded,
  authorizationDetailTypeEnums,
} from './objects/authorization-detail-type/declaration.ts'
import { authorizationDetailTypeDefinition } from './objects/authorization-detail-type/definition.ts'
import { clientRegistrationDeclaration, clientRegistrationEmbedded } from './objects/client-registration/declaration.ts'
import { clientRegistrationDefinition } from './objects/client-registration/definition.ts'
import { grantDeclaration, grantEmbedded } from './objects/grant/declaration.ts'
import { groupDefinition } from './objects/group/group-definition.ts'
import { initialAccessTokenDeclaration } from './objects/initial-access-token/declaration.ts'
import { initialAccessTokenDefinition } from './objects/initial-access-token/definition.ts'
import { logoutDeliveryDeclaration, logoutDeliveryEnums } from './objects/logout-delivery/declaration.ts'
import type { ManagedDefinition } from './objects/managed-definition.ts'
import { describerOf } from './objects/managed-type/object-view.ts'
import { claimMappingEmbedded } from './objects/oauth-client/claim-mapping/declaration.ts'
import { oauthClientDeclaration } from './objects/oauth-client/declaration.ts'
import { oauthClientDefinition } from './objects/oauth-client/definition.ts'
import { oauthClientEnums } from './objects/oauth-client/enums.ts'
import { oidcProviderDeclaration, oidcProviderEmbedded, oidcProviderEnums } from './objects/oidc-provider/declaration.ts'
import { oidcProviderDefinition } from './objects/oidc-provider/definition.ts'
import { postureReportDeclaration } from './objects/posture-report/declaration.ts'
import { resourceDeclaration, resourceEnums } from './objects/resource/declaration.ts'
import { resourceDefinition } from './objects/resource/definition.ts'
import { revisionDeclaration, revisionEmbedded, revisionEnums } from './objects/revision/declaration.ts'
import { roleDefinition } from './objects/role/role-definition.ts'
import { scopeDeclaration } from './objects/scope/declaration.ts'
import { scopeDefinition } from './objects/scope/definition.ts'
import { securityPostureDeclaration, securityPostureEnums } from './objects/security-posture/declaration.ts'
import { securityPostureDefinition } from './objects/security-posture/definition.ts'
import { sessionDeclaration } from './objects/session/declaration.ts'
import { signingKeyDeclaration, signingKeyEnums } from './objects/signing-key/declaration.ts'
import { traceDeclaration, traceEmbedded, traceEnums } from './objects/trace/declaration.ts'
import { trustedIssuerDeclaration, trustedIssuerEnums } from './objects/trusted-issuer/declaration.ts'
import { trustedIssuerDefinition } from './objects/trusted-issuer/definition.ts'
import type { ManagedName, ObjectDescriber } from './ports/objects.ts'

export type ManagedDefinitions = { readonly [Name in ManagedName]: ManagedDefinition<Name> }

/** Every object of the API with what it is made of. */
export interface ObjectCatalogue {
  /** In the order of the menus. */
  readonly declarations: readonly ObjectDeclaration[]
  readonly registry: DeclarationRegistry
  readonly rules: AccessRules
  readonly definitions: ManagedDefinitions
  /** For the storage. */
  readonly describe: ObjectDescriber
}

/** Declarations of all objects, in the order of the menus. */
export const objectDeclarations: readonly ObjectDeclaration[] = [
  oidcProviderDeclaration,
  authenticationDeclaration,
  clientRegistrationDeclaration,
  securityPostureDeclaration,
  oauthClientDeclaration,
  scopeDeclaration,
  resourceDeclaration,
  authorizationDetailTypeDeclaration,
  trustedIssuerDeclaration,
  initialAccessTokenDeclaration,
  ...accessDeclarations,
  signingKeyDeclaration,
  sessionDeclaration,
  grantDeclaration,
  logoutDeliveryDeclaration,
  traceDeclaration,
  postureReportDeclaration,
  auditEventDeclaration,
  revisionDeclaration,
  actionDeclaration,
]

/** All embedded objects and enums that the declarations name, the permissions among them. */
export function objectRegistry(): DeclarationRegistry {
  return declarationRegistry({
    embedded: [
      ...oidcProviderEmbedded,
      ...clientRegistrationEmbedded,
      ...claimMappingEmbedded,
      ...authorizationDetailTypeEmbedded,
      ...grantEmbedded,
      ...accessEmbedded,
      ...traceEmbedded,
      ...revisionEmbedded,
      ...actionEmbedded,
    ],
    enums: [
      permissionEnum(objectDeclarations),
      ...oidcProviderEnums,
      ...authenticationEnums,
      ...oauthClientEnums,
      ...securityPostureEnums,
      ...resourceEnums,
      ...authorizationDetailTypeEnums,
      ...trustedIssuerEnums,
      ...signingKeyEnums,
      ...logoutDeliveryEnums,
      ...traceEnums,
      ...originEnums,
      ...auditEventEnums,
      ...revisionEnums,
      ...actionEnums,
    ],
  })
}

/**
 * Puts the objects together. Needs nothing that is opened later, as the storage is opened with it.
 * @param options.policy the `Authentication` settings in force; asked when something is written
 */
export function objectCatalogue(options: {
  readonly crypto: Pick<CryptoPort, 'digest'>
  readonly policy: () => AuthenticationSettings
}): ObjectCatalogue {
  const { crypto, policy } = options
  const registry = objectRegistry()
  const rules: AccessRules = {
    all: permissionNames(permissionEnum(objectDeclarations)),
    defaultRoleIds: () => policy().defaultUserRoleIds,
  }
  const definitions: ManagedDefinitions = {
    OidcProvider: guardedProvider(oidcProviderDefinition(crypto), rules),
    Authentication: guardedAuthentication(authenticationDefinition, rules),
    ClientRegistration: clientRegistrationDefinition,
    SecurityPosture: securityPostureDefinition,
    OAuthClient: guardedClients(oauthClientDefinition, rules),
    Scope: scopeDefinition,
    Resource: resourceDefinition,
    AuthorizationDetailType: authorizationDetailTypeDefinition,
    TrustedIssuer: trustedIssuerDefinition,
    InitialAccessToken: initialAccessTokenDefinition,
    Account: accountDefinition(rules),
    Group: groupDefinition(),
    Role: roleDefinition(),
    ApiKey: apiKeyDefinition({ rules, quota: () => policy().maxApiKeys }),
    AppPassword: appPasswordDefinition({ rules, quota: () => policy().maxAppPasswords }),
  }
  return { declarations: objectDeclarations, registry, rules, definitions, describe: describerOf(definitions, registry) }
}
