import type { Fields } from '../../declarations/declaration.ts'
import { flag, uris } from './field-parts.ts'

/** What the client may ask for, and in which form. */
export const requestFields: Fields = {
  redirectUris: {
    label: 'Redirect URIs',
    description: 'Where answers to authorization requests may go, compared exactly',
    type: uris,
    update: 'mutable',
    placeholder: 'https://app.example.com/callback',
  },
  postLogoutRedirectUris: {
    label: 'Post-logout Redirect URIs',
    description: 'Where people may go after signing out, compared exactly',
    type: uris,
    update: 'mutable',
  },
  applicationType: {
    label: 'Application Type',
    description: 'Whether the application runs on a web server or on the device of its user',
    type: { type: 'enum', enumName: 'OAuthApplicationType' },
    default: 'web',
    update: 'mutable',
  },
  grantTypes: {
    label: 'Grant Types',
    description: 'How the client may obtain tokens',
    type: { type: 'set', class: { type: 'enum', enumName: 'OAuthGrantType' } },
    default: { authorization_code: true, refresh_token: true },
    update: 'mutable',
  },
  responseTypes: {
    label: 'Response Types',
    description: 'What the client may ask of the authorization endpoint; without one it follows from the grant types',
    type: { type: 'set', class: { type: 'enum', enumName: 'OAuthResponseType' } },
    update: 'mutable',
  },
  scopes: {
    label: 'Scopes',
    description: 'Scopes that the client may ask for; none means all',
    type: { type: 'set', class: { type: 'string', format: 'string', maxLength: 200 }, maxItems: 100 },
    update: 'mutable',
  },
  requestUris: {
    label: 'Request URIs',
    description: 'Addresses from which request objects are fetched when the client names them',
    type: uris,
    update: 'mutable',
  },
  requestObjectSigningAlg: {
    label: 'Signature Algorithm of Request Objects',
    description: 'Algorithm by which the client signs request objects; without one any that can be verified, but not none',
    type: { type: 'enum', enumName: 'OAuthRequestObjectAlgorithm', nullable: true },
    update: 'mutable',
  },
  requireSignedRequestObject: flag(
    'Require Signed Requests',
    'Requests are accepted only as signed request objects, of which nothing outside counts',
    false,
  ),
  requirePushedAuthorizationRequests: flag(
    'Require Pushed Requests',
    'Requests are accepted only if the client pushed them before',
    false,
  ),
  skipConsent: flag('First Party', 'People are not asked whether they allow what the client asks for', false),
  profile: {
    label: 'Profile',
    description: 'Named set of rules for this client; without one what the server says holds',
    type: { type: 'enum', enumName: 'SecurityProfile', nullable: true },
    update: 'mutable',
  },
  postures: {
    label: 'Rules',
    description: 'Rules that are applied to this client in another way than to others',
    type: {
      type: 'map',
      keyClass: { type: 'enum', enumName: 'OAuthClientRule' },
      valueClass: { type: 'enum', enumName: 'OAuthRulePosture' },
    },
    update: 'mutable',
    keyLabel: 'Rule',
    valueLabel: 'Posture',
  },
}
