import { backchannelGrantName } from '../backchannel/grant-name.ts'
import { definedMembers } from '../wire/defined-members.ts'
import { type Client, defaultAuthenticationMethod } from './client.ts'

/** Members of a record that come from the metadata: an update replaces all of them, and what is not said again is gone (RFC7592-2.2). */
export const clientMetadataMembers = [
  'name',
  'applicationType',
  'redirectUris',
  'postLogoutRedirectUris',
  'responseTypes',
  'grantTypes',
  'scopes',
  'authorizationDetailsTypes',
  'tokenEndpointAuthMethod',
  'idTokenSignedResponseAlg',
  'authorizationSignedResponseAlg',
  'idTokenEncryptedResponseAlg',
  'idTokenEncryptedResponseEnc',
  'userinfoSignedResponseAlg',
  'userinfoEncryptedResponseAlg',
  'userinfoEncryptedResponseEnc',
  'authorizationEncryptedResponseAlg',
  'authorizationEncryptedResponseEnc',
  'requestObjectEncryptionAlg',
  'requestObjectEncryptionEnc',
  'requireAuthTime',
  'defaultMaxAge',
  'contacts',
  'clientUri',
  'logoUri',
  'policyUri',
  'tosUri',
  'initiateLoginUri',
  'backchannelLogoutUri',
  'backchannelLogoutSessionRequired',
  'frontchannelLogoutUri',
  'frontchannelLogoutSessionRequired',
  'jwks',
  'jwksUri',
  'tokenEndpointAuthSigningAlg',
  'dpopBoundAccessTokens',
  'tlsClientAuthSubjectDn',
  'tlsClientAuthSanDns',
  'tlsClientAuthSanUri',
  'tlsClientAuthSanIp',
  'tlsClientAuthSanEmail',
  'tlsClientCertificateBoundAccessTokens',
  'introspectionSignedResponseAlg',
  'requestUris',
  'requestObjectSigningAlg',
  'requireSignedRequestObject',
  'requirePushedAuthorizationRequests',
  'backchannelTokenDeliveryMode',
  'backchannelClientNotificationEndpoint',
  'backchannelAuthenticationRequestSigningAlg',
  'softwareId',
  'softwareVersion',
  'softwareStatement',
  'subjectType',
  'sectorIdentifierUri',
] as const satisfies readonly (keyof Client)[]

/**
 * What a client may say about itself when it registers: OIDCR-2 and RFC7591-2 without the wire names. `tokenEndpointAuthMethod` as asked
 * for; absent: the default of OIDCR-2, `client_secret_basic`, beside which `client_secret_post` works too.
 */
export type ClientMetadata = Pick<Client, (typeof clientMetadataMembers)[number]>

/**
 * The metadata of a client in the wire form of OIDCR-2, RFC7591-2 and OIDCRPL-3: every value as it is stored, nothing that is absent, and
 * no credentials.
 */
export function clientToMetadata(client: Client): Readonly<Record<string, unknown>> {
  const method = client.tokenEndpointAuthMethod ?? defaultAuthenticationMethod(client)
  return definedMembers({
    client_name: client.name,
    application_type: client.applicationType,
    redirect_uris: client.redirectUris,
    post_logout_redirect_uris: client.postLogoutRedirectUris.length === 0 ? undefined : client.postLogoutRedirectUris,
    response_types: client.responseTypes,
    grant_types: client.grantTypes,
    token_endpoint_auth_method: method,
    token_endpoint_auth_signing_alg: client.tokenEndpointAuthSigningAlg,
    subject_type: client.subjectType ?? 'public',
    sector_identifier_uri: client.sectorIdentifierUri,
    id_token_signed_response_alg: client.idTokenSignedResponseAlg,
    authorization_signed_response_alg: client.authorizationSignedResponseAlg,
    id_token_encrypted_response_alg: client.idTokenEncryptedResponseAlg,
    id_token_encrypted_response_enc: client.idTokenEncryptedResponseEnc,
    userinfo_signed_response_alg: client.userinfoSignedResponseAlg,
    userinfo_encrypted_response_alg: client.userinfoEncryptedResponseAlg,
    userinfo_encrypted_response_enc: client.userinfoEncryptedResponseEnc,
    authorization_encrypted_response_alg: client.authorizationEncryptedResponseAlg,
    authorization_encrypted_response_enc: client.authorizationEncryptedResponseEnc,
    request_object_encryption_alg: client.requestObjectEncryptionAlg,
    request_object_encryption_enc: client.requestObjectEncryptionEnc,
    scope: client.scopes?.join(' '),
    authorization_details_types: client.authorizationDetailsTypes,
    require_auth_time: client.requireAuthTime ? true : undefined,
    default_max_age: client.defaultMaxAge,
    contacts: client.contacts,
    client_uri: client.clientUri,
    logo_uri: client.logoUri,
    policy_uri: client.policyUri,
    tos_uri: client.tosUri,
    initiate_login_uri: client.initiateLoginUri,
    backchannel_logout_uri: client.backchannelLogoutUri,
    backchannel_logout_session_required: client.backchannelLogoutSessionRequired,
    frontchannel_logout_uri: client.frontchannelLogoutUri,
    frontchannel_logout_session_required: client.frontchannelLogoutSessionRequired,
    jwks: client.jwks,
    jwks_uri: client.jwksUri,
    dpop_bound_access_tokens: client.dpopBoundAccessTokens,
    tls_client_auth_subject_dn: client.tlsClientAuthSubjectDn,
    tls_client_auth_san_dns: client.tlsClientAuthSanDns,
    tls_client_auth_san_uri: client.tlsClientAuthSanUri,
    tls_client_auth_san_ip: client.tlsClientAuthSanIp,
    tls_client_auth_san_email: client.tlsClientAuthSanEmail,
    tls_client_certificate_bound_access_tokens: client.tlsClientCertificateBoundAccessTokens,
    introspection_signed_response_alg: client.introspectionSignedResponseAlg,
    request_uris: client.requestUris,
    request_object_signing_alg: client.requestObjectSigningAlg,
    require_signed_request_object: client.requireSignedRequestObject,
    require_pushed_authorization_requests: client.requirePushedAuthorizationRequests,
    ...backchannelMetadata(client),
    software_id: client.softwareId,
    software_version: client.softwareVersion,
    software_statement: client.softwareStatement,
  })
}

/** CIBA-4. No client has codes of its users: `backchannel_user_code_parameter` is always false. */
function backchannelMetadata(client: Client): Readonly<Record<string, unknown>> {
  if (!client.grantTypes.includes(backchannelGrantName)) return {}
  return {
    backchannel_token_delivery_mode: client.backchannelTokenDeliveryMode ?? 'poll',
    backchannel_client_notification_endpoint: client.backchannelClientNotificationEndpoint,
    backchannel_authentication_request_signing_alg: client.backchannelAuthenticationRequestSigningAlg,
    backchannel_user_code_parameter: false,
  }
}
