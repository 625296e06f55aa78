import { missingGrantTypes } from '../../authorization-request/response-types.ts'
import { parseLogoutUri } from '../../clients/logout-uris.ts'
import type { ClientMetadata } from '../../clients/metadata.ts'
import {
  parseApplicationType,
  parseAuthenticationMethod,
  parseBoolean,
  parseClientSignature,
  parseDetailTypes,
  parseDisplayName,
  parseHttpsUri,
  parseJwks,
  parseKeysUri,
  parsePublicSignature,
  parseRequestObjectAlgorithm,
  parseRequestUris,
  parseResponseTypes,
  parseScopeText,
  parseSeconds,
  parseSigningAlgorithm,
  parseSoftwareText,
  parseTexts,
  parseWebUri,
} from '../../clients/metadata-values.ts'
import { OAuthError } from '../../errors/oauth-error.ts'
import { definedMembers } from '../../wire/defined-members.ts'
import { readBackchannel } from './parse-backchannel.ts'
import { readMutualTls } from './parse-mutual-tls.ts'
import { type MemberReader, readProtection } from './parse-protection.ts'

/** What was sent, each value of its own kind, defaults of OIDCR-2 filled in; the rules between values are not checked yet. */
export interface RegistrationRequest {
  readonly metadata: ClientMetadata
  /** Members that ask for something without being metadata of the record. */
  readonly subjectType: unknown
}

/**
 * Reads registration metadata. Members that this server does not know are ignored (OIDCR-3.1); null counts as absent. Grant types that
 * it does not know, and `implicit` where no response type needs it, are left out (RFC7591-2 lets the server replace values, and the answer says what is stored).
 * @param knownGrantTypes Those that this server knows.
 * @throws OAuthError `invalid_redirect_uri` or `invalid_client_metadata` for a value of the wrong kind
 */
export function parseMetadata(body: Readonly<Record<string, unknown>>, knownGrantTypes: readonly string[]): RegistrationRequest {
  const read: MemberReader = (name, reason, parse) => {
    const value = Object.hasOwn(body, name) ? body[name] : undefined
    if (value === undefined || value === null) return undefined
    const parsed = parse(value)
    if (parsed === undefined) throw new OAuthError(reason)
    return parsed
  }
  const asked = read('grant_types', 'grant_types_malformed', parseTexts) ?? ['authorization_code']
  const responseTypes =
    read('response_types', 'response_types_malformed', parseResponseTypes) ??
    // OIDCR-2: code is the default; RFC7591-2.1: a client without its grant needs no response type.
    (asked.includes('authorization_code') ? ['code'] : [])
  const needsImplicit = missingGrantTypes(responseTypes, []).includes('implicit')
  return {
    metadata: {
      redirectUris: read('redirect_uris', 'redirect_uris_malformed', parseTexts) ?? [],
      postLogoutRedirectUris: read('post_logout_redirect_uris', 'post_logout_redirect_uris_malformed', parseTexts) ?? [],
      responseTypes,
      grantTypes: asked.filter((name) => knownGrantTypes.includes(name) && (name !== 'implicit' || needsImplicit)),
      applicationType: read('application_type', 'application_type_unknown', parseApplicationType) ?? 'web',
      requireAuthTime: read('require_auth_time', 'require_auth_time_malformed', parseBoolean) ?? false,
      idTokenSignedResponseAlg:
        read('id_token_signed_response_alg', 'id_token_signed_response_alg_unsupported', parseSigningAlgorithm) ?? 'RS256',
      ...definedMembers({
        name: read('client_name', 'client_name_malformed', parseDisplayName),
        tokenEndpointAuthMethod: read(
          'token_endpoint_auth_method',
          'token_endpoint_auth_method_unsupported',
          parseAuthenticationMethod,
        ),
        authorizationSignedResponseAlg: read(
          'authorization_signed_response_alg',
          'authorization_signed_response_alg_unsupported',
          parseSigningAlgorithm,
        ),
        scopes: read('scope', 'metadata_scope_malformed', parseScopeText),
        authorizationDetailsTypes: read('authorization_details_types', 'authorization_details_types_malformed', parseDetailTypes),
        defaultMaxAge: read('default_max_age', 'default_max_age_malformed', parseSeconds),
        contacts: read('contacts', 'contacts_malformed', parseTexts),
        clientUri: read('client_uri', 'client_uri_malformed', parseWebUri),
        logoUri: read('logo_uri', 'logo_uri_malformed', parseWebUri),
        policyUri: read('policy_uri', 'policy_uri_malformed', parseWebUri),
        tosUri: read('tos_uri', 'tos_uri_malformed', parseWebUri),
        initiateLoginUri: read('initiate_login_uri', 'initiate_login_uri_not_https', parseHttpsUri),
        backchannelLogoutUri: read('backchannel_logout_uri', 'backchannel_logout_uri_malformed', parseLogoutUri),
        backchannelLogoutSessionRequired: read(
          'backchannel_logout_session_required',
          'backchannel_logout_session_required_malformed',
          parseBoolean,
        ),
        frontchannelLogoutUri: read('frontchannel_logout_uri', 'frontchannel_logout_uri_malformed', parseLogoutUri),
        frontchannelLogoutSessionRequired: read(
          'frontchannel_logout_session_required',
          'frontchannel_logout_session_required_malformed',
          parseBoolean,
        ),
        ...readProtection(read),
        ...readMutualTls(read),
        jwks: read('jwks', 'jwks_malformed', parseJwks),
        jwksUri: read('jwks_uri', 'jwks_uri_malformed', parseKeysUri),
        tokenEndpointAuthSigningAlg: read(
          'token_endpoint_auth_signing_alg',
          'token_endpoint_auth_signing_alg_unsupported',
          parseClientSignature,
        ),
        dpopBoundAccessTokens: read('dpop_bound_access_tokens', 'dpop_bound_access_tokens_malformed', parseBoolean),
        introspectionSignedResponseAlg: read(
          'introspection_signed_response_alg',
          'introspection_signed_response_alg_unsupported',
          parsePublicSignature,
        ),
        requestUris: read('request_uris', 'request_uris_malformed', parseRequestUris),
        requestObjectSigningAlg: read(
          'request_object_signing_alg',
          'request_object_signing_alg_unsupported',
          parseRequestObjectAlgorithm,
        ),
        requireSignedRequestObject: read(
          'require_signed_request_object',
          'require_signed_request_object_malformed',
          parseBoolean,
        ),
        requirePushedAuthorizationRequests: read(
          'require_pushed_authorization_requests',
          'require_pushed_authorization_requests_malformed',
          parseBoolean,
        ),
        ...readBackchannel(read),
        softwareId: read('software_id', 'software_id_malformed', parseSoftwareText),
        subjectType: body['subject_type'] === 'pairwise' ? ('pairwise' as const) : undefined,
        sectorIdentifierUri: read('sector_identifier_uri', 'sector_identifier_uri_malformed', parseWebUri),
        softwareVersion: read('software_version', 'software_version_malformed', parseSoftwareText),
      }),
    },
    subjectType: body['subject_type'] ?? 'public',
  }
}
