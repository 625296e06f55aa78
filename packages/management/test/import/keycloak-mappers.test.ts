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

function mapper(protocolMapper: string, config: object): object {
  const places = { 'id.token.claim': 'true', 'access.token.claim': 'false' }
  return { name: 'm', protocol: 'openid-connect', protocolMapper, config: { ...places, ...config } }
}

describe('mappers of Keycloak', () => {
  const everywhere = { idToken: true, userinfo: true, accessToken: false }
  const same: readonly (readonly [what: string, mapper: object, claims: object])[] = [
    [
      'an attribute',
      mapper('oidc-usermodel-attribute-mapper', {
        'user.attribute': 'dept',
        'claim.name': 'department',
        'jsonType.label': 'String',
      }),
      { department: { source: { '@type': 'Attribute', path: 'attributes.dept' }, ...everywhere } },
    ],
    [
      'a property',
      mapper('oidc-usermodel-property-mapper', {
        'user.attribute': 'username',
        'claim.name': 'login',
        'userinfo.token.claim': 'false',
        'access.token.claim': 'true',
      }),
      { login: { source: { '@type': 'Attribute', path: 'username' }, idToken: true, userinfo: false, accessToken: true } },
    ],
    [
      'a text',
      mapper('oidc-hardcoded-claim-mapper', { 'claim.name': 'a\\.b', 'claim.value': 'x', 'jsonType.label': 'String' }),
      { 'a.b': { source: { '@type': 'Text', text: 'x' }, ...everywhere } },
    ],
    [
      'a number',
      mapper('oidc-hardcoded-claim-mapper', { 'claim.name': 'n', 'claim.value': '7', 'jsonType.label': 'int' }),
      { n: { source: { '@type': 'Json', json: '7' }, ...everywhere } },
    ],
    [
      'groups by their path',
      mapper('oidc-group-membership-mapper', { 'claim.name': 'groups', 'full.path': 'true' }),
      { groups: { source: { '@type': 'Groups', prefix: '/' }, ...everywhere } },
    ],
    [
      'groups by their name',
      mapper('oidc-group-membership-mapper', { 'claim.name': 'groups', 'full.path': 'false' }),
      { groups: { source: { '@type': 'Groups', prefix: null }, ...everywhere } },
    ],
    [
      'the full name',
      mapper('oidc-full-name-mapper', {}),
      { name: { source: { '@type': 'Attribute', path: 'name' }, ...everywhere } },
    ],
  ]
  for (const [what, one, claims] of same) {
    test(`of ${what} make the same claim here`, () => {
      const { value, left, wrong } = client({ secret, protocolMappers: [one] })
      assert.deepEqual(value?.['claimMapping'], claims)
      assert.deepEqual([left, wrong], ['', []])
    })
  }

  const other: readonly (readonly [mapper: object, why: RegExp, realm?: object])[] = [
    [
      mapper('oidc-usermodel-realm-role-mapper', { 'claim.name': 'roles' }),
      /mapper of the type oidc-usermodel-realm-role-mapper/,
    ],
    [mapper('oidc-audience-mapper', { 'included.client.audience': 'api' }), /mapper of the type oidc-audience-mapper/],
    [mapper('oidc-script-mapper', {}), /mapper of the type oidc-script-mapper/],
    [mapper('oidc-hardcoded-claim-mapper', { 'claim.name': 'a.b', 'claim.value': 'x' }), /one within another/],
    [mapper('oidc-hardcoded-claim-mapper', { 'claim.name': 'sub', 'claim.value': 'x' }), /mapper of a claim of the protocol/],
    [
      mapper('oidc-hardcoded-claim-mapper', { 'claim.name': 'j', 'claim.value': '{', 'jsonType.label': 'JSON' }),
      /value that is no JSON/,
    ],
    [
      mapper('oidc-usermodel-attribute-mapper', { 'user.attribute': 'age', 'claim.name': 'age', 'jsonType.label': 'int' }),
      /an attribute as int/,
    ],
    [
      mapper('oidc-hardcoded-claim-mapper', { 'claim.name': 'x', 'claim.value': 'x', 'id.token.claim': 'false' }),
      /claim that is in no token/,
    ],
    [
      mapper('oidc-group-membership-mapper', { 'claim.name': 'groups', 'full.path': 'false' }),
      /groups are in groups/,
      { groups: [{ name: 'a', subGroups: [{ name: 'b' }] }] },
    ],
  ]
  for (const [one, why, realm] of other) {
    test(`that none here equals are left over: ${why.source}`, () => {
      const { value, left } = client({ secret, protocolMappers: [one] }, realm)
      assert.equal(value?.['claimMapping'], undefined)
      assert.match(left, why)
    })
  }

  test('of client scopes come with the scope, or always where the client has it by default', () => {
    const attribute = (name: string) => mapper('oidc-usermodel-attribute-mapper', { 'user.attribute': name, 'claim.name': name })
    const { value, scopes, left } = client(
      {
        secret,
        defaultClientScopes: ['profile', 'roles', 'staff', 'web-origins'],
        optionalClientScopes: ['offline_access', 'hr', 'gone'],
      },
      {
        clientScopes: [
          {
            name: 'profile',
            protocolMappers: [
              mapper('oidc-usermodel-property-mapper', { 'user.attribute': 'firstName', 'claim.name': 'given_name' }),
              mapper('oidc-full-name-mapper', {}),
              attribute('badge'),
            ],
          },
          { name: 'roles', protocolMappers: [mapper('oidc-usermodel-realm-role-mapper', {})] },
          { name: 'staff', description: 'Staff', protocolMappers: [attribute('desk')] },
          { name: 'hr', attributes: { 'consent.screen.text': 'Your salary' }, protocolMappers: [attribute('salary')] },
          { name: 'role_list', protocol: 'saml' },
          { name: 'with blank' },
        ],
      },
    )
    assert.deepEqual(scopes, [
      { name: 'staff', description: 'Staff' },
      { name: 'hr', description: 'Your salary' },
    ])
    assert.deepEqual(value?.['scopes'], { openid: true, profile: true, staff: true, offline_access: true, hr: true })
    const path = (name: string) => ({ source: { '@type': 'Attribute', path: `attributes.${name}` }, ...everywhere })
    assert.deepEqual(value?.['claimMapping'], {
      badge: { ...path('badge'), scope: 'profile' },
      desk: path('desk'),
      salary: { ...path('salary'), scope: 'hr' },
    })
    assert.match(left, /client scope gone, which is not defined \(app\)/)
    assert.match(left, /client scope whose name is none that a request can have \(with blank\)/)
  })

  test('of pairwise subjects keep them pairwise, and that they are others is said', () => {
    const { value, left } = client({ secret, protocolMappers: [mapper('oidc-sha256-pairwise-sub-mapper', {})] })
    assert.equal(value?.['subjectType'], 'pairwise')
    assert.match(left, /pairwise subjects: the client gets others than before/)
  })

  test('of several values make lists of single ones', () => {
    const { values } = translate('keycloak', [
      {
        realm: 'acme',
        clients: [
          {
            clientId: 'app',
            secret,
            redirectUris: ['https://app.example/cb'],
            protocolMappers: [
              mapper('oidc-usermodel-attribute-mapper', { 'user.attribute': 'team', 'claim.name': 'team', multivalued: 'true' }),
            ],
          },
        ],
      },
      { realm: 'acme', users: [{ id: '1', username: 'jane', attributes: { team: ['a'], desk: ['b'] } }] },
    ])
    assert.deepEqual(values['Account']?.[0]?.['attributes'], {
      team: { '@type': 'List', items: { a: true } },
      desk: { '@type': 'Text', text: 'b' },
    })
  })
})

describe('a realm of Keycloak', () => {
  test('is no settings here: what could be set is suggested, and the rest is counted', () => {
    const { left, suggestions } = client(
      { secret },
      {
        accessTokenLifespan: 300,
        passwordPolicy: 'length(8)',
        bruteForceProtected: true,
        identityProviders: [{ alias: 'github' }],
        roles: { realm: [{ name: 'boss' }, { name: 'offline_access' }] },
        components: { 'org.keycloak.storage.UserStorageProvider': [{ name: 'ldap' }] },
      },
    )
    assert.match(
      suggestions.join('\n'),
      /accessTokenLifespan was 300 s: latchkey update oidc-provider --field accessTokenExpiry=300s/,
    )
    assert.match(suggestions.join('\n'), /Signing keys are not taken over/)
    assert.match(suggestions.join('\n'), /password policy/)
    assert.match(left, /setting of the realm \(bruteForceProtected\)/)
    assert.match(left, /identity provider: people cannot sign in through it \(github\)/)
    assert.match(left, /1 role of the realm: roles there give no rights here \(boss\)/)
    assert.match(left, /user federation: its users are not in the files/)
  })
})
