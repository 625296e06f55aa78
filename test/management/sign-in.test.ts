import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { administrator, RelyingParty, Scene } from '@latchkey/testing'
import { ApiClient, basicOf, type Json } from './api-client.ts'

const scope = 'urn:latchkey:management'

let scene: Scene
let api: ApiClient

before(async () => {
  // The address that a request comes from can be chosen, as behind a proxy.
  scene = await Scene.open({ env: { LATCHKEY_TRUSTED_PROXIES: '127.0.0.0/8,::1/128' } })
  api = await ApiClient.administrator(scene.server)
})
after(() => scene[Symbol.asyncDispose]())

/** Status of a management request with this `Authorization`, from an address. */
async function statusOf(authorization: string, address?: string): Promise<number> {
  return (await answerTo(authorization, address)).status
}

function answerTo(authorization: string, address = '198.51.100.1'): Promise<Response> {
  const headers = { authorization, 'x-forwarded-for': address }
  return scene.server.fetch(`${scene.issuer}/api/account`, { headers })
}

async function newAccount(username: string, value: Json = {}): Promise<{ readonly username: string; readonly password: string }> {
  const password = `the very own passphrase of ${username}`
  await api.create('Account', { name: username, credentials: { 0: { '@type': 'Password', secret: password } }, ...value })
  return { username, password }
}

/** A client that lists these scopes. */
async function clientWith(...scopes: readonly string[]): Promise<RelyingParty> {
  const redirectUri = 'https://app.example/callback'
  const { id, secret } = await api.create('OAuthClient', {
    redirectUris: { [redirectUri]: true },
    scopes: Object.fromEntries(scopes.map((name) => [name, true])),
  })
  const { clientId } = await api.get('OAuthClient', id)
  const { fetch } = scene.server
  return new RelyingParty({
    issuer: scene.issuer,
    fetch,
    clientId: String(clientId),
    clientSecret: String(secret),
    redirectUri,
  })
}

describe('sign-in to management by Basic', () => {
  test('takes name and password, and tells what the caller may do', async () => {
    const { username, password } = await newAccount('basic')
    const response = await answerTo(basicOf({ username: 'BASIC', password }))
    assert.equal(response.status, 200)
    const { permissions } = (await response.json()) as { readonly permissions: readonly string[] }
    assert.ok(permissions.includes('authenticate') && !permissions.includes('sysOidcProviderGet'))
    assert.equal(await statusOf(basicOf({ username, password: `${password}!` })), 401)
    assert.equal(await statusOf(basicOf({ username: 'nobody', password })), 401)
  })

  test('takes an app password in place of the password', async () => {
    const credentials = await newAccount('apps')
    const own = new ApiClient(scene.server, basicOf(credentials))
    const { id, secret } = await own.create('AppPassword', { description: 'mail' })
    const byApp = basicOf({ username: 'apps', password: String(secret) })
    assert.equal(await statusOf(byApp), 200)
    assert.equal(await statusOf(`Bearer ${secret}`), 401)
    assert.deepEqual((await own.call('x:AppPassword/set', { destroy: [id] }))['destroyed'], [id])
    assert.equal(await statusOf(byApp), 401)
  })

  test('slows down who guesses, says for how long, and leaves others, other networks and keys alone', async () => {
    const victim = await newAccount('victim')
    const { secret: key } = await new ApiClient(scene.server, basicOf(victim)).create('ApiKey', { description: 'k' })
    const attacker = '203.0.113.66'
    const statuses: number[] = []
    for (let count = 0; count < 8; count += 1)
      statuses.push(await statusOf(basicOf({ ...victim, password: `guess ${count}` }), attacker))
    assert.deepEqual([...new Set(statuses)], [401, 429], statuses.join(' '))
    const throttled = await answerTo(basicOf(victim), attacker)
    assert.equal(throttled.status, 429)
    assert.match(throttled.headers.get('retry-after') ?? '', /^[1-9]\d*$/)
    assert.equal(await statusOf(basicOf(victim), '198.51.100.2'), 200)
    assert.equal(await statusOf(`Bearer ${key}`, attacker), 200)
  })

  test('is not what a page of another origin can use', async () => {
    const headers = { authorization: basicOf(administrator), origin: 'https://evil.example' }
    assert.equal((await scene.server.fetch(`${scene.issuer}/api/account`, { headers })).status, 403)
  })

  test('is refused to who may not authenticate', async () => {
    const permissions = { '@type': 'Merge', enabledPermissions: {}, disabledPermissions: { authenticate: true } }
    assert.equal(await statusOf(basicOf(await newAccount('barred', { permissions }))), 403)
  })
})

