import type { Client } from '@latchkey/core'
import { dateText, mask } from '../../declarations/parse-scalar.ts'
import type { JsonObject } from '../../ports/json.ts'
import { claimMappingToWire } from './claim-mapping/claim-mapping-on-wire.ts'

/** Wire form of `x:OAuthClient`, without its id. What a client does not have is `null`. */
export function clientToWire(client: Client): JsonObject {
  return {
    clientId: client.clientId,
    createdAt: dateText(client.createdAt),
    origin: client.origin,
    description: client.name ?? null,
    contacts: setOf(client.contacts),
    expiresAt: dateOf(client.expiresAt),
    secret: client.secrets.length === 0 ? null : mask,
    previousSecretExpiresAt: dateOf(client.secrets[1]?.expiresAt),
    tokenEndpointAuthMethod: client.tokenEndpointAuthMethod ?? null,
    tokenEndpointAuthSigningAlg: client.tokenEndpointAuthSigningAlg ?? null,
    jwks: client.jwks === undefined ? null : JSON.stringify(client.jwks),
    jwksUri: client.jwksUri ?? null,
    redirectUris: setOf(client.redirectUris),
    postLogoutRedirectUris: setOf(client.postLogoutRedirectUris),
    applicationType: client.applicationType,
    grantTypes: setOf(client.grantTypes),
    responseTypes: setOf(client.responseTypes),
    scopes: setOf(client.scopes),
    skipConsent: client.skipConsent,
    profile: client.profile ?? null,
    postures: { ...client.postures },
    idTokenSignedResponseAlg: client.idTokenSignedResponseAlg ?? null,
    authorizationSignedResponseAlg: client.authorizationSignedResponseAlg ?? null,
    userinfoSignedResponseAlg: client.userinfoSignedResponseAlg ?? null,
    idTokenEncryptedResponseAlg: client.idTokenEncryptedResponseAlg ?? null,
    idTokenEncryptedResponseEnc: client.idTokenEncryptedResponseEnc ?? null,
    userinfoEncryptedResponseAlg: client.userinfoEncryptedResponseAlg ?? null,
    userinfoEncryptedResponseEnc: client.userinfoEncryptedResponseEnc ?? null,
    authorizationEncryptedResponseAlg: client.authorizationEncryptedResponseAlg ?? null,
    authorizationEncryptedResponseEnc: client.authorizationEncryptedResponseEnc ?? null,
    requestObjectEncryptionAlg: client.requestObjectEncryptionAlg ?? null,
    requestObjectEncryptionEnc: client.requestObjectEncryptionEnc ?? null,
    accessTokenFormat: client.accessTokenFormat ?? 'sealed',
    introspectionSignedResponseAlg: client.introspectionSignedResponseAlg ?? null,
    authorizationDetailsTypes: setOf(client.authorizationDetailsTypes),
    exchangeFrom: setOf(client.exchangeFrom),
    exchangeTo: setOf(client.exchangeTo),
    mayImpersonate: client.mayImpersonate ?? false,
    claimsInIdToken: client.claimsInIdToken,
    requireAuthTime: client.requireAuthTime,
    requestUris: setOf(client.requestUris),
    requestObjectSigningAlg: client.requestObjectSigningAlg ?? null,
    requireSignedRequestObject: client.requireSignedRequestObject ?? false,
    requirePushedAuthorizationRequests: client.requirePushedAuthorizationRequests ?? false,
    dpopBoundAccessTokens: client.dpopBoundAccessTokens ?? false,
    tlsClientAuthSubjectDn: client.tlsClientAuthSubjectDn ?? null,
    tlsClientAuthSanDns: client.tlsClientAuthSanDns ?? null,
    tlsClientAuthSanUri: client.tlsClientAuthSanUri ?? null,
    tlsClientAuthSanIp: client.tlsClientAuthSanIp ?? null,
    tlsClientAuthSanEmail: client.tlsClientAuthSanEmail ?? null,
    tlsClientCertificateBoundAccessTokens: client.tlsClientCertificateBoundAccessTokens ?? false,
    defaultMaxAge: client.defaultMaxAge === undefined ? null : client.defaultMaxAge * 1000,
    claimMapping: claimMappingToWire(client.claimMapping),
    subjectType: client.subjectType ?? 'public',
    sectorIdentifierUri: client.sectorIdentifierUri ?? null,
    logo: client.logoUri ?? null,
    clientUri: client.clientUri ?? null,
    policyUri: client.policyUri ?? null,
    tosUri: client.tosUri ?? null,
    initiateLoginUri: client.initiateLoginUri ?? null,
    backchannelLogoutUri: client.backchannelLogoutUri ?? null,
    backchannelLogoutSessionRequired: client.backchannelLogoutSessionRequired ?? false,
    backchannelTokenDeliveryMode: client.backchannelTokenDeliveryMode ?? 'poll',
    backchannelClientNotificationEndpoint: client.backchannelClientNotificationEndpoint ?? null,
    backchannelAuthenticationRequestSigningAlg: client.backchannelAuthenticationRequestSigningAlg ?? null,
    frontchannelLogoutUri: client.frontchannelLogoutUri ?? null,
    frontchannelLogoutSessionRequired: client.frontchannelLogoutSessionRequired ?? false,
    registeredBy: client.registeredBy ?? null,
    unusedExpiry: client.unusedLife ?? null,
    softwareId: client.softwareId ?? null,
    softwareVersion: client.softwareVersion ?? null,
  }
}

function setOf(members: readonly string[] | undefined): JsonObject {
  return Object.fromEntries((members ?? []).map((member) => [member, true]))
}

function dateOf(instant: number | undefined): string | null {
  return instant === undefined ? null : dateText(instant)
}
