import assert from 'node:assert/strict'
import { X509Certificate } from 'node:crypto'
import { after, before, describe, test } from 'node:test'
import { CertificateScene, type ClientIdentity, type RelyingParty } from '@latchkey/testing'
import * as oauth from 'oauth4webapi'
import * as client from 'openid-client'

let scene: CertificateScene

before(async () => {
  scene = await CertificateScene.open()
})
after(() => scene[Symbol.asyncDispose]())

const bound = { tlsClientCertificateBoundAccessTokens: true }

async function configure(party: RelyingParty, identity: ClientIdentity | undefined, authentication: client.ClientAuth) {
  const metadata = { use_mtls_endpoint_aliases: true }
  return client.discovery(new URL(scene.scene.issuer), party.clientId, metadata, authentication, {
    [client.customFetch]: (url, { body, ...init }) =>
      scene.fetchAs(identity)(url, { ...init, ...(body == null ? {} : { body: body as BodyInit }) }),
  })
}

async function signIn(party: RelyingParty, configuration: client.Configuration, push = false) {
  const pkceCodeVerifier = client.randomPKCECodeVerifier()
  const expectedState = client.randomState()
  const parameters = {
    redirect_uri: party.redirectUri,
    scope: 'openid email offline_access',
    prompt: 'consent',
    state: expectedState,
    code_challenge: await client.calculatePKCECodeChallenge(pkceCodeVerifier),
    code_challenge_method: 'S256',
  }
  const url = push
    ? await client.buildAuthorizationUrlWithPAR(configuration, parameters)
    : client.buildAuthorizationUrl(configuration, parameters)
  const departure = await scene.scene.browser().signIn(url, scene.scene.person)
  return client.authorizationCodeGrant(configuration, departure.url, { pkceCodeVerifier, expectedState })
}

function jwksOf({ certificate }: ClientIdentity): { readonly keys: readonly object[] } {
  const x509 = new X509Certificate(certificate)
  return { keys: [{ ...x509.publicKey.export({ format: 'jwk' }), x5c: [x509.raw.toString('base64')] }] }
}

function thumbprintOf({ certificate }: ClientIdentity): Promise<string> {
  return crypto.subtle
    .digest('SHA-256', new Uint8Array(new X509Certificate(certificate).raw))
    .then((digest) => Buffer.from(digest).toString('base64url'))
}

