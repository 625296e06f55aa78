import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { administrator, Browser, type Fetch, RelyingParty, startServer, type TestServer } from '@latchkey/testing'
import { ApiClient, basicOf, type Json } from './api-client.ts'

const person = { username: 'jane', password: 'her-very-own-passphrase' }
/** Where each request comes from, as a trusted proxy says. */
const addresses = { person: '203.0.113.9', application: '192.0.2.80', manager: '198.51.100.17' }

let server: TestServer
let api: ApiClient
let accountId: string
let client: { readonly id: string; readonly clientId: string }
let began: string
let ended: string

before(async () => {
  server = await startServer({ env: { LATCHKEY_TRUSTED_PROXIES: '127.0.0.0/8,::1/128' } })
  api = await ApiClient.administrator(server)
  const credentials = { 0: { '@type': 'Password', secret: person.password } }
  accountId = (await api.create('Account', { name: person.username, credentials })).id
  const redirectUri = 'https://app.example/callback'
  const { id, secret } = await api.create('OAuthClient', { clientId: 'app', redirectUris: { [redirectUri]: true } })
  client = { id, clientId: 'app' }
  began = await nextSecond()
  const from =
    (address: string): Fetch =>
    (url, init) =>
      server.fetch(url, {
        ...init,
        headers: { ...Object.fromEntries(new Headers(init?.headers)), 'x-forwarded-for': address },
      })
  const party = new RelyingParty({
    issuer: server.issuer,
    fetch: from(addresses.application),
    clientId: client.clientId,
    clientSecret: String(secret),
    redirectUri,
  })
  const { tokens } = await party.signIn(new Browser({ fetch: from(addresses.person) }), person, {
    scope: 'openid offline_access',
  })
  assert.equal((await party.form('/auth/revoke', { token: tokens.refresh_token })).status, 200)
  const headers = { 'x-forwarded-for': addresses.manager, 'content-type': 'application/json' }
  const methodCalls = [
    ['x:OAuthClient/set', { update: { [client.id]: { description: 'Audited' } } }, 'c0'],
    ['x:OAuthClient/get', { ids: [client.id] }, 'c1'],
    ['x:OidcProvider/set', { update: { singleton: { authCodeMaxAttempts: 0 } } }, 'c2'],
  ]
  const called = await api.request('/api', { method: 'POST', headers, body: JSON.stringify({ using: [], methodCalls }) })
  assert.equal(called.status, 200)
  const wrong = basicOf({ ...administrator, password: 'wrong' })
  assert.equal((await from(addresses.manager)(`${server.issuer}/api/account`, { headers: { authorization: wrong } })).status, 401)
  ended = await nextSecond()
})
after(() => server[Symbol.asyncDispose]())

/** Waits for a full second, as filters compare these. */
async function nextSecond(): Promise<string> {
  const second = Math.ceil(Date.now() / 1000) * 1000
  await new Promise((resolve) => setTimeout(resolve, second - Date.now() + 5))
  return `${new Date(second).toISOString().slice(0, 19)}Z`
}

/** Kinds of the events of the story that a filter finds, in the order in which they happened, with what they are about. */
async function story(filter: Json): Promise<readonly string[]> {
  const events = await api.find('AuditEvent', { ...filter, atIsGreaterThanOrEqual: began, atIsLessThan: ended })
  return events
    .toReversed()
    .map(({ kind, outcome, method, objectName }) => [kind, outcome, method ?? objectName].filter(Boolean).join(' '))
}

const all = [
  'sign-in done',
  'consent done',
  'grant done',
  'revocation done',
  'change done OAuthClient',
  'call done x:OAuthClient/set',
  'call done x:OAuthClient/get',
  'call refused x:OidcProvider/set',
  'sign-in-refused refused',
]

describe('the audit log over HTTP', () => {
  test('has each sign-in, consent, grant, revocation and management call, by time', async () => {
    assert.deepEqual(await story({}), all)
  })

  test('is asked by actor', async () => {
    assert.deepEqual(await story({ actor: accountId }), all.slice(0, 2))
    assert.deepEqual(await story({ actor: client.clientId }), all.slice(2, 4))
    const [administratorAccount] = await api.find('Account', { name: administrator.username })
    assert.deepEqual(await story({ actor: administratorAccount?.['id'] }), all.slice(4, 8))
    assert.deepEqual(await story({ actor: 'anonymous' }), all.slice(8))
    assert.deepEqual(await story({ accountId: administratorAccount?.['id'] }), all.slice(8))
  })

  test('is asked by object, account and client', async () => {
    assert.deepEqual(await story({ objectName: 'OAuthClient', objectId: client.id }), all.slice(4, 7))
    assert.deepEqual(await story({ objectName: 'OidcProvider' }), all.slice(7, 8))
    assert.deepEqual(await story({ accountId }), all.slice(0, 4))
    assert.deepEqual(await story({ clientId: client.clientId }), all.slice(0, 5))
  })

  test('is asked by address and by the way in', async () => {
    assert.deepEqual(await story({ address: addresses.person }), all.slice(0, 2))
    assert.deepEqual(await story({ address: addresses.application }), all.slice(2, 4))
    assert.deepEqual(await story({ address: addresses.manager }), all.slice(4))
    assert.deepEqual(await story({ through: 'page' }), all.slice(0, 2))
    assert.deepEqual(await story({ through: 'protocol' }), all.slice(2, 4))
    assert.deepEqual(await story({ through: 'api' }), all.slice(4))
    assert.deepEqual(await story({ kind: 'change' }), all.slice(4, 5))
  })

  test('has every event once, chained to the one before, and its verification says so', async () => {
    const verdict = (await (await api.request('/api/audit/verify', { method: 'POST' })).json()) as Json
    assert.equal(verdict['kind'], 'intact', JSON.stringify(verdict))
    const events = (await api.find('AuditEvent', { atIsLessThan: ended })).filter(({ sequence }) => typeof sequence === 'number')
    const chain = events.toSorted((a, b) => Number(a['sequence']) - Number(b['sequence']))
    for (const [index, event] of chain.entries()) {
      assert.equal(event['sequence'], index + 1)
      if (index > 0) assert.equal(event['previousHash'], chain[index - 1]?.['hash'])
    }
    assert.ok(chain.length > all.length)
  })

  test('is changed by nobody', async () => {
    const [event] = await api.find('AuditEvent', { kind: 'consent' })
    const id = String(event?.['id'])
    const [answer] = await api.attempt(['x:AuditEvent/set', { update: { [id]: { kind: 'grant' } }, destroy: [id] }])
    assert.deepEqual([answer?.[0], answer?.[1]['type']], ['error', 'unknownMethod'])
    assert.equal((await api.get('AuditEvent', id))['kind'], 'consent')
  })
})
