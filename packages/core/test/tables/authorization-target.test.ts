import { clientChecks, redirectChecks } from '../../src/authorization-request/checks.ts'
import { testRows } from './check-rows.ts'
import { client } from './samples.ts'

testRows('rows of the client table', clientChecks, { lookup: { kind: 'found', client } }, [
  ['client-id-present', 'client_id_missing', 'a request without client_id', { lookup: undefined }],
  ['client-known', 'client_unknown', 'an unknown client', { lookup: { kind: 'unknown' } }],
  ['client-known', 'client_expired', 'a client whose record has run out', { lookup: { kind: 'expired' } }],
  ['client-known', 'client_id_malformed', 'a text that is no id', { lookup: { kind: 'malformed' } }],
])

const native = { ...client, applicationType: 'native' } as const
const anyone = { ...client, origin: 'unregistered' } as const

testRows('rows of the redirect table', redirectChecks, { client, redirectUri: 'https://rp.example/cb', scope: 'openid' }, [
  ['redirect-uri-present', 'redirect_uri_missing', 'an OpenID request without redirect_uri', { redirectUri: undefined }],
  ['redirect-uri-present', undefined, 'a plain OAuth request without it', { redirectUri: undefined, scope: undefined }],
  [
    'redirect-uri-named',
    'redirect_uri_not_named',
    'a plain OAuth request without it',
    { redirectUri: undefined, scope: undefined },
  ],
  ['redirect-uri-https', 'redirect_uri_not_secure', 'plain http', { redirectUri: 'http://rp.example/cb' }],
  [
    'redirect-uri-https',
    'redirect_uri_not_secure',
    'a loopback host of a web application',
    { client: { ...client, tokenEndpointAuthMethod: 'client_secret_basic' }, redirectUri: 'http://localhost/cb' },
  ],
  ['redirect-uri-https', undefined, 'a loopback host of a public client', { redirectUri: 'http://localhost/cb' }],
  ['redirect-uri-https', undefined, 'a loopback host of a native one', { client: native, redirectUri: 'http://127.0.0.1:1/cb' }],
  ['redirect-uri-https', undefined, 'a scheme of its own', { client: native, redirectUri: 'com.example.app:/cb' }],
  ['redirect-uri-characters', 'redirect_uri_characters', 'a line break', { redirectUri: 'https://rp.example/cb\r\nx: y' }],
  ['redirect-uri-no-fragment', 'redirect_uri_fragment', 'a fragment', { redirectUri: 'https://rp.example/cb#x' }],
  ['redirect-uri-scheme', 'redirect_uri_scheme', 'a script', { redirectUri: 'javascript:alert(1)' }],
  ['redirect-uri-registered', 'redirect_uri_mismatch', 'another path', { redirectUri: 'https://rp.example/cb/' }],
  [
    'redirect-uri-of-unregistered-client',
    'redirect_uri_unregistered_client',
    'plain http of a client without a record',
    { client: anyone, redirectUri: 'http://rp.example/cb' },
  ],
])
