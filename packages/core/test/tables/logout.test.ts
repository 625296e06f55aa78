import { logoutChecks } from '../../src/endpoints/logout/checks.ts'
import { testRows } from './check-rows.ts'
import { client, subject } from './samples.ts'

const passing = {
  clientId: 'rp',
  hintGiven: true,
  hintAudience: 'rp',
  hint: { subject },
  client,
  postLogoutRedirectUri: 'https://rp.example/bye',
}

testRows('rows of the logout table', logoutChecks, passing, [
  ['logout-client-matches-hint', 'logout_client_mismatch', 'the hint of another client', { hintAudience: 'other' }],
  ['logout-client-known', 'logout_client_unknown', 'an unknown client', { client: undefined }],
  ['logout-id-token-hint', undefined, 'no hint', { hintGiven: false, hint: undefined }],
  ['logout-id-token-hint', 'logout_hint_invalid', 'a hint that does not verify', { hint: undefined }],
  ['post-logout-redirect-uri-client', 'logout_redirect_without_client', 'an address without a client', { client: undefined }],
  ['post-logout-redirect-uri', undefined, 'no address', { postLogoutRedirectUri: undefined }],
  [
    'post-logout-redirect-uri',
    'logout_redirect_unregistered',
    'an address that is not registered',
    { postLogoutRedirectUri: 'https://rp.example/bye/' },
  ],
])
