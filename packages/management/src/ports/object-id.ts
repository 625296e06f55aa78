import { createHash } from 'node:crypto'
import type { ManagedName, ManagedRecords } from './objects.ts'

/** Ids of clients whose `client_id` cannot be an id itself begin with it. */
const hashed = 'cid-'

/**
 * JMAP id of a client (RFC8620-1.2 allows letters, digits, `-` and `_` only): the `client_id` where that is one, a digest of it otherwise.
 * No two clients have the same.
 */
export function clientObjectId(clientId: string): string {
  if (/^[A-Za-z0-9_-]{1,200}$/.test(clientId) && !clientId.startsWith(hashed)) return clientId
  return hashed + createHash('sha256').update(clientId).digest('base64url')
}

const idOf: { readonly [Name in ManagedName]: (record: ManagedRecords[Name]) => string } = {
  OidcProvider: () => 'singleton',
  Authentication: () => 'singleton',
  ClientRegistration: () => 'singleton',
  SecurityPosture: () => 'singleton',
  OAuthClient: (client) => clientObjectId(client.clientId),
  Account: (account) => account.accountId,
  Group: (group) => group.groupId,
  Role: (role) => role.roleId,
  ApiKey: (credential) => credential.credentialId,
  AppPassword: (credential) => credential.credentialId,
  Scope: (scope) => scope.scopeId,
  Resource: (resource) => resource.resourceId,
  AuthorizationDetailType: (type) => type.detailTypeId,
  TrustedIssuer: (issuer) => issuer.trustedIssuerId,
  InitialAccessToken: (token) => token.tokenId,
}

/** JMAP id of a record. */
export function objectIdOf<Name extends ManagedName>(object: Name, record: ManagedRecords[Name]): string {
  return idOf[object](record)
}

/** Whether a name without prefix is that of a managed object. */
export function isManagedName(name: string): name is ManagedName {
  return Object.hasOwn(idOf, name)
}
