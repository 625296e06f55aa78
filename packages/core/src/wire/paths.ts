/** Where the endpoints are, below the issuer. Discovery is made from it, routes are bound to it. */
export const endpointPaths = {
  authorization: '/auth/authorize',
  pushedAuthorizationRequest: '/auth/par',
  token: '/auth/token',
  userinfo: '/auth/userinfo',
  jwks: '/auth/jwks.json',
  introspection: '/auth/introspect',
  revocation: '/auth/revoke',
  registration: '/auth/register',
  deviceAuthorization: '/auth/device',
  backchannelAuthentication: '/auth/backchannel',
  checkSession: '/auth/session',
  endSession: '/auth/logout',
} as const
