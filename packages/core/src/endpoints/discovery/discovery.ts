import { promptValues } from '../../authorization-request/authorization-request.ts'
import { responseModes } from '../../authorization-request/response-modes.ts'
import { responseTypeNames } from '../../authorization-request/response-types.ts'
import { releasableClaims } from '../../claims/scope-claims.ts'
import { authenticationMethods } from '../../client-auth/authenticate.ts'
import { proofAlgorithms } from '../../dpop/parse-proof.ts'
import { algorithms } from '../../keys/algorithms.ts'
import type { Ports } from '../../ports/ports.ts'
import type { Provider, ProviderOptions } from '../../provider-contract.ts'
import { type ScopeTable, scopeTable } from '../../scopes/known-scopes.ts'
import { acrValuesSupported } from '../../sessions/authentication-context.ts'
import { endpointPaths } from '../../wire/paths.ts'

/** Handed in, as endpoints do not import each other. */
export interface DiscoveryInput {
  /** What clients can register. */
  readonly grantTypes: readonly string[]
  readonly scopes: Ports['scopes']
}

const protocolClaims = [
  ...['sub', 'iss', 'aud', 'exp', 'iat', 'auth_time', 'nonce', 'acr', 'amr', 'at_hash', 'c_hash', 's_hash', 'sid'],
] as const
const defaultUiLocales = ['en', 'de'] as const

/**
 * The metadata of the provider: what works, made from the tables that make it work. One document, the same object as long as nothing changes.
 * @see OIDCD-3, RFC8414-2, RFC9207-3, JARM-4
 */
export function createDiscoveryEndpoint(options: ProviderOptions, input: DiscoveryInput): Pick<Provider, 'discovery'> {
  const { issuer } = options
  const signingAlgorithms = algorithms.map((algorithm) => algorithm.name)
  const methods = authenticationMethods.map((method) => method.name)
  const documentWith = (scopes: ScopeTable) => ({
    issuer,
    authorization_endpoint: issuer + endpointPaths.authorization,
    token_endpoint: issuer + endpointPaths.token,
    userinfo_endpoint: issuer + endpointPaths.userinfo,
    jwks_uri: issuer + endpointPaths.jwks,
    introspection_endpoint: issuer + endpointPaths.introspection,
    revocation_endpoint: issuer + endpointPaths.revocation,
    registration_endpoint: issuer + endpointPaths.registration,
    device_authorization_endpoint: issuer + endpointPaths.deviceAuthorization,
    end_session_endpoint: issuer + endpointPaths.endSession,
    scopes_supported: scopes.names,
    claims_supported: [...protocolClaims, ...releasableClaims],
    response_types_supported: responseTypeNames,
    response_modes_supported: responseModes,
    grant_types_supported: input.grantTypes,
    subject_types_supported: ['public', 'pairwise'],
    id_token_signing_alg_values_supported: signingAlgorithms,
    authorization_signing_alg_values_supported: signingAlgorithms,
    token_endpoint_auth_methods_supported: methods,
    introspection_endpoint_auth_methods_supported: methods.filter((method) => method !== 'none'),
    revocation_endpoint_auth_methods_supported: methods,
    code_challenge_methods_supported: ['S256'],
    dpop_signing_alg_values_supported: proofAlgorithms,
    acr_values_supported: acrValuesSupported,
    prompt_values_supported: promptValues,
    claims_parameter_supported: true,
    // Absent would mean true (OIDCD-3).
    request_parameter_supported: false,
    request_uri_parameter_supported: false,
    authorization_response_iss_parameter_supported: true,
    ui_locales_supported: options.uiLocales ?? defaultUiLocales,
  })
  let scopes = scopeTable(input.scopes?.())
  let document = documentWith(scopes)
  return {
    discovery() {
      const now = scopeTable(input.scopes?.())
      if (now !== scopes) {
        scopes = now
        document = documentWith(now)
      }
      return document
    },
  }
}
