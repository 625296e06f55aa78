import { promptsSupported } from '../../authorization-request/authorization-request.ts'
import { responseModes } from '../../authorization-request/response-modes.ts'
import { responseTypeNames } from '../../authorization-request/response-types.ts'
import type { ServerPosture } from '../../checks/posture.ts'
import { releasableClaims } from '../../claims/scope-claims.ts'
import { authenticationMethods } from '../../client-auth/authenticate.ts'
import { publicKeySignatures } from '../../client-keys/key-fit.ts'
import { clientSignatures } from '../../client-keys/verify-client-jws.ts'
import { proofAlgorithms } from '../../dpop/parse-proof.ts'
import { contentEncryptions } from '../../encryption/content-encryption.ts'
import { keyManagements } from '../../encryption/key-management.ts'
import { announcedAlgorithms } from '../../keys/algorithms.ts'
import { availableMethods } from '../../mutual-tls/available-methods.ts'
import { endpointAliases } from '../../mutual-tls/endpoint-aliases.ts'
import { deliveryModes } from '../../ports/backchannel-requests.ts'
import type { Ports } from '../../ports/ports.ts'
import { isEnforcedByServer } from '../../posture/posture-of.ts'
import type { Provider, ProviderOptions } from '../../provider-contract.ts'
import { type DetailTypeTable, detailTypeTable } from '../../rich-authorization/detail-type-table.ts'
import { type ScopeTable, scopeTable } from '../../scopes/known-scopes.ts'
import { acrValuesSupported } from '../../sessions/authentication-context.ts'
import { endpointPaths } from '../../wire/paths.ts'
import { whatIsLeft } from './what-is-left.ts'

/** Handed in, as endpoints do not import each other. */
export interface DiscoveryInput {
  /** What clients can register. */
  readonly grantTypes: readonly string[]
  readonly scopes: Ports['scopes']
  readonly security: Ports['security']
  readonly opensAccounts: Ports['opensAccounts']
  readonly detailTypes: Ports['detailTypes']
  readonly mutualTls: Ports['mutualTls']
  /** Whether a URL can be a client id now; asked for at each use. */
  readonly readsClientDocuments: () => boolean
}

const protocolClaims = [
  ...['sub', 'iss', 'aud', 'exp', 'iat', 'auth_time', 'nonce', 'acr', 'amr', 'at_hash', 'c_hash', 's_hash', 'sid'],
] as const
const defaultUiLocales = ['en', 'de'] as const

/**
 * The metadata of the provider: what works, made from the tables that make it work. One document, the same object as long as nothing changes.
 * @see OIDCD-3, RFC8414-2, RFC8705-3.3, RFC8705-5, RFC9207-3, JARM-4, RFC9701-7, RFC9396-10
 */
