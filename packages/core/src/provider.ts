import { createAuthorizeEndpoint } from './endpoints/authorize/endpoint.ts'
import { createDeviceEndpoint } from './endpoints/device/device.ts'
import { createDiscoveryEndpoint } from './endpoints/discovery/discovery.ts'
import { createIntrospectionEndpoint } from './endpoints/introspection/introspect.ts'
import { createJwksEndpoint } from './endpoints/jwks/jwks.ts'
import { createLogoutEndpoint } from './endpoints/logout/logout.ts'
import { createRegistrationEndpoint } from './endpoints/registration/registration.ts'
import { createRevocationEndpoint } from './endpoints/revocation/revoke.ts'
import { registrableGrantTypes } from './endpoints/token/grants.ts'
import { createTokenEndpoint } from './endpoints/token/token.ts'
import { createUserinfoEndpoint } from './endpoints/userinfo/userinfo.ts'
import { createKeyRing } from './keys/key-ring.ts'
import type { Ports } from './ports/ports.ts'
import type { Provider, ProviderOptions } from './provider-contract.ts'
import { findManagementAccess } from './tokens/management-access.ts'
import { endpointPaths } from './wire/paths.ts'

/**
 * An OpenID provider over the given ports: all endpoints as methods, sharing one key ring. Does no I/O of its own and starts nothing
 * in the background; any number of them may work on the same stores.
 */
export function createProvider(options: ProviderOptions, ports: Ports): Provider {
  const keys = createKeyRing(ports)
  const grantTypes = registrableGrantTypes
  return {
    ...createDiscoveryEndpoint(options, { grantTypes, scopes: ports.scopes }),
    ...createJwksEndpoint(keys),
    ...createAuthorizeEndpoint(options, ports, keys),
    ...createDeviceEndpoint(options, ports),
    ...createTokenEndpoint({ issuer: options.issuer, ports, keys }),
    ...createUserinfoEndpoint(options, ports),
    managementAccess: (token) => findManagementAccess(token, ports),
    ...createIntrospectionEndpoint(options, ports),
    ...createRevocationEndpoint(ports),
    ...createLogoutEndpoint(options, ports),
    ...createRegistrationEndpoint({ endpoint: options.issuer + endpointPaths.registration, grantTypes }, ports),
  }
}
