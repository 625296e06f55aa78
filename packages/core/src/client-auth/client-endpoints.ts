import { endpointPaths } from '../wire/paths.ts'

/** Endpoints that clients authenticate at. */
export const clientEndpoints = ['token', 'revoke', 'introspect', 'device', 'par', 'backchannel'] as const
export type ClientEndpoint = (typeof clientEndpoints)[number]

const paths = {
  token: endpointPaths.token,
  revoke: endpointPaths.revocation,
  introspect: endpointPaths.introspection,
  device: endpointPaths.deviceAuthorization,
  par: endpointPaths.pushedAuthorizationRequest,
  backchannel: endpointPaths.backchannelAuthentication,
} as const satisfies Record<ClientEndpoint, string>

/**
 * What the `aud` of an assertion may be: the issuer, the token endpoint, which RFC7523-3 and OIDCC-9 name whatever endpoint is called, and the
 * endpoint itself (RFC9126-2).
 */
export function audiencesAt(endpoint: ClientEndpoint, issuer: string): readonly string[] {
  return [...new Set([issuer, issuer + paths.token, issuer + paths[endpoint]])]
}