export function createDiscoveryEndpoint(options: ProviderOptions, input: DiscoveryInput): Pick<Provider, 'discovery'> {
  const { issuer } = options
  const managements = keyManagements.map(({ name }) => name)
  const encryptions = contentEncryptions.map(({ name }) => name)
  const methods = [...authenticationMethods.flatMap(({ names }) => names), ...availableMethods(input.mutualTls)]
  const documentWith = (
    scopes: ScopeTable,
    details: DetailTypeTable,
    readsDocuments: boolean,
    security: ServerPosture | undefined,
    opensAccounts: boolean,
  ) => ({
    issuer,
    authorization_endpoint: issuer + endpointPaths.authorization,
    pushed_authorization_request_endpoint: issuer + endpointPaths.pushedAuthorizationRequest,
    require_pushed_authorization_requests: isEnforcedByServer('pushed-request-required', security),
    token_endpoint: issuer + endpointPaths.token,
    userinfo_endpoint: issuer + endpointPaths.userinfo,
    jwks_uri: issuer + endpointPaths.jwks,
    introspection_endpoint: issuer + endpointPaths.introspection,
    revocation_endpoint: issuer + endpointPaths.revocation,
    registration_endpoint: issuer + endpointPaths.registration,
    device_authorization_endpoint: issuer + endpointPaths.deviceAuthorization,
    backchannel_authentication_endpoint: issuer + endpointPaths.backchannelAuthentication,
    backchannel_token_delivery_modes_supported: deliveryModes,
    backchannel_authentication_request_signing_alg_values_supported: publicKeySignatures,
    backchannel_user_code_parameter_supported: false,
    end_session_endpoint: issuer + endpointPaths.endSession,
    check_session_iframe: issuer + endpointPaths.checkSession,
    backchannel_logout_supported: true,
    backchannel_logout_session_supported: true,
    frontchannel_logout_supported: true,
    frontchannel_logout_session_supported: true,
    scopes_supported: scopes.names,
    claims_supported: [...protocolClaims, ...releasableClaims],
    response_types_supported: responseTypeNames,
    response_modes_supported: responseModes,
    grant_types_supported: input.grantTypes,
    subject_types_supported: ['public', 'pairwise'],
    id_token_signing_alg_values_supported: announcedAlgorithms(security).map(({ name }) => name),
    id_token_encryption_alg_values_supported: managements,
    id_token_encryption_enc_values_supported: encryptions,
    userinfo_signing_alg_values_supported: announcedAlgorithms(security).map(({ name }) => name),
    userinfo_encryption_alg_values_supported: managements,
    userinfo_encryption_enc_values_supported: encryptions,
    authorization_signing_alg_values_supported: announcedAlgorithms(security).map(({ name }) => name),
    authorization_encryption_alg_values_supported: managements,
    authorization_encryption_enc_values_supported: encryptions,
    token_endpoint_auth_methods_supported: methods,
    token_endpoint_auth_signing_alg_values_supported: clientSignatures,
    introspection_endpoint_auth_methods_supported: methods.filter((method) => method !== 'none'),
    introspection_endpoint_auth_signing_alg_values_supported: clientSignatures,
    introspection_signing_alg_values_supported: announcedAlgorithms(security).flatMap(({ name, family }) =>
      family === 'hmac' ? [] : [name],
    ),
    revocation_endpoint_auth_methods_supported: methods,
    revocation_endpoint_auth_signing_alg_values_supported: clientSignatures,
    code_challenge_methods_supported: ['S256'],
    dpop_signing_alg_values_supported: proofAlgorithms,
    ...(details.names.length > 0 && { authorization_details_types_supported: details.names }),
    tls_client_certificate_bound_access_tokens: input.mutualTls !== undefined,
    ...endpointAliases(input.mutualTls),
    acr_values_supported: acrValuesSupported,
    prompt_values_supported: promptsSupported(opensAccounts),
    claims_parameter_supported: true,
    request_parameter_supported: true,
    request_uri_parameter_supported: true,
    require_request_uri_registration: true,
    require_signed_request_object: isEnforcedByServer('signed-request-object-required', security),
    // `none` works too, for clients that registered it (LATCHKEY-0031-what-counts-beside-a-request-object).
    request_object_signing_alg_values_supported: clientSignatures,
    request_object_encryption_alg_values_supported: managements,
    request_object_encryption_enc_values_supported: encryptions,
    authorization_response_iss_parameter_supported: true,
    client_id_metadata_document_supported: readsDocuments,
    ui_locales_supported: options.uiLocales ?? defaultUiLocales,
  })
  let scopes = scopeTable(input.scopes?.())
  let details = detailTypeTable(input.detailTypes?.())
  let readsDocuments = input.readsClientDocuments()
  let security = input.security?.()
  let opensAccounts = input.opensAccounts?.() ?? false
  let document = whatIsLeft(documentWith(scopes, details, readsDocuments, security, opensAccounts), security)
  return {
    discovery() {
      const now = scopeTable(input.scopes?.())
      const detailsNow = detailTypeTable(input.detailTypes?.())
      const readsNow = input.readsClientDocuments()
      const securityNow = input.security?.()
      const opensNow = input.opensAccounts?.() ?? false
      const isSame = now === scopes && detailsNow === details && readsNow === readsDocuments && securityNow === security
      if (!isSame || opensNow !== opensAccounts) {
        scopes = now
        details = detailsNow
        readsDocuments = readsNow
        security = securityNow
        opensAccounts = opensNow
        document = whatIsLeft(documentWith(now, detailsNow, readsNow, securityNow, opensNow), securityNow)
      }
      return document
    },
  }
}
