import { createAccountAccess } from './account-access/account-access.ts'
import { deliverNotice } from './backchannel/deliver-notice.ts'
import { createClientDocuments } from './client-documents/client-documents.ts'
import { createAuthorizeEndpoint } from './endpoints/authorize/endpoint.ts'
import { createBackchannelEndpoint } from './endpoints/backchannel/backchannel.ts'
import { createDeviceEndpoint } from './endpoints/device/device.ts'
import { createDiscoveryEndpoint } from './endpoints/discovery/discovery.ts'
import { createIntrospectionEndpoint } from './endpoints/introspection/introspect.ts'
import { createJwksEndpoint } from './endpoints/jwks/jwks.ts'
import { createLogoutEndpoint } from './endpoints/logout/logout.ts'
import { createParEndpoint } from './endpoints/par/par.ts'
import { acceptMetadata } from './endpoints/registration/accept-metadata.ts'
import { policyOf } from './endpoints/registration/registrant.ts'
import { createRegistrationEndpoint } from './endpoints/registration/registration.ts'
import { createRevocationEndpoint } from './endpoints/revocation/revoke.ts'
import { registrableGrantTypes } from './endpoints/token/grants.ts'
import { createTokenEndpoint } from './endpoints/token/token.ts'
import { createUserinfoEndpoint } from './endpoints/userinfo/userinfo.ts'
import { createWebfingerEndpoint } from './endpoints/webfinger/webfinger.ts'
import { createKeyRing } from './keys/key-ring.ts'
import { deliverLogout } from './logout/deliver-logout.ts'
import type { Ports } from './ports/ports.ts'
import { admitsDocuments } from './posture/admission.ts'
import type { Provider, ProviderOptions } from './provider-contract.ts'
import { browserStateOf } from './sessions/session-state.ts'
import { findManagementAccess } from './tokens/management-access.ts'
import { previewTokens } from './tokens/preview-tokens.ts'
import { endpointPaths } from './wire/paths.ts'

/**
 * An OpenID provider over the given ports: all endpoints as methods, sharing one key ring. Does no I/O of its own and starts nothing
 * in the background; any number of them may work on the same stores.
 */
export function createProvider(options: ProviderOptions, given: Ports): Provider {
  const grantTypes = registrableGrantTypes
  // Documents are held to what holds for whoever registers without saying who they are.
  const clientDocuments = createClientDocuments(given, (metadata) => {
    const { anonymous } = policyOf(given)
    return acceptMetadata(metadata, { grantTypes, rules: anonymous, limits: [anonymous] }, given, [])
  })
  const ports: Ports = { clientDocuments, ...given }
  const keys = createKeyRing(ports)
  return {
    ...createDiscoveryEndpoint(options, {
      grantTypes,
      scopes: ports.scopes,
      security: ports.security,
      opensAccounts: ports.opensAccounts,
      detailTypes: ports.detailTypes,
      mutualTls: ports.mutualTls,
      readsClientDocuments: () => admitsDocuments(ports),
    }),
    ...createJwksEndpoint(keys),
    ...createAuthorizeEndpoint(options, ports, keys),
    ...createParEndpoint(options, ports, keys),
    ...createDeviceEndpoint(options, ports),
    ...createBackchannelEndpoint(options, ports),
    deliverNotice: (request) => deliverNotice(request, { issuer: options.issuer, ports, keys }),
    ...createTokenEndpoint({ issuer: options.issuer, ports, keys }),
    ...createUserinfoEndpoint({ issuer: options.issuer, ports, keys }),
    managementAccess: (token, x5tS256) => findManagementAccess(token, { issuer: options.issuer, ports, keys, x5tS256 }),
    ...createIntrospectionEndpoint({ issuer: options.issuer, ports, keys }),
    ...createRevocationEndpoint({ issuer: options.issuer, ports, keys }),
    ...createLogoutEndpoint(options, ports, keys),
    ...createAccountAccess(options, ports),
    ...createWebfingerEndpoint(options),
    deliverLogout: (delivery) => deliverLogout(delivery, { issuer: options.issuer, ports, keys }),
    previewTokens: (input) => previewTokens(input, { issuer: options.issuer, ports }),
    browserState: (session) => browserStateOf(session, ports),
    ...createRegistrationEndpoint({ endpoint: options.issuer + endpointPaths.registration, grantTypes }, ports),
  }
}
