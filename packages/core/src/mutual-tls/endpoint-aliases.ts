import type { MutualTls } from '../ports/client-certificate.ts'
import { endpointPaths } from '../wire/paths.ts'

/** Where endpoints at which a certificate counts are asked with one, where that is another address; no member else (RFC8705-5). */
export function endpointAliases(mutualTls: MutualTls | undefined): Readonly<Record<string, unknown>> {
  const prefix = mutualTls?.endpoints
  if (prefix === undefined) return {}
  return {
    mtls_endpoint_aliases: {
      token_endpoint: prefix + endpointPaths.token,
      revocation_endpoint: prefix + endpointPaths.revocation,
      introspection_endpoint: prefix + endpointPaths.introspection,
      device_authorization_endpoint: prefix + endpointPaths.deviceAuthorization,
      pushed_authorization_request_endpoint: prefix + endpointPaths.pushedAuthorizationRequest,
      backchannel_authentication_endpoint: prefix + endpointPaths.backchannelAuthentication,
      userinfo_endpoint: prefix + endpointPaths.userinfo,
    },
  }
}
