import {
  type AdjustableCheck,
  adjustableChecks,
  algorithms,
  clientSignatures,
  contentEncryptions,
  keyManagements,
  publicKeySignatures,
  registrableGrantTypes,
  responseTypeNames,
} from '@latchkey/core'
import type { EnumDeclaration } from '../../declarations/declaration.ts'

const grantTypeLabels: ReadonlyMap<string, string> = new Map([
  ['authorization_code', 'Authorization code'],
  ['implicit', 'Implicit: tokens through the browser'],
  ['refresh_token', 'Refresh token'],
  ['client_credentials', 'Client credentials: the client for itself'],
  ['urn:ietf:params:oauth:grant-type:device_code', 'Device code'],
  ['urn:ietf:params:oauth:grant-type:token-exchange', 'Token exchange'],
  ['urn:openid:params:grant-type:ciba', 'Backchannel authentication of a person who is elsewhere'],
  ['urn:ietf:params:oauth:grant-type:jwt-bearer', 'JWT bearer: assertions of trusted issuers'],
])

const ruleLabels: Readonly<Record<AdjustableCheck, string>> = {
  'pkce-required': 'PKCE is required',
  'front-channel-token': 'No access tokens through the browser',
  'code-flow-only': 'Nothing but codes through the browser',
  'redirect-uri-named': 'Requests name their redirect URI',
  'redirect-uri-https': 'Answers cross networks by https only',
  'pushed-request-required': 'Requests are pushed before',
  'signed-request-object-required': 'Requests are signed',
  'request-object-strong-algorithm': 'Requests are signed by PS256, ES256 or EdDSA',
  'request-object-audience-required': 'Signed requests name this server',
  'request-object-short-lived': 'Signed requests are good for an hour at most',
  'signed-response-required': 'Answers through the browser are signed',
  'signature-strong-algorithm': 'What this server signs has PS256, ES256 or EdDSA',
  'client-not-public': 'Clients authenticate',
  'client-key-authentication': 'Clients authenticate by keys, not by secrets',
  'client-assertion-strong-algorithm': 'Assertions are signed by PS256, ES256 or EdDSA',
  'client-assertion-issuer-audience': 'Assertions name the issuer alone as audience',
  'dpop-proof-required': 'Tokens are bound to a key by DPoP, or to a certificate',
  'dpop-proof-nonce': 'DPoP proofs need a nonce of this server',
  'code-age': 'Codes are redeemed within 60 seconds',
  'resource-known': 'Tokens for registered resources only',
}

/** The enumerations of `x:OAuthClient`; what the engine can do decides their values. */
export const oauthClientEnums: readonly EnumDeclaration[] = [
  {
    name: 'OAuthClientOrigin',
    values: [
      { name: 'administrator', label: 'Administrator' },
      { name: 'dynamic', label: 'Dynamic registration' },
    ],
  },
  {
    name: 'OAuthApplicationType',
    values: [
      { name: 'web', label: 'Web application' },
      { name: 'native', label: 'Native application' },
    ],
  },
  {
    name: 'OAuthSubjectType',
    values: [
      { name: 'public', label: 'Public', explanation: 'The same subject for all clients' },
      { name: 'pairwise', label: 'Pairwise', explanation: 'Another subject for each sector, so that clients cannot compare' },
    ],
  },
  {
    name: 'OAuthClientAuthMethod',
    values: [
      { name: 'client_secret_basic', label: 'Secret in the Authorization header' },
      { name: 'client_secret_post', label: 'Secret in the form' },
      { name: 'client_secret_jwt', label: 'Assertion with the secret as key' },
      { name: 'private_key_jwt', label: 'Assertion signed with a key of the client' },
      { name: 'tls_client_auth', label: 'Certificate of a trusted authority, by its subject' },
      { name: 'self_signed_tls_client_auth', label: 'Certificate that is among the keys of the client' },
      { name: 'none', label: 'None: a public client' },
    ],
  },
  {
    name: 'OAuthDeliveryMode',
    values: [
      { name: 'poll', label: 'Poll', explanation: 'The client asks until the person has decided' },
      { name: 'ping', label: 'Ping', explanation: 'The client is told when to ask' },
      { name: 'push', label: 'Push', explanation: 'The client is sent the tokens' },
    ],
  },
  { name: 'OAuthBackchannelSignature', values: publicKeySignatures.map((name) => ({ name, label: name })) },
  { name: 'OAuthGrantType', values: registrableGrantTypes.map((name) => ({ name, label: grantTypeLabels.get(name) ?? name })) },
  { name: 'OAuthResponseType', values: responseTypeNames.map((name) => ({ name, label: name })) },
  { name: 'OAuthClientSignature', values: clientSignatures.map((name) => ({ name, label: name })) },
  { name: 'OAuthSigningAlgorithm', values: algorithms.map(({ name }) => ({ name, label: name })) },
  {
    name: 'OAuthIdTokenAlgorithm',
    values: [
      ...algorithms.map(({ name }) => ({ name, label: name })),
      { name: 'none', label: 'none', explanation: 'Unsigned; only for clients that get no ID token through the browser' },
    ],
  },
  { name: 'OAuthKeyManagement', values: keyManagements.map(({ name }) => ({ name, label: name })) },
  { name: 'OAuthContentEncryption', values: contentEncryptions.map(({ name }) => ({ name, label: name })) },
  { name: 'OAuthRequestObjectAlgorithm', values: [...clientSignatures, 'none'].map((name) => ({ name, label: name })) },
  { name: 'OAuthClientRule', values: adjustableChecks.map((name) => ({ name, label: ruleLabels[name] })) },
  {
    name: 'OAuthRulePosture',
    values: [
      { name: 'off', label: 'Off', explanation: 'The rule does not count' },
      { name: 'report', label: 'Report', explanation: 'Requests that break the rule pass and are recorded' },
      { name: 'enforce', label: 'Enforce', explanation: 'Requests that break the rule are refused' },
    ],
  },
]