describe('sign-in to management by an API key', () => {
  test('works until its end, from its networks, with its permissions', async () => {
    const own = new ApiClient(scene.server, basicOf(await newAccount('keys')))
    const { id, secret } = await own.create('ApiKey', {
      description: 'limited',
      allowedIps: { '192.0.2.0/24': true },
      permissions: { '@type': 'Replace', permissions: { authenticate: true } },
    })
    const response = await answerTo(`Bearer ${secret}`, '192.0.2.7')
    assert.deepEqual(((await response.json()) as Json)['permissions'], ['authenticate'])
    assert.equal(await statusOf(`Bearer ${secret}`, '198.51.100.1'), 403)
    assert.deepEqual((await own.call('x:ApiKey/set', { destroy: [id] }))['destroyed'], [id])
    assert.equal(await statusOf(`Bearer ${secret}`, '192.0.2.7'), 401)
  })
})

describe('sign-in to management by an access token', () => {
  test('works with the scope for it, which the person is asked for, with their permissions, until it is revoked', async () => {
    const manager = await newAccount('manager', { roles: { '@type': 'Admin' } })
    const party = await clientWith('openid', scope)
    const browser = scene.browser()
    const asked: string[] = []
    browser.observe = (url) => asked.push(url.pathname)
    const { tokens } = await party.signIn(browser, manager, { scope: `openid ${scope}` })
    assert.ok(asked.includes('/consent'), asked.join(' '))
    assert.equal(tokens.scope, `openid ${scope}`)
    const caller = new ApiClient(scene.server, `Bearer ${tokens.access_token}`)
    await caller.update('OidcProvider', { authCodeMaxAttempts: 6 })
    const [event] = await api.find('AuditEvent', { objectName: 'OidcProvider', kind: 'change' })
    assert.deepEqual([event?.['actorName'], event?.['credential'], event?.['through']], ['manager', 'access-token', 'api'])
    assert.equal((await party.form('/auth/revoke', { token: tokens.access_token })).status, 200)
    assert.equal(await statusOf(caller.authorization), 401)
  })

  test('gives no more than the account may do', async () => {
    const party = await clientWith('openid', scope)
    const { tokens } = await party.signIn(scene.browser(), scene.person, { scope: `openid ${scope}` })
    const [answer] = await new ApiClient(scene.server, `Bearer ${tokens.access_token}`).attempt([
      'x:OidcProvider/get',
      { ids: null },
    ])
    assert.deepEqual([answer?.[0], answer?.[1]['type']], ['error', 'forbidden'])
  })

  test('is refused without the scope', async () => {
    const party = await clientWith('openid', 'profile', scope)
    const { tokens } = await party.signIn(scene.browser(), scene.person, { scope: 'openid profile' })
    assert.equal((await party.userinfo(tokens.access_token)).status, 200)
    assert.equal(await statusOf(`Bearer ${tokens.access_token}`), 401)
    assert.equal(await statusOf(`Bearer ${tokens.id_token}`), 401)
  })

  test('is not what a client gets that does not list the scope', async () => {
    const listsNone = await clientWith()
    const departure = await scene.browser().signIn(listsNone.begin({ scope: `openid ${scope}` }).url, scene.person)
    assert.equal(departure.url.searchParams.get('error'), 'invalid_scope')
  })

  test('ends when the client no longer lists the scope', async () => {
    const party = await clientWith('openid', scope)
    const { tokens } = await party.signIn(scene.browser(), scene.person, { scope: `openid ${scope}` })
    assert.equal(await statusOf(`Bearer ${tokens.access_token}`), 200)
    const [client] = await api.find('OAuthClient', { clientId: party.clientId })
    await api.update('OAuthClient', { scopes: { openid: true } }, String(client?.['id']))
    assert.equal(await statusOf(`Bearer ${tokens.access_token}`), 401)
  })
})
