import { type Case, changed, made, members } from './effect-case.ts'
import { protectionCases } from './protection-effect-cases.ts'
import { requestCases } from './request-effect-cases.ts'

const hour = 3_600_000

export const clientCases: Readonly<Record<string, readonly Case[]>> = {
  redirectUris: [
    changed(
      members('https://a/cb'),
      members('https://b/cb', 'http://c/cb'),
      '+ adds the redirect URI https://b/cb to client x',
      '+ adds the redirect URI http://c/cb to client x',
      '+ accepts the http redirect http://c/cb, which can be read on its way',
      '- removes the redirect URI https://a/cb from client x',
    ),
    changed({}, members('http://127.0.0.1/cb'), '+ adds the redirect URI http://127.0.0.1/cb to client x'),
    changed(
      {},
      members('http://localhost.evil/cb'),
      '+ adds the redirect URI http://localhost.evil/cb to client x',
      '+ accepts the http redirect http://localhost.evil/cb, which can be read on its way',
    ),
    made({}, members('https://a/cb')),
  ],
  postLogoutRedirectUris: [
    changed({}, members('https://a/out'), '+ lets client x send people to https://a/out after they signed out'),
    changed(members('https://a/out'), {}, '- no longer lets client x send people to https://a/out after they signed out'),
  ],
  grantTypes: [
    changed(
      members('refresh_token'),
      members('implicit', 'urn:ietf:params:oauth:grant-type:device_code'),
      '+ adds the implicit grant to client x',
      '+ adds the device code grant to client x',
      '- removes the refresh token grant from client x',
    ),
  ],
  responseTypes: [
    changed(
      members('code'),
      members('code id_token', 'code token'),
      '+ lets client x ask for the response type code id_token',
      '+ lets client x ask for the response type code token, which sends access tokens through the browser',
      '- no longer lets client x ask for the response type code',
    ),
    made({}, members('code')),
  ],
  scopes: [
    changed(members('openid'), {}, '+ lets client x ask for every scope'),
    changed({}, members('openid', 'mail'), '- lets client x ask for openid, mail only'),
    changed(members('openid'), members('mail'), '+ lets client x ask for mail', '- no longer lets client x ask for openid'),
    made({}, members('openid')),
  ],
  secret: [
    changed('****', '****', '= gives client x a new secret'),
    changed('****', null, '+ takes the secret of client x away: without keys it proves nothing when it asks for tokens'),
    changed(null, '****', '- makes client x a confidential client, which must prove its secret'),
    made(null, '****'),
  ],
  previousSecretExpiresAt: [
    changed(null, '2030-01-01T00:00:00Z', '= lets the previous secret of client x work until 2030-01-01T00:00:00Z'),
    changed('2030-01-01T00:00:00Z', null, '- ends the previous secret of client x'),
  ],
  tokenEndpointAuthMethod: [
    changed(null, 'none', '+ lets client x get tokens without authenticating'),
    changed('none', 'client_secret_basic', '= accepts only client_secret_basic of client x'),
    changed('client_secret_post', null, '= accepts the secret of client x'),
  ],
  tokenEndpointAuthSigningAlg: [
    changed(null, 'ES256', '- accepts assertions of client x in ES256 only'),
    changed('ES256', null, '+ accepts assertions of client x in every algorithm of its method'),
  ],
  jwks: [changed(null, '{"keys":[]}', '= changes the public keys of client x')],
  jwksUri: [
    changed(null, 'https://x/keys', '= fetches the public keys of client x from https://x/keys'),
    changed('https://x/keys', null, '= no longer fetches the public keys of client x'),
  ],
  applicationType: [
    changed('web', 'native', '+ accepts redirects of client x to other applications on a device'),
    changed('native', 'web', '- accepts redirects of client x to web servers only'),
  ],
  skipConsent: [
    changed(false, true, '+ skips consent: people are not asked what client x may have'),
    changed(true, false, '- asks people for consent before client x gets anything'),
  ],
  profile: [
    changed(null, 'fapi2', '= holds client x to the profile fapi2 instead of the profile of the server'),
    changed(
      'fapi2',
      'fapi2-message-signing',
      '- holds client x to the profile fapi2-message-signing instead of the profile fapi2',
    ),
    changed('fapi2', 'default', '+ holds client x to the profile default instead of the profile fapi2'),
  ],
  postures: [
    changed({}, { 'pkce-required': 'off' }, '+ disables the PKCE check for client x'),
    changed({ 'pkce-required': 'off' }, { 'pkce-required': 'report' }, '- records when client x fails the PKCE check'),
    changed({ 'pkce-required': 'enforce' }, { 'pkce-required': 'report' }, '+ only records when client x fails the PKCE check'),
    changed({ 'pkce-required': 'off' }, { 'pkce-required': 'enforce' }, '- enforces the PKCE check for client x'),
    changed({ 'pkce-required': 'off' }, {}, '= treats client x like others in the PKCE check'),
    changed({ 'pkce-required': 'off' }, { 'pkce-required': 'off' }),
    changed({}, { 'front-channel-token': 'enforce' }, '- enforces the front-channel token check for client x'),
  ],
  ...protectionCases,
  ...requestCases,
  accessTokenFormat: [
    changed('sealed', 'jwt', '+ gives client x access tokens that work until they expire wherever they are not looked up'),
    changed('jwt', 'sealed', '- gives client x access tokens that only this server can read'),
  ],
  introspectionSignedResponseAlg: [
    changed(null, 'ES256', '= signs answers about tokens for client x with ES256'),
    changed('ES256', null, '= signs answers about tokens for client x with RS256'),
  ],
  authorizationDetailsTypes: [
    changed({}, members('payment'), '+ lets client x ask for details of the types payment'),
    changed(members('payment'), {}, '- takes details of the types payment from client x'),
  ],
  exchangeFrom: [
    changed({}, members('web'), '+ lets client x exchange access tokens of web'),
    changed(members('web'), {}, '- no longer lets client x exchange access tokens of web', '- lets client x exchange no tokens'),
  ],
  exchangeTo: [
    changed({}, members('https://api'), '+ lets client x reach https://api in the name of others'),
    changed(members('https://api'), {}, '- no longer lets client x reach https://api in the name of others'),
  ],
  tlsClientCertificateBoundAccessTokens: [
    changed(false, true, '- gives client x no tokens that are of use without its certificate'),
    changed(true, false, '+ gives client x tokens that are of use without its certificate'),
  ],
  mayImpersonate: [
    changed(false, true, '+ lets client x act as others without being named'),
    changed(true, false, '- names client x where it acts for others'),
  ],
  claimMapping: [
    changed({}, { dept: { userinfo: true } }, '+ gives client x the claim dept'),
    changed({ dept: { userinfo: true } }, { dept: { userinfo: false } }, '+ changes what client x gets as the claim dept'),
    changed({ dept: { userinfo: true } }, {}, '- no longer maps the claim dept for client x'),
    changed({ dept: { userinfo: true } }, { dept: { userinfo: true } }),
  ],
  subjectType: [
    changed('public', 'pairwise', '- gives client x subjects of its own: it knows nobody again'),
    changed('pairwise', 'public', '+ gives client x the subjects that all clients see: it knows nobody again'),
  ],
  sectorIdentifierUri: [
    changed(null, 'https://s/', '= takes the sector of client x from https://s/: pairwise subjects may change'),
    changed('https://s/', null, '= takes the sector of client x from its redirect URIs: pairwise subjects may change'),
  ],
  claimsInIdToken: [
    changed(false, true, '+ puts claims into the ID tokens of client x'),
    changed(true, false, '- keeps claims out of the ID tokens of client x'),
  ],
  defaultMaxAge: [
    changed(null, hour, '- limits the age of a sign-in that client x accepts'),
    changed(hour, null, '+ lets client x accept a sign-in of any age'),
    changed(hour, 2 * hour, '+ lengthens the age of a sign-in that client x accepts from 1h to 2h'),
  ],
  unusedExpiry: [changed(60_000, 120_000, '+ lengthens the time without use after which client x ends from 1m to 2m')],
  expiresAt: [
    changed(null, '2030-01-01T00:00:00Z', '- ends client x on 2030-01-01T00:00:00Z'),
    changed('2029-01-01T00:00:00Z', '2030-01-01T00:00:00Z', '+ ends client x on 2030-01-01T00:00:00Z, later than so far'),
    changed('2030-01-01T00:00:00Z', null, '+ lets client x work without end'),
  ],
  backchannelLogoutUri: [
    changed(null, 'https://a/bc', '= tells client x at https://a/bc that people have signed out'),
    changed('https://a/bc', null, '+ tells the server of client x no more that people have signed out'),
  ],
  frontchannelLogoutUri: [
    changed(null, 'https://a/fc', '= loads https://a/fc of client x when people sign out'),
    changed('https://a/fc', null, '+ loads no page of client x when people sign out'),
  ],
  backchannelTokenDeliveryMode: [
    changed('poll', 'ping', '= tells client x when people have decided elsewhere'),
    changed('ping', 'push', '= pushes tokens to client x when people have decided elsewhere'),
    changed('push', 'poll', '= lets client x ask whether people have decided elsewhere'),
  ],
  backchannelClientNotificationEndpoint: [
    changed(null, 'https://a/n', '= tells client x at https://a/n of what people decide elsewhere'),
    changed('https://a/n', null, '= tells client x nothing of what people decide elsewhere'),
  ],
  backchannelAuthenticationRequestSigningAlg: [
    changed(null, 'ES256', '- accepts backchannel requests of client x only if they are signed with ES256'),
    changed('ES256', null, '+ accepts backchannel requests of client x that are not signed'),
  ],
  initiateLoginUri: [
    changed(null, 'https://a/login', '= lets others start a sign-in to client x at https://a/login'),
    changed('https://a/login', null),
  ],
}
