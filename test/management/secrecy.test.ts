import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { describe, test } from 'node:test'
import {
  administrator,
  Browser,
  basic,
  codeOf,
  expectPage,
  type Fetch,
  RelyingParty,
  startServer,
  type TestServer,
  waitUntil,
} from '@latchkey/testing'
import { ApiClient, type Json } from './api-client.ts'

const deviceGrant = 'urn:ietf:params:oauth:grant-type:device_code'
const redirectUri = 'https://app.example/callback'
const jane = { username: 'jane', password: 'her-very-own-passphrase' }

/** A text that nobody may be shown, known by what it came from. */
const secret = (name: string): string => `${name}-${randomBytes(18).toString('hex')}`

/** What comes and goes between people, clients and a server, with all that is secret in it. */
class Wire {
  /** Texts that were sent as secrets. */
  readonly given = new Set<string>([administrator.password, jane.password])
  /** Secrets that the server made, and query strings. */
  readonly made = new Set<string>()
  /** Answers of management, with what was asked. */
  readonly management: { readonly asked: string; readonly answered: string }[] = []
  readonly #server: TestServer

  constructor(server: TestServer) {
    this.#server = server
  }

  readonly fetch: Fetch = async (input, init) => {
    const target = new URL(input)
    if (target.search.length > 8) this.made.add(target.search)
    this.#collect(decodeURIComponent(target.search))
    if (init?.body instanceof URLSearchParams) this.#collect(decodeURIComponent(init.body.toString()))
    const response = await this.#server.fetch(target, init)
    this.#collect(decodeURIComponent(response.headers.get('location')?.replaceAll('+', ' ') ?? ''))
    for (const cookie of response.headers.getSetCookie()) this.#collect(cookie)
    const answered = await response.clone().text()
    this.#collect(answered)
    if (/^\/(api|jmap)\b/.test(target.pathname))
      this.management.push({ asked: `${target.pathname} ${init?.body ?? ''}`, answered })
    return response
  }

  #collect(text: string): void {
    const forms = [
      /lk_[a-z]{2}_[\w-]{20,}/g,
      /eyJ[\w-]+\.[\w-]+\.[\w-]+/g,
      /\b[B-Z]{4}-[B-Z]{4}\b/g,
      /(?<=name="csrf" value=")[^"]+/g,
    ]
    for (const form of forms) for (const [found] of text.matchAll(form)) this.made.add(found)
  }

  found(text: string): readonly string[] {
    return [...this.given, ...this.made].filter((each) => text.includes(each))
  }
}

