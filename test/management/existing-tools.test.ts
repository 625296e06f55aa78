import assert from 'node:assert/strict'
import { get, type IncomingHttpHeaders } from 'node:http'
import { after, before, describe, test } from 'node:test'
import { gunzipSync } from 'node:zlib'
import { administrator, startServer, type TestServer } from '@latchkey/testing'
import { ApiClient, basicOf, type Json } from './api-client.ts'

/** SetErrors and violations that existing tools can decode; anything else makes them fail. */
const decodable = {
  setErrors:
    /^(forbidden|overQuota|tooLarge|rateLimit|notFound|invalidPatch|willDestroy|invalidProperties|singleton|alreadyExists|validationFailed|primaryKeyViolation|invalidForeignKey|objectIsLinked)$/,
  violations: /^(Required|MinValue|MaxValue|MinLength|MaxLength|Invalid)$/,
}

interface Answer {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly octets: Buffer
}

let server: TestServer
let api: ApiClient
/** Where a tool sends its calls: the address that it was given, and only the path of what the session says. */
let apiUrl: string

before(async () => {
  server = await startServer()
  api = await ApiClient.administrator(server)
  const session = JSON.parse((await fetchRaw('/jmap/session')).octets.toString()) as { readonly apiUrl: string }
  apiUrl = new URL(session.apiUrl).pathname.replace(/\/$/, '')
})
after(() => server[Symbol.asyncDispose]())

/** As it comes over the wire: no redirect followed, nothing unpacked, no encoding asked for. */
function fetchRaw(path: string, authorization: string | undefined = basicOf(administrator)): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const headers = { 'accept-encoding': 'identity', ...(authorization === '' ? {} : { authorization }) }
    const sent = get(new URL(path, server.issuer), { headers }, (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, octets: Buffer.concat(chunks) }),
      )
    })
    sent.on('error', reject)
  })
}

/** Sends a request as tools write it, to the letter. */
async function send(body: string): Promise<readonly (readonly [name: string, args: Json, id: string])[]> {
  const response = await api.post(body, apiUrl)
  assert.equal(response.status, 200)
  return ((await response.json()) as { readonly methodResponses: readonly (readonly [string, Json, string])[] }).methodResponses
}

const using = '"using":["urn:ietf:params:jmap:core","urn:stalwart:jmap"]'

