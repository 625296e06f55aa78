import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { translate } from './translate.ts'

const secret = 'kH3uVXq9zN0w2cY7bT5mR8sL4pD6fG1a'

function client(members: object, realm: object = {}) {
  const { values, left, wrong, suggestions } = translate('keycloak', [
    { realm: 'acme', clients: [{ clientId: 'app', redirectUris: ['https://app.example/cb'], ...members }], ...realm },
  ])
  return { value: values['OAuthClient']?.[0], scopes: values['Scope'] ?? [], left: left.join('\n'), wrong, suggestions }
}

describe('a client of Keycloak', () => {
  test('keeps id, secret, name, addresses and grants', () => {
    const { value, left, wrong } = client({
      name: 'The App',
      secret,
      clientAuthenticatorType: 'client-secret',
      rootUrl: 'https://app.example/',
      baseUrl: '/home',
      redirectUris: [
        '/cb',
        'https://other.example/cb',
        'https://app.example/*',
        'http://app.example/cb',
        '*',
        'com.example.app:/cb',
      ],
      webOrigins: ['+', 'https://app.example', 'https://else.example', '*'],
      standardFlowEnabled: true,
      implicitFlowEnabled: false,
      directAccessGrantsEnabled: true,
      serviceAccountsEnabled: true,
      frontchannelLogout: true,
      attributes: {
        'post.logout.redirect.uris': '+##https://app.example/bye##https://app.example/bye/*',
        'backchannel.logout.url': 'https://app.example/backchannel',
        'backchannel.logout.session.required': 'true',
        'frontchannel.logout.url': 'https://app.example/frame',
        'oauth2.device.authorization.grant.enabled': 'true',
        'pkce.code.challenge.method': 'S256',
        'id.token.signed.response.alg': 'ES256',
        'user.info.response.signature.alg': 'unsigned',
        'access.token.lifespan': '600',
        'saml.encrypt': 'false',
        'client.secret.creation.time': '1700000000',
        tosUri: 'https://app.example/terms',
      },
    })
    assert.deepEqual(wrong, [])
    const exact = { 'https://app.example/cb': true, 'https://other.example/cb': true, 'com.example.app:/cb': true }
    assert.deepEqual(value, {
      clientId: 'app',
      description: 'The App',
      secret,
      redirectUris: exact,
      postLogoutRedirectUris: { ...exact, 'https://app.example/bye': true },
      grantTypes: {
        authorization_code: true,
        'urn:ietf:params:oauth:grant-type:device_code': true,
        refresh_token: true,
        client_credentials: true,
      },
      skipConsent: true,
      accessTokenFormat: 'jwt',
      backchannelLogoutUri: 'https://app.example/backchannel',
      backchannelLogoutSessionRequired: true,
      idTokenSignedResponseAlg: 'ES256',
      postures: { 'pkce-required': 'enforce' },
      tosUri: 'https://app.example/terms',
      clientUri: 'https://app.example/home',
      frontchannelLogoutUri: 'https://app.example/frame',
      frontchannelLogoutSessionRequired: true,
    })
    assert.match(left, /2 redirect URI; it must not have a wildcard \(app: https:\/\/app.example\/\*, app: \*\)/)
    assert.match(left, /1 redirect URI; it must begin with https.* \(app: http:\/\/app.example\/cb\)/)
    assert.match(left, /1 post-logout redirect URI; it must not have a wildcard/)
    assert.match(left, /2 web origin that no redirect URI has \(app: https:\/\/else.example, app: \*\)/)
    assert.match(left, /grant that gives passwords to a client/)
    assert.match(left, /setting of a client: access.token.lifespan/)
    assert.doesNotMatch(left, /saml|creation/)
  })

  test('that is public stays so, and one that asks for consent goes on asking', () => {
    const { value } = client({ publicClient: true, secret, consentRequired: true, serviceAccountsEnabled: true })
    assert.equal(value?.['tokenEndpointAuthMethod'], 'none')
    assert.equal(value?.['skipConsent'], false)
    assert.deepEqual(value?.['grantTypes'], { authorization_code: true, refresh_token: true })
    assert.equal(Object.hasOwn(value ?? {}, 'secret'), false)
  })

  test('with the implicit flow may ask for what it could ask for', () => {
    const { value } = client({ secret, implicitFlowEnabled: true })
    assert.deepEqual(Object.keys(Object(value?.['responseTypes'])), [
      'code',
      'code id_token',
      'code token',
      'code id_token token',
      'id_token',
      'id_token token',
    ])
  })

  test('that had to prove itself by PKCE, in whatever way, has to do so', () => {
    for (const method of ['S256', 'plain']) {
      const { value } = client({ secret, attributes: { 'pkce.code.challenge.method': method } })
      assert.deepEqual(value?.['postures'], { 'pkce-required': 'enforce' }, method)
    }
    assert.equal(Object.hasOwn(client({ secret }).value ?? {}, 'postures'), false)
  })

  for (const [what, given] of [
    ['masked', '**********'],
    ['a placeholder', `\${SECRET_OF_THE_APPLICATION_IN_THE_ENVIRONMENT}`],
    ['absent', undefined],
    ['too short', 'hunter2'],
    ['not ASCII', 'ä'.repeat(40)],
  ] as const) {
    test(`whose secret is ${what} gets a new one, which is said without the secret`, () => {
      const { value, left } = client({ ...(given !== undefined && { secret: given }) })
      assert.equal(Object.hasOwn(value ?? {}, 'secret'), false)
      assert.match(left, /client secret .* a new one is made \(app\)/)
      assert.doesNotMatch(left, /hunter2|SECRET_OF/)
    })
  }

  const methods: readonly (readonly [members: object, properties: object])[] = [
    [
      { clientAuthenticatorType: 'client-secret-jwt', secret },
      { tokenEndpointAuthMethod: 'client_secret_jwt', secret },
    ],
    [
      {
        clientAuthenticatorType: 'client-jwt',
        attributes: {
          'use.jwks.url': 'true',
          'jwks.url': 'https://app.example/keys',
          'token.endpoint.auth.signing.alg': 'PS256',
        },
      },
      {
        tokenEndpointAuthMethod: 'private_key_jwt',
        jwksUri: 'https://app.example/keys',
        tokenEndpointAuthSigningAlg: 'PS256',
      },
    ],
    [
      { clientAuthenticatorType: 'client-x509', attributes: { 'x509.subjectdn': 'CN=app,O=Acme' } },
      { tokenEndpointAuthMethod: 'tls_client_auth', tlsClientAuthSubjectDn: 'CN=app,O=Acme' },
    ],
  ]
  for (const [members, properties] of methods) {
    test(`that authenticates as ${JSON.stringify(Object.values(members)[0])} goes on doing so`, () => {
      const { value } = client(members)
      assert.deepEqual({ ...value, ...properties }, value)
    })
  }

  const left: readonly (readonly [members: object, why: RegExp])[] = [
    [{ clientId: 'security-admin-console' }, /client of Keycloak itself \(security-admin-console\)/],
    [{ protocol: 'saml' }, /client of the protocol saml/],
    [{ enabled: false }, /client that is disabled/],
    [{ bearerOnly: true }, /client that is an API/],
    [{ clientId: 'my app' }, /client whose id is not/],
    [{ clientAuthenticatorType: 'client-jwt', secret }, /client that authenticates by a key of which/],
    [
      {
        clientAuthenticatorType: 'client-x509',
        attributes: { 'x509.subjectdn': '(.*)', 'x509.allow.regex.pattern.comparison': 'true' },
      },
      /certificate whose subject is a pattern/,
    ],
    [
      {
        clientAuthenticatorType: 'client-x509',
        attributes: { 'x509.subjectdn': 'CN=app.*', 'x509.allow.regex.pattern.comparison': 'true' },
      },
      /certificate whose subject is a pattern/,
    ],
    [{ clientAuthenticatorType: 'client-x509', attributes: {} }, /certificate whose subject is a pattern/],
    [{ clientAuthenticatorType: 'federated-jwt' }, /client that authenticates by federated-jwt/],
    [{ secret, redirectUris: ['*'] }, /client for which nothing is left that it could do/],
    [{ secret, standardFlowEnabled: false }, /client for which nothing is left/],
  ]
  for (const [members, why] of left) {
    test(`is left over rather than made another: ${why.source}`, () => {
      const { value, left: said, wrong } = client(members)
      assert.deepEqual([value, wrong], [undefined, []])
      assert.match(said, why)
    })
  }

  test('whose redirect URIs are all patterns keeps what needs none', () => {
    const { value, left: said } = client({ secret, redirectUris: ['https://app.example/*'], serviceAccountsEnabled: true })
    assert.deepEqual(value?.['grantTypes'], { client_credentials: true })
    assert.match(said, /signing in through the browser, of a client of whose redirect URIs none could be taken/)
  })
})