/** A server on which everybody has done everything that involves a secret, well and badly. */
async function live(server: TestServer, wire: Wire): Promise<ApiClient> {
  const api = await ApiClient.administrator({ issuer: server.issuer, fetch: wire.fetch })
  const give = (name: string): string => {
    const text = secret(name)
    wire.given.add(text)
    return text
  }
  await api.update('OidcProvider', {
    anonymousClientRegistration: true,
    encryptionKey: { '@type': 'Value', secret: give('encryption-key') },
  })
  await api.update('OidcProvider', { 'encryptionKey/secret': give('encryption-key') })
  const credentials = { 0: { '@type': 'Password', secret: jane.password } }
  await api.create('Account', { name: jane.username, credentials })
  for (const method of ['client_secret_basic', 'none']) {
    const grantTypes = { authorization_code: true, refresh_token: true, [deviceGrant]: true }
    const value = { redirectUris: { [redirectUri]: true }, tokenEndpointAuthMethod: method, grantTypes }
    const { id, secret: clientSecret } = await api.create('OAuthClient', value)
    const { clientId } = await api.get('OAuthClient', id)
    const party = new RelyingParty({
      issuer: server.issuer,
      fetch: wire.fetch,
      clientId: String(clientId),
      redirectUri,
      ...(typeof clientSecret === 'string' ? { clientSecret } : {}),
    })
    await signIns(party, wire, server)
    if (method !== 'none') await api.update('OAuthClient', { secret: give('client-secret') }, id)
  }
  const registered = await wire.fetch(`${server.issuer}/auth/register`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ redirect_uris: [redirectUri], client_name: 'New' }),
  })
  assert.equal(registered.status, 201)
  await api.create('OAuthClient', { clientId: 'imported', secret: give('client-secret'), redirectUris: { [redirectUri]: true } })
  await api.create('AppPassword', { description: 'mail' })
  await api.create('Action', { '@type': 'RotateKeys' })
  const kim = await api.create('Account', { name: 'kim', credentials: { 0: { '@type': 'Password', secret: give('password') } } })
  await api.update('Account', { 'credentials/0/secret': give('password') }, kim.id)
  const giveHash = (): string => {
    const hash = `$pbkdf2-sha256$i=1000$${randomBytes(18).toString('base64')}$${randomBytes(33).toString('base64')}`
    wire.given.add(hash)
    return hash
  }
  const lee = await api.create('Account', { name: 'lee', credentials: { 0: { '@type': 'Password', secretHash: giveHash() } } })
  await api.update('Account', { 'credentials/0/secretHash': giveHash() }, lee.id)
  const costly = giveHash().replace('i=1000', 'i=9999999')
  wire.given.add(costly)
  await api.call('x:Account/set', { update: { [lee.id]: { 'credentials/0/secretHash': costly } } })
  const plan = [
    {
      '@type': 'upsert',
      object: 'OAuthClient',
      value: { clientId: 'planned', secret: give('client-secret'), redirectUris: { [redirectUri]: true } },
    },
    { '@type': 'update', object: 'OidcProvider', value: { encryptionKey: { '@type': 'Value', secret: give('encryption-key') } } },
    {
      '@type': 'upsert',
      object: 'Account',
      value: { name: 'mia', credentials: { 0: { '@type': 'Password', secretHash: giveHash() } } },
    },
    { '@type': 'upsert', object: 'OAuthClient', value: { clientId: 'made', redirectUris: { [redirectUri]: true } } },
  ]
  const lines = plan.map((line) => `${JSON.stringify(line)}\n`).join('')
  for (const mode of ['plan', 'diff', 'apply']) {
    const events = await (await api.request(`/api/plan?mode=${mode}`, { method: 'POST', body: lines })).text()
    assert.match(events, /"type":"done"/)
  }
  await api.request(`/api/plan?mode=plan`, { method: 'POST', body: `{"secret": "${give('broken-line')}"` })
  await misplaced(api, wire, give, server)
  return api
}

/** Sign-ins, token requests and their failures. */
async function signIns(party: RelyingParty, wire: Wire, server: TestServer): Promise<void> {
  const browser = new Browser({ fetch: wire.fetch })
  const pending = party.begin({ scope: 'openid profile email offline_access' })
  wire.given.add(pending.verifier)
  const login = await browser.openPage(pending.url)
  const wrong = secret('typed-password')
  wire.given.add(wrong)
  await browser.submit(login, { fields: { username: wrong, password: wrong } })
  const code = codeOf(await browser.signIn(pending.url, jane))
  await party.redeem(code, { code_verifier: 'w'.repeat(43) })
  const redeemed = await party.redeem(code, { code_verifier: pending.verifier })
  const refreshed = await party.refresh(String(redeemed.body['refresh_token']))
  assert.equal(refreshed.status, 200)
  const accessToken = String(refreshed.body['access_token'])
  await party.userinfo(accessToken)
  await party.form('/auth/introspect', { token: accessToken })
  await party.form('/auth/revoke', { token: accessToken })
  await party.redeem(code, { code_verifier: pending.verifier })
  await wire.fetch(`${server.issuer}/auth/userinfo?access_token=${accessToken}`)
  await party.postForm('/auth/token', { grant_type: code, code: jane.password, client_id: party.clientId })
  await browser.open(`${server.issuer}/auth/authorize?client_id=${party.clientId}&redirect_uri=${code}`)
  await browser.open(party.begin({ scope: `openid ${code}`, prompt: code }).url)
  const codes = await party.form('/auth/device', { scope: 'openid' })
  assert.equal(codes.status, 200, JSON.stringify(codes.body))
  const form = await browser.openPage(String(codes.body['verification_uri_complete']))
  const confirm = expectPage(await browser.submit(form))
  await browser.submit(confirm, { button: ['decision', 'allow'] })
  const issued = await party.token({ grant_type: deviceGrant, device_code: String(codes.body['device_code']) })
  assert.equal(issued.status, 200, JSON.stringify(issued.body))
}

