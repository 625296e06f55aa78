import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { Client, ClientId } from '@latchkey/core'
import { type CreatedClient, createClient, type NewClient } from '@latchkey/management'
import { TestManagement } from './test-management.ts'

const redirectUris = ['https://rp.example/callback']
const minimal: NewClient = { name: 'My app', redirectUris }

async function created(kit: TestManagement, input: NewClient): Promise<CreatedClient> {
  const result = await createClient(kit, input)
  if ('error' in result) throw new Error(JSON.stringify(result.error))
  return result.created
}

describe('create a client', () => {
  test('with a name and a redirect URI: a confidential web client for the code flow', async () => {
    await using kit = await TestManagement.open()
    const { client, clientSecret = '' } = await created(kit, minimal)
    assert.match(client.clientId, /^[a-z0-9]{20}$/)
    assert.match(clientSecret, /^lk_cs_[A-Za-z0-9_-]{64}$/)
    const { clientId, secrets, ...rest } = client
    assert.deepEqual(rest, {
      origin: 'administrator',
      name: 'My app',
      applicationType: 'web',
      redirectUris,
      postLogoutRedirectUris: [],
      responseTypes: ['code'],
      grantTypes: ['authorization_code', 'refresh_token'],
      claimsInIdToken: true,
      skipConsent: false,
      requireAuthTime: false,
      postures: {},
      createdAt: kit.now,
      updatedAt: kit.now,
    })
    assert.equal(secrets[0]?.digest, kit.crypto.digest(clientSecret))
    assert.equal(kit.crypto.openSealed(secrets[0]?.sealed ?? ''), clientSecret)
    assert.deepEqual(await kit.stores.clients.find(clientId, kit.now), client)
  })

  test('a public one has no secret and authenticates with none', async () => {
    await using kit = await TestManagement.open()
    const { client, clientSecret } = await created(kit, { ...minimal, public: true })
    assert.equal(clientSecret, undefined)
    assert.deepEqual(client.secrets, [])
    assert.equal(client.tokenEndpointAuthMethod, 'none')
  })

  test('an imported one keeps its id and secret, which is not said again', async () => {
    await using kit = await TestManagement.open()
    const secret = 'a secret without blanks'.replaceAll(' ', '-').padEnd(32, 'x')
    const { client, clientSecret } = await created(kit, { ...minimal, clientId: 'old-app', secret } as NewClient)
    assert.equal(client.clientId, 'old-app')
    assert.equal(clientSecret, undefined)
    assert.equal(client.secrets[0]?.digest, kit.crypto.digest(secret))
  })

  test('every other member is stored as it was given', async () => {
    await using kit = await TestManagement.open()
    const members = {
      applicationType: 'native',
      postLogoutRedirectUris: ['com.example.app:/bye'],
      grantTypes: ['authorization_code'],
      scopes: ['openid', 'email'],
      tokenEndpointAuthMethod: 'client_secret_post',
      idTokenSignedResponseAlg: 'HS512',
      claimsInIdToken: false,
      skipConsent: true,
      requireAuthTime: true,
      defaultMaxAge: 0,
      contacts: ['owner@rp.example'],
      clientUri: 'https://rp.example',
      logoUri: 'https://rp.example/logo.png',
      policyUri: 'https://rp.example/policy',
      tosUri: 'https://rp.example/tos',
      initiateLoginUri: 'https://rp.example/login',
      jwks: { keys: [{ kty: 'RSA', n: 'AQAB', e: 'AQAB' }] },
    } as const
    const { client } = await created(kit, { ...minimal, ...members })
    for (const [name, value] of Object.entries(members)) assert.deepEqual(client[name as keyof Client], value, name)
  })

  test('an id that exists is refused', async () => {
    await using kit = await TestManagement.open()
    await created(kit, { ...minimal, clientId: 'app' as ClientId })
    assert.deepEqual(await createClient(kit, { ...minimal, clientId: 'app' as ClientId }), {
      error: { type: 'primaryKeyViolation', description: 'A client with this clientId exists.', properties: ['clientId'] },
    })
  })
})

