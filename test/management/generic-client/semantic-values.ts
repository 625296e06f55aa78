import { generateKeyPairSync, randomUUID } from 'node:crypto'
import { administrator } from '@latchkey/testing'
import type { Json, JsonObject, SchemaClient } from './schema-client.ts'

/**
 * All that the generic client knows of objects: values with a meaning that no schema expresses. By schema and property; `create` in front:
 * said when an object is made although the schema does not ask for it.
 */
export const semanticValues: Readonly<Record<string, Json | ((client: SchemaClient) => Json | Promise<Json>)>> = {
  // A private key that fits the algorithm in force.
  'x:OidcProvider/signatureKey': () => ({
    '@type': 'Text',
    secret: generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  }),
  // Algorithms of this family need no key.
  'x:OidcProvider/signatureAlgorithm': 'hs512',
  // Not read from a variable or file that the server does not have.
  'x:OidcProvider/encryptionKey': { '@type': 'Value', secret: 'k'.repeat(64) },
  // The default grant types need one.
  'create x:OAuthClient/redirectUris': { 'https://generic.example/callback': true },
  // Encryption needs keys of the client.
  'create x:OAuthClient/jwksUri': 'https://generic.example/keys',
  // Where a claim comes from has names of its own.
  'x:OAuthClient/claimMapping': { team: { source: { '@type': 'Attribute', path: 'attributes.team' } } },
  // Names of a certificate have forms of their own.
  'x:OAuthClient/tlsClientAuthSubjectDn': 'CN=generic',
  'x:OAuthClient/tlsClientAuthSanDns': 'generic.example',
  'x:OAuthClient/tlsClientAuthSanUri': 'spiffe://generic.example/client',
  'x:OAuthClient/tlsClientAuthSanIp': '192.0.2.7',
  'x:OAuthClient/tlsClientAuthSanEmail': 'client@generic.example',
  // Of the same site as the redirect URI.
  'x:OAuthClient/frontchannelLogoutUri': 'https://generic.example/front',
  // Domain names.
  'x:Authentication/selfRegistrationDomains': { 'generic.example': true },
  // A sentence for people, in some language.
  'create x:AuthorizationDetailType/texts': { en: 'Pay somebody' },
  'x:AuthorizationDetailType/texts': { de: 'Jemanden bezahlen' },
  // Members that the type has.
  'x:AuthorizationDetailType/required': {},
  'x:AuthorizationDetailType/fields': { 0: { path: 'amount.currency' } },
  // Names are those of claims with a language.
  'x:UserAccount/localizedClaims': { 'name#de': 'Ada' },
  // Given or made; each account has its own.
  'create x:UserAccount/subject': () => `generic|${randomUUID()}`,
  // Keys of the issuer are needed, and one way of naming people needs more.
  'create x:TrustedIssuer/jwksUri': 'https://issuer.example/keys',
  'x:TrustedIssuer/subjectMeaning': 'subject',
  'x:TrustedIssuer/scopes': { openid: true },
  // Names of scopes that every provider has.
  'x:OAuthClient/scopes': { openid: true },
  // To go back to where everything is changes nothing.
  'x:ActionRollback/revision': async (client) => {
    const { ids } = await client.call('x:Revision/query', { sort: [{ property: 'number', isAscending: false }], limit: 1 })
    const { list } = await client.call('x:Revision/get', { ids: ids ?? [] })
    return (list as readonly JsonObject[])[0]?.['number'] ?? 0
  },
}

/** Properties that are written together with others: current passwords and the like. */
export const together: Readonly<Record<string, Readonly<Record<string, Json>>>> = {
  // Addresses of domains need an address.
  'x:Authentication/selfRegistration': {
    selfRegistration: 'domains',
    selfRegistrationDomains: { 'generic.example': true },
    selfRegistrationLoginName: 'email',
  },
  // A document of its own form, never beside an address.
  'x:OAuthClient/jwks': { jwks: keySet(), jwksUri: null },
  'x:TrustedIssuer/jwks': { jwks: keySet(), jwksUri: null },
  'x:TrustedIssuer/subjectAttribute': { subjectMeaning: 'attribute', subjectAttribute: 'staff' },
  ...Object.fromEntries(
    ['idToken', 'userinfo', 'authorization'].map((answer) => [
      `x:OAuthClient/${answer}EncryptedResponseEnc`,
      { [`${answer}EncryptedResponseAlg`]: 'ECDH-ES', [`${answer}EncryptedResponseEnc`]: 'A256GCM' },
    ]),
  ),
  'x:OAuthClient/requestObjectEncryptionEnc': {
    requestObjectEncryptionAlg: 'ECDH-ES',
    requestObjectEncryptionEnc: 'A256GCM',
  },
  // Whoever is told needs an address for it.
  'x:OAuthClient/backchannelTokenDeliveryMode': {
    backchannelTokenDeliveryMode: 'ping',
    backchannelClientNotificationEndpoint: 'https://generic.example/notices',
  },
  'x:OAuthClient/responseTypes': {
    responseTypes: { code: true, id_token: true },
    grantTypes: { authorization_code: true, implicit: true },
  },
  'x:OAuthClient/previousSecretExpiresAt': {
    secret: 'another-secret-of-enough-characters',
    previousSecretExpiresAt: '2090-01-01T00:00:00Z',
  },
  'x:AccountPassword/secret': { secret: administrator.password, currentSecret: administrator.password },
}

/** Properties that have no effect of their own, with the reason. */
export const skipped: ReadonlyMap<string, string> = new Map([
  ['x:AccountPassword/currentSecret', 'proves who asks'],
  ['x:OAuthClient/sectorIdentifierUri', 'is fetched when it is said'],
])

function keySet(): string {
  const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  return JSON.stringify({ keys: [{ ...publicKey.export({ format: 'jwk' }), use: 'sig', alg: 'ES256', kid: 'one' }] })
}