/** Secrets where none belongs. */
async function misplaced(api: ApiClient, wire: Wire, give: (name: string) => string, server: TestServer): Promise<void> {
  const text = give('misplaced')
  await api.attempt(
    [text, {}],
    ['x:Account/get', { ids: [text], properties: [text] }],
    ['x:Account/query', { filter: { [text]: text }, sort: [{ property: text }] }],
    ['x:Account/set', { update: { [text]: { [text]: text } }, destroy: [text] }],
    ['x:OidcProvider/set', { update: { singleton: { [text]: text, signatureKey: { '@type': text, secret: text } } } }],
    ['x:OidcProvider/set', { update: { singleton: { signatureKey: { '@type': 'Text', secret: text } } } }],
    ['x:OidcProvider/set', { update: { singleton: { encryptionKey: text } } }],
  )
  wire.management.pop()
  for (const authorization of [basic(text, text), basic('admin', text), `Bearer ${text}`, `Bearer lk_ak_${text}`]) {
    const { status } = await wire.fetch(`${server.issuer}/api`, {
      method: 'POST',
      headers: { authorization },
      body: `{"${text}"`,
    })
    assert.equal(status, 401)
  }
  await api.post(`{"using":["${text}"],"methodCalls":[]}`)
  wire.management.pop()
  await api.post(`{"${text}"`)
}

describe('no secret of anybody', () => {
  test('is in an answer of management, a trace, a revision, an audit event, a snapshot or the log at its finest', async () => {
    await using server = await startServer({ env: { LATCHKEY_LOG: 'debug' } })
    const wire = new Wire(server)
    const api = await live(server, wire)

    const packed = await api.request('/api/schema')
    const schema = (await (
      await server.fetch(packed.headers.get('location') ?? '', { headers: { authorization: api.authorization } })
    ).json()) as {
      readonly objects: Record<string, { readonly type: string; readonly aliasOf?: string }>
    }
    const shown: Record<string, number> = {}
    for (const [name, { type }] of Object.entries(schema.objects)) {
      if (type === 'view') continue
      const { list } = await api.call(`${name}/get`, { ids: null })
      shown[name] = (list as readonly Json[]).length
    }
    for (const name of [
      'Account',
      'OAuthClient',
      'ApiKey',
      'AppPassword',
      'Session',
      'Grant',
      'SigningKey',
      'Trace',
      'AuditEvent',
      'Revision',
    ])
      assert.ok((shown[`x:${name}`] ?? 0) > 0, name)
    const snapshot = await (await api.request('/api/snapshot')).text()
    assert.ok(snapshot.includes('"planned"'))
    for (const path of ['/jmap/session', '/api/account']) await api.request(path)

    const kinds = ['lk_ac_', 'lk_at_', 'lk_rt_', 'lk_cs_', 'lk_ra_', 'lk_ss_', 'lk_br_', 'lk_dc_', 'lk_ak_', 'lk_ap_', 'eyJ', '?']
    for (const kind of kinds)
      assert.ok(
        [...wire.made].some((each) => each.startsWith(kind)),
        kind,
      )
    assert.ok([...wire.made].some((each) => /^[B-Z]{4}-[B-Z]{4}$/.test(each)))

    // What was made is told once, to who made it.
    const told = new Map<string, number>()
    for (const { asked, answered } of wire.management) {
      for (const each of wire.found(answered)) {
        assert.ok(
          wire.made.has(each) && /"create"|mode=apply|"apply"|upsert/.test(asked),
          `${each.slice(0, 12)}... in the answer to ${asked.slice(0, 200)}`,
        )
        told.set(each, (told.get(each) ?? 0) + 1)
      }
    }
    assert.ok(told.size >= 4, `${told.size} secrets were told`)
    for (const [each, times] of told) assert.equal(times, 1, each.slice(0, 12))

    await waitUntil('the log of the last request', () => (server.output.includes('/api/account') ? true : undefined))
    assert.match(server.output, /"level":"debug".*\/auth\/token/)
    assert.deepEqual(wire.found(server.output), [])
    await server.stop()
    assert.deepEqual(wire.found(server.output), [])
    assert.ok(!server.output.includes('PRIVATE KEY'))
  })
})