describe('create a client refuses', () => {
  let kit: TestManagement
  before(async () => {
    kit = await TestManagement.open()
  })
  after(() => kit[Symbol.asyncDispose]())

  const invalid = (property: string, value: string): unknown => ({ type: 'Invalid', property, value })
  const table: readonly (readonly [change: Readonly<Record<string, unknown>>, error: unknown])[] = [
    [{ name: undefined }, { type: 'Required', property: 'name' }],
    [{ name: '' }, invalid('name', '')],
    [{ name: 'a\nb' }, invalid('name', 'a\nb')],
    [{ redirectUris: [] }, { type: 'Required', property: 'redirectUris' }],
    [{ redirectUris: 'https://rp.example' }, invalid('redirectUris', 'https://rp.example')],
    [{ redirectUris: ['http://rp.example/cb'] }, invalid('redirectUris', '["http://rp.example/cb"]')],
    [{ redirectUris: ['https://rp.example/cb#x'] }, invalid('redirectUris', '["https://rp.example/cb#x"]')],
    [{ postLogoutRedirectUris: ['javascript:alert(1)'] }, invalid('postLogoutRedirectUris', '["javascript:alert(1)"]')],
    [{ public: 'yes' }, invalid('public', 'yes')],
    [{ applicationType: 'desktop' }, invalid('applicationType', 'desktop')],
    [{ grantTypes: ['password'] }, invalid('grantTypes', '["password"]')],
    [{ grantTypes: [] }, { type: 'Required', property: 'grantTypes' }],
    [{ scopes: ['openid', 'emial'] }, invalid('scopes', '["openid","emial"]')],
    [{ idTokenSignedResponseAlg: 'XS256' }, invalid('idTokenSignedResponseAlg', 'XS256')],
    [{ idTokenSignedResponseAlg: 'HS256', public: true }, invalid('idTokenSignedResponseAlg', 'HS256')],
    [{ tokenEndpointAuthMethod: 'private_key_jwt' }, invalid('tokenEndpointAuthMethod', 'private_key_jwt')],
    [{ tokenEndpointAuthMethod: 'magic' }, invalid('tokenEndpointAuthMethod', 'magic')],
    [{ tokenEndpointAuthMethod: 'tls_client_auth' }, invalid('tokenEndpointAuthMethod', 'tls_client_auth')],
    [{ tokenEndpointAuthMethod: 'none' }, invalid('tokenEndpointAuthMethod', 'none')],
    [{ tokenEndpointAuthMethod: 'client_secret_basic', public: true }, invalid('tokenEndpointAuthMethod', 'client_secret_basic')],
    [{ secret: 'x'.repeat(31) }, invalid('secret', '****')],
    [{ secret: `${'x'.repeat(40)} ` }, invalid('secret', '****')],
    [{ secret: 'x'.repeat(32), public: true }, invalid('secret', '****')],
    [
      { secret: 'x'.repeat(63), idTokenSignedResponseAlg: 'HS512' },
      { type: 'MinLength', property: 'secret', required: 64 },
    ],
    [{ clientId: 'with blank' }, invalid('clientId', 'with blank')],
    [{ defaultMaxAge: -1 }, invalid('defaultMaxAge', '-1')],
    [{ initiateLoginUri: 'http://rp.example/login' }, invalid('initiateLoginUri', 'http://rp.example/login')],
    [{ logoUri: 'data:image/png;base64,AAAA' }, invalid('logoUri', 'data:image/png;base64,AAAA')],
    [{ jwks: { keys: [{ kty: 'oct', k: 'AQAB' }] } }, invalid('jwks', '****')],
  ]
  for (const [change, error] of table) {
    test(JSON.stringify(change).slice(0, 80), async () => {
      const input: Readonly<Record<string, unknown>> = { ...minimal, ...change }
      const result = await createClient(kit, input as unknown as NewClient)
      assert.ok('error' in result && result.error.type === 'validationFailed', JSON.stringify(result))
      assert.deepEqual(result.error.validationErrors, [error])
      assert.match(result.error.description ?? '', new RegExp(`^${Object.keys(change)[0]} `))
    })
  }

  test('a property that it does not have, naming those that it has', async () => {
    const result = await createClient(kit, { ...minimal, redirectUri: 'https://rp.example' } as NewClient)
    assert.ok('error' in result && result.error.type === 'invalidPatch')
    assert.deepEqual(result.error.properties, ['redirectUri'])
    assert.match(result.error.description, /redirectUris/)
  })

  test('all mistakes at once', async () => {
    const result = await createClient(kit, { name: '', redirectUris: ['x'], defaultMaxAge: 0.5 })
    assert.ok('error' in result && result.error.type === 'validationFailed')
    assert.deepEqual(
      result.error.validationErrors.map(({ property }) => property),
      ['name', 'redirectUris', 'defaultMaxAge'],
    )
  })
})
