import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { administrator, type Opened, openLatchkey } from './open-latchkey.ts'

type Json = Readonly<Record<string, unknown>>

const using = ['urn:ietf:params:jmap:core']
let opened: Opened
/** Bearer of the administrator, and of somebody with the built-in role of users who may read one kind of object. */
let admin: string
let user: string

before(async () => {
  opened = await openLatchkey()
  const { username, password } = administrator
  admin = await keyOf(basic(username, password))
  const credentials = { '0': { '@type': 'Password', secret: password } }
  const permissions = { '@type': 'Merge', enabledPermissions: { sysScopeGet: true } }
  await call('x:Account/set', { create: { k: { name: 'ada', credentials, permissions } } }, admin)
  user = await keyOf(basic('ada', password))
})
after(() => opened[Symbol.asyncDispose]())

const basic = (username: string, password: string): string => `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`

async function keyOf(authorization: string): Promise<string> {
  const { created } = await call('x:ApiKey/set', { create: { k: { description: 'of a test' } } }, authorization)
  return `Bearer ${(created as Readonly<Record<string, Json>>)['k']?.['secret']}`
}

function post(path: string, authorization: string, body: string | ReadableStream = ''): Promise<Response> {
  const headers = { authorization, 'content-type': 'application/json' }
  return opened.fetch(path, { method: 'POST', headers, body, duplex: 'half' } as RequestInit)
}

async function call(method: string, args: Json, authorization: string): Promise<Json> {
  const response = await post('/api', authorization, JSON.stringify({ using, methodCalls: [[method, args, 'c']] }))
  const { methodResponses } = (await response.json()) as { readonly methodResponses: readonly (readonly [string, Json])[] }
  return methodResponses[0]?.[1] ?? {}
}

async function auditOf(method: string): Promise<readonly Json[]> {
  const { ids } = await call('x:AuditEvent/query', { filter: { kind: 'call' } }, admin)
  const { list } = await call('x:AuditEvent/get', { ids }, admin)
  return (list as readonly Json[]).filter((event) => event['method'] === method)
}

describe('the verification of the audit log', () => {
  test('is for those who may search audit events, and is audited itself', async () => {
    assert.equal((await post('/api/audit/verify', user)).status, 403)
    const verdict = (await (await post('/api/audit/verify', admin)).json()) as Json
    assert.equal(verdict['kind'], 'intact')
    const outcomes = (await auditOf('audit/verify')).map(({ outcome }) => outcome)
    assert.deepEqual(outcomes.toSorted(), ['done', 'refused'])
  })
})

describe('the audit of plans', () => {
  test('says which of them was run', async () => {
    await (await post('/api/plan?mode=diff', admin)).text()
    await (await opened.fetch('/api/snapshot?types=Scope', { headers: { authorization: admin } })).text()
    assert.equal((await auditOf('plan/diff')).length, 1)
    assert.equal((await auditOf('snapshot')).length, 1)
  })
})

describe('what one caller can keep the server busy with', () => {
  test('a request of very many values is refused before it is looked at', async () => {
    const values = `{"using":${JSON.stringify(using)},"methodCalls":[["Core/echo",{"a":[${'0,'.repeat(200_000)}0]},"c"]]}`
    const response = await post('/api', user, values)
    assert.equal(response.status, 400)
    assert.equal(((await response.json()) as Json)['limit'], 'maxSizeRequest')
  })

  test('a request nested too deep is refused before it is parsed', async () => {
    const response = await post('/api', user, '['.repeat(1_000_000))
    assert.equal(((await response.json()) as Json)['type'], 'urn:ietf:params:jmap:error:notJSON')
  })

  test('a plan file of very many values is refused', async () => {
    const line = JSON.stringify({ '@type': 'upsert', object: 'Role', value: { x: Array.from({ length: 300_000 }, () => ({})) } })
    const file = `${line}\n`.repeat(8)
    const response = await post('/api/plan', user, file)
    assert.equal(response.status, 413)
    await response.text()
  })

  test('a plan file that ends too early changes nothing and is no failure of the server', async () => {
    const octets = new TextEncoder().encode('{"@type":"upsert","object":"Role","value":{"description":"half"}}\n')
    const file = new ReadableStream<Uint8Array>({
      start: (controller) => controller.enqueue(octets),
      pull: () => Promise.reject(new Error('aborted')),
    })
    const response = await post('/api/plan?mode=apply', admin, file)
    assert.equal(response.status, 400)
    assert.equal(((await response.json()) as Json)['error'], 'invalid_request')
    assert.deepEqual((await call('x:Role/query', {}, admin))['ids'], [])
  })

  test('two plans at a time, and again when they are over', async () => {
    const bodies = [1, 2].map(() => new TransformStream<Uint8Array, Uint8Array>())
    const running = bodies.map(({ readable }) => post('/api/plan', user, readable))
    await new Promise((resolve) => setTimeout(resolve, 50))
    const third = await post('/api/plan', user)
    assert.equal(third.status, 429)
    assert.ok(third.headers.get('retry-after'))
    assert.equal((await post('/api/plan', admin)).status, 200)
    await Promise.all(bodies.map(({ writable }) => writable.close()))
    for (const response of await Promise.all(running)) assert.match(await response.text(), /"type":"done"/)
    assert.equal((await post('/api/plan', user)).status, 200)
  })

  test('HEAD opens no event source and begins no snapshot', async () => {
    for (let count = 0; count < 12; count += 1) {
      const path = '/jmap/eventsource?types=*&closeafter=no&ping=0'
      const response = await opened.fetch(path, { method: 'HEAD', headers: { authorization: admin } })
      assert.equal(response.status, 200)
      assert.equal(response.body, null)
    }
    const snapshot = await opened.fetch('/api/snapshot', { method: 'HEAD', headers: { authorization: admin } })
    assert.equal(snapshot.body, null)
  })
})
