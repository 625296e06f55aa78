import type { Postures, ProfileName } from '../checks/posture.ts'

/** What FAPI2SP-5.3.2.1, FAPI2SP-5.3.2.2 and FAPI2SP-5.4.1 demand of a server. */
const fapi2: Postures = {
  'pkce-required': 'enforce',
  'front-channel-token': 'enforce',
  'code-flow-only': 'enforce',
  'redirect-uri-named': 'enforce',
  'redirect-uri-https': 'enforce',
  'pushed-request-required': 'enforce',
  'request-object-strong-algorithm': 'enforce',
  'signature-strong-algorithm': 'enforce',
  'client-not-public': 'enforce',
  'client-key-authentication': 'enforce',
  'client-assertion-strong-algorithm': 'enforce',
  'client-assertion-issuer-audience': 'enforce',
  'dpop-proof-required': 'enforce',
  'code-age': 'enforce',
}

/**
 * What each profile says of the rules. Of those that it does not name, the next that has a say decides (`postureOf`); `default` names all of
 * them by their built-in postures, so it is not here. A rule that a specification recommends is reported, one that it demands is enforced.
 */
export const profiles: Readonly<Record<Exclude<ProfileName, 'default'>, Postures>> = {
  // RFC 9700
  strict: {
    'pkce-required': 'enforce',
    'front-channel-token': 'enforce',
    'redirect-uri-https': 'enforce',
    'client-key-authentication': 'report',
    'dpop-proof-required': 'report',
    'resource-known': 'enforce',
  },
  fapi2,
  // What FAPI2MS-5.3.1 and FAPI2MS-5.4.1 demand beside what the security profile does: signed requests, signed answers.
  'fapi2-message-signing': {
    ...fapi2,
    'signed-request-object-required': 'enforce',
    'request-object-audience-required': 'enforce',
    'request-object-short-lived': 'enforce',
    'signed-response-required': 'enforce',
  },
  // What the authorization of the Model Context Protocol takes from OAuth 2.1; its clients are public and come without being known.
  mcp: {
    'pkce-required': 'enforce',
    'front-channel-token': 'enforce',
    'code-flow-only': 'enforce',
    'redirect-uri-https': 'enforce',
  },
}