describe('a tool that was written for another server', () => {
  test('the logo is a picture, for whoever asks', async () => {
    const { status, headers, octets } = await fetchRaw('/logo', '')
    assert.equal(status, 200)
    assert.equal(headers['content-type'], 'image/svg+xml')
    assert.match(octets.toString(), /^<svg /)
  })

  test('finds the schema by the redirect, packed whatever it accepts, to be kept for ever', async () => {
    const redirect = await fetchRaw('/api/schema')
    assert.equal(redirect.status, 302)
    const hash = redirect.headers.location?.split('/').at(-1) ?? ''
    assert.match(hash, /^[\w-]{43}$/)
    const found = await fetchRaw(`/api/schema/${hash}`)
    assert.equal(found.status, 200)
    assert.match(found.headers['content-type'] ?? '', /^application\/json/)
    assert.equal(found.headers['content-encoding'], 'gzip')
    assert.match(found.headers['cache-control'] ?? '', /max-age=31536000, immutable/)
    const schema = JSON.parse(gunzipSync(found.octets).toString()) as Json
    const members = ['objects', 'schemas', 'fields', 'forms', 'lists', 'enums', 'dashboards', 'layouts']
    assert.deepEqual(Object.keys(schema), members)
    const stale = await fetchRaw(`/api/schema/${'x'.repeat(43)}`)
    assert.deepEqual([stale.status, stale.headers.location], [302, redirect.headers.location])
    assert.equal((await fetchRaw('/api/schema', '')).status, 401)
  })

  test('finds in the session what it needs, with and without credentials', async () => {
    const { octets } = await fetchRaw('/jmap/session')
    const session = JSON.parse(octets.toString()) as Record<string, Record<string, Json>>
    const core = session['capabilities']?.['urn:ietf:params:jmap:core'] as Json
    const limits = ['maxSizeRequest', 'maxConcurrentRequests', 'maxCallsInRequest', 'maxObjectsInGet', 'maxObjectsInSet']
    for (const name of limits) assert.equal(typeof core[name], 'number', name)
    assert.ok(session['capabilities']?.['urn:stalwart:jmap'])
    const [id] = Object.keys(session['accounts'] ?? {})
    assert.equal(session['primaryAccounts']?.['urn:stalwart:jmap'], id)
    const account = session['accounts']?.[id ?? '']
    assert.deepEqual([account?.['name'], account?.['isPersonal'], account?.['isReadOnly']], ['admin', true, false])
    assert.deepEqual(account?.['accountCapabilities'], { 'urn:stalwart:jmap': {} })
    assert.equal(session['username'] as unknown, 'admin')
    assert.equal(apiUrl, '/jmap')
    const anonymous = JSON.parse((await fetchRaw('/jmap/session', '')).octets.toString()) as Json
    assert.deepEqual([anonymous['accounts'], anonymous['primaryAccounts']], [{}, {}])
    assert.equal((await fetchRaw('/jmap/session', 'Basic bm9ib2R5Ong=')).status, 401)
  })

  for (const name of ['x:OidcProvider', 'x:oidc-provider']) {
    test(`gets and updates ${name}, and the answer has the name that it sent`, async () => {
      const [got] = await send(`{${using},"methodCalls":[["${name}/get",{"ids":["singleton"],"properties":null},"c0"]]}`)
      assert.deepEqual([got?.[0], got?.[2]], [`${name}/get`, 'c0'])
      assert.equal(JSON.stringify(got).includes('"id":"singleton"'), true)
      const [set] = await send(
        `{${using},"methodCalls":[["${name}/set",{"update":{"singleton":{"authCodeMaxAttempts":5}}},"c0"]]}`,
      )
      assert.deepEqual([set?.[0], set?.[1]['updated'], set?.[2]], [`${name}/set`, { singleton: null }, 'c0'])
    })
  }

  test('pages through a query with the objects of each page, and deletes what it found', async () => {
    const ids: string[] = []
    for (const count of [1, 2, 3, 4, 5]) {
      const [answer] = await send(
        `{${using},"methodCalls":[["x:Scope/set",{"create":{"n0":{"name":"paged:${count}","description":"Page ${count}"}}},"c0"]]}`,
      )
      ids.push(createdId(answer, 'n0'))
    }
    const seen: unknown[] = []
    for (let after = ''; ; ) {
      const anchor = after === '' ? '' : `,"anchor":"${after}","anchorOffset":1`
      const answers = await send(
        `{${using},"methodCalls":[["x:Scope/query",{"filter":{"text":"page"},"limit":2,"calculateTotal":true${anchor}},"q"],["x:Scope/get",{"#ids":{"resultOf":"q","name":"x:Scope/query","path":"/ids"},"properties":["id","name"]},"g"]]}`,
      )
      assert.equal(answers.length, 2)
      const [[, query] = assert.fail(), [, page] = assert.fail()] = answers
      assert.equal(query['total'], 5)
      const list = page['list'] as readonly Json[]
      assert.deepEqual(
        query['ids'],
        list.map(({ id }) => id).toSorted((a, b) => order(query['ids'], a) - order(query['ids'], b)),
      )
      if (list.length === 0) break
      seen.push(...list.map(({ id }) => id))
      after = String((query['ids'] as readonly string[]).at(-1))
    }
    assert.deepEqual(seen.toSorted(), ids.toSorted())
    const [deleted] = await send(`{${using},"methodCalls":[["x:Scope/set",{"destroy":${JSON.stringify(ids)}},"c0"]]}`)
    assert.deepEqual(deleted?.[1]['destroyed'], ids)
  })

  test('can use the capabilities of other products, and leave ours out', async () => {
    const others = ['blob', 'mail', 'calendars', 'contacts', 'principals', 'sieve', 'vacationresponse']
    const names = ['core', ...others].map((name) => `urn:ietf:params:jmap:${name}`)
    const [got] = await send(
      JSON.stringify({ using: names, methodCalls: [['x:OidcProvider/get', { ids: null, properties: ['id'] }, 'c']] }),
    )
    assert.deepEqual(got?.[1]['list'], [{ id: 'singleton' }])
  })

  test('can decode every refusal', async () => {
    const redirectUris = { 'https://app.example/cb': true }
    await api.create('OAuthClient', { clientId: 'taken', redirectUris })
    const role = await api.create('Role', { description: 'In use', enabledPermissions: { authenticate: true } })
    await api.create('Group', { name: 'users of it', roleIds: { [role.id]: true } })
    const answers = await api.attempt(
      ['x:OidcProvider/set', { update: { singleton: { authCodeMaxAttempts: 0 } } }],
      ['x:OidcProvider/set', { update: { singleton: { authCodeMaxAttempts: 1001 } } }],
      ['x:OidcProvider/set', { update: { singleton: { encryptionKey: { '@type': 'Value' } } } }],
      ['x:OidcProvider/set', { update: { singleton: { authCodeExpiry: 0 } } }],
      ['x:OidcProvider/set', { create: { n: {} }, destroy: ['singleton'] }],
      ['x:OAuthClient/set', { create: { n: { clientId: 'taken', redirectUris } }, update: { none: {} }, destroy: ['none'] }],
      ['x:Role/set', { destroy: [role.id] }],
      ['x:Group/set', { create: { n: { name: 'x', roleIds: { rol_none: true } } } }],
      ['x:Account/set', { create: { n: { name: 'x', roles: { '@type': 'Nothing' } } } }],
      ['x:Account/set', { create: { n: { name: 'y', credentials: { 0: { '@type': 'Password', secret: 'x' } } } } }],
      ['x:Scope/set', { create: { n: { name: '', description: 'x'.repeat(100_000) } } }],
    )
    const found = new Set<string>()
    for (const [name, answer] of answers) {
      assert.match(name, /\/set$/, JSON.stringify(answer))
      const refusals = ['notCreated', 'notUpdated', 'notDestroyed'].flatMap((list) => Object.values((answer[list] ?? {}) as Json))
      assert.ok(refusals.length > 0, JSON.stringify(answer))
      for (const refusal of refusals as readonly Json[]) {
        assert.match(String(refusal['type']), decodable.setErrors)
        found.add(String(refusal['type']))
        for (const violation of (refusal['validationErrors'] ?? []) as readonly Json[]) {
          assert.match(String(violation['type']), decodable.violations)
          assert.equal(typeof violation['property'], 'string')
          found.add(String(violation['type']))
        }
      }
    }
    const expected = ['primaryKeyViolation', 'objectIsLinked', 'invalidForeignKey', 'invalidPatch', 'singleton', 'notFound']
    for (const type of [...expected, 'validationFailed', 'MinValue', 'MaxValue', 'Required']) assert.ok(found.has(type), type)
  })

  test('reloads the settings after a change, as it had to', async () => {
    const [answer] = await send(`{${using},"methodCalls":[["x:Action/set",{"create":{"r":{"@type":"ReloadSettings"}}},"c1"]]}`)
    assert.equal(typeof createdId(answer, 'r'), 'string')
  })
})

function createdId(answer: readonly [string, Json, string] | undefined, key: string): string {
  const created = answer?.[1]['created'] as Readonly<Record<string, { readonly id: string }>> | undefined
  return created?.[key]?.id ?? assert.fail(JSON.stringify(answer))
}

function order(ids: unknown, id: unknown): number {
  return (ids as readonly unknown[]).indexOf(id)
}