describe('openid-client with a client certificate, as it comes from the registry', () => {
  test('tls_client_auth: pushes, signs in, uses, renews, introspects and revokes tokens bound to its certificate', async () => {
    const identity = scene.authority.issue({ subject: '/C=DE/O=Acme, Inc./CN=billing' })
    const fields = {
      tokenEndpointAuthMethod: 'tls_client_auth',
      tlsClientAuthSubjectDn: 'CN=billing,O=Acme\\, Inc.,C=DE',
      ...bound,
    }
    const party = await scene.scene.client({ fields })
    const configuration = await configure(party, identity, client.TlsClientAuth())
    const tokens = await signIn(party, configuration, true)
    const subject = tokens.claims()?.sub ?? ''
    assert.equal((await client.fetchUserInfo(configuration, tokens.access_token, subject)).email, 'ada@mail.example')
    const renewed = await client.refreshTokenGrant(configuration, tokens.refresh_token ?? '')
    const told = await client.tokenIntrospection(configuration, renewed.access_token)
    assert.deepEqual([told.active, told.cnf], [true, { 'x5t#S256': await thumbprintOf(identity) }])
    await client.tokenRevocation(configuration, renewed.access_token)
    assert.equal((await client.tokenIntrospection(configuration, renewed.access_token)).active, false)
  })

  for (const [member, value, names] of [
    ['tlsClientAuthSanDns', 'Billing.example', 'DNS:other.example,DNS:billing.example'],
    ['tlsClientAuthSanUri', 'spiffe://example/billing', 'URI:spiffe://example/billing'],
    ['tlsClientAuthSanIp', '2001:db8::7', 'IP:192.0.2.1,IP:2001:db8:0:0::7'],
    ['tlsClientAuthSanEmail', 'billing@EXAMPLE.com', 'email:billing@example.com'],
  ] as const) {
    test(`tls_client_auth by ${member}`, async () => {
      const identity = scene.authority.issue({ subject: '/CN=whoever', names })
      const fields = {
        tokenEndpointAuthMethod: 'tls_client_auth',
        [member]: value,
        grantTypes: ['client_credentials'],
        responseTypes: [],
      }
      const party = await scene.scene.client({ fields })
      const configuration = await configure(party, identity, client.TlsClientAuth())
      assert.ok((await client.clientCredentialsGrant(configuration)).access_token)
      const other = await configure(
        party,
        scene.authority.issue({ subject: '/CN=whoever', names: 'DNS:wrong.example' }),
        client.TlsClientAuth(),
      )
      await assert.rejects(client.clientCredentialsGrant(other), { error: 'invalid_client' })
    })
  }

  test('self_signed_tls_client_auth by a certificate in jwks, with a chain that nobody knows', async () => {
    const identity = scene.selfSigned()
    const fields = { tokenEndpointAuthMethod: 'self_signed_tls_client_auth', jwks: jwksOf(identity), ...bound }
    const party = await scene.scene.client({ fields })
    const tokens = await signIn(party, await configure(party, identity, client.TlsClientAuth()))
    assert.ok(tokens.access_token)
    const other = await configure(party, scene.selfSigned(), client.TlsClientAuth())
    await assert.rejects(client.refreshTokenGrant(other, tokens.refresh_token ?? ''), { error: 'invalid_client' })
  })

  test('RFC8705-4 a public client has access and refresh tokens bound to the certificate that it brings', async () => {
    const identity = scene.selfSigned()
    const party = await scene.scene.client({ isPublic: true, fields: bound })
    const configuration = await configure(party, identity, client.None())
    const tokens = await signIn(party, configuration)
    const subject = tokens.claims()?.sub ?? ''
    assert.equal((await client.fetchUserInfo(configuration, tokens.access_token, subject)).sub, subject)
    const thief = await configure(party, scene.selfSigned(), client.None())
    await assert.rejects(client.fetchUserInfo(thief, tokens.access_token, subject))
    await assert.rejects(client.refreshTokenGrant(thief, tokens.refresh_token ?? ''), { error: 'invalid_grant' })
    const bare = await configure(party, undefined, client.None())
    await assert.rejects(client.refreshTokenGrant(bare, tokens.refresh_token ?? ''), { error: 'invalid_request' })
    assert.ok((await client.refreshTokenGrant(configuration, tokens.refresh_token ?? '')).access_token)
  })
})

test('oauth4webapi, as it comes from the registry, finds the aliases and uses them', async () => {
  const identity = scene.authority.issue({ subject: '/CN=worker' })
  const fields = {
    tokenEndpointAuthMethod: 'tls_client_auth',
    tlsClientAuthSubjectDn: 'CN=worker',
    accessTokenFormat: 'jwt',
    grantTypes: ['client_credentials'],
    responseTypes: [],
    ...bound,
  }
  const party = await scene.scene.client({ fields })
  const send = (url: string, { method, headers, body }: oauth.CustomFetchOptions<'GET' | 'POST', URLSearchParams | undefined>) =>
    scene.fetchAs(identity)(url, { method, headers, ...(body === undefined ? {} : { body }) })
  const options = { [oauth.customFetch]: send }
  const issuer = new URL(scene.scene.issuer)
  const discovered = await oauth.discoveryRequest(issuer, options)
  const server = await oauth.processDiscoveryResponse(issuer, discovered)
  assert.equal(server.mtls_endpoint_aliases?.token_endpoint, `${scene.secureUrl}/auth/token`)
  assert.equal(server.tls_client_certificate_bound_access_tokens, true)
  const me: oauth.Client = { client_id: party.clientId, use_mtls_endpoint_aliases: true }
  const answer = await oauth.clientCredentialsGrantRequest(server, me, oauth.TlsClientAuth(), new URLSearchParams(), options)
  const tokens = await oauth.processClientCredentialsResponse(server, me, answer)
  const [, claims = ''] = tokens.access_token.split('.')
  const { cnf } = JSON.parse(Buffer.from(claims, 'base64url').toString()) as { readonly cnf?: unknown }
  assert.deepEqual(cnf, { 'x5t#S256': await thumbprintOf(identity) })
})
