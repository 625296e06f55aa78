import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { type ClientKeys, findClientKeys } from '../../src/client-keys/find-client-keys.ts'
import { newKey } from '../assertion-kit.ts'
import { RemoteWeb } from './remote-web.ts'

const one = (await newKey('ES256', 'one')).publicJwk
const two = (await newKey('ES256', 'two')).publicJwk
const holder = { jwksUri: 'https://rp.example/keys' }

function find(web: RemoteWeb, kid?: string): Promise<ClientKeys> {
  return findClientKeys(holder, { use: 'sig', algorithm: 'ES256', ...(kid === undefined ? {} : { kid }) }, web.ports)
}

async function outcome(web: RemoteWeb, kid?: string): Promise<string> {
  const found = await find(web, kid)
  return found.kind === 'found' ? found.keys.map((key) => key.kid).join() : found.problem
}

describe('OIDCC-10.1 keys at an address that the client registered', () => {
  test('are fetched once for as long as they are fresh, half a minute at least', async () => {
    const web = new RemoteWeb()
    web.serve([one])
    assert.equal(await outcome(web), 'one')
    web.now += 29_999
    assert.equal(await outcome(web, 'one'), 'one')
    assert.equal(web.requests.length, 1)
    assert.deepEqual(web.requests[0]?.accept, ['application/json', 'application/jwk-set+json'])
    web.serve([one], 600_000)
    web.now += 1
    assert.equal(await outcome(web), 'one')
    web.now += 599_998
    assert.equal(await outcome(web), 'one')
    assert.equal(web.requests.length, 2)
  })

  test('a kid that is not there has the set read anew at once', async () => {
    const web = new RemoteWeb()
    web.serve([one], 3_600_000)
    assert.equal(await outcome(web, 'one'), 'one')
    web.serve([two], 3_600_000)
    assert.equal(await outcome(web, 'two'), 'two')
    assert.deepEqual(
      web.requests.map(({ cache }) => cache),
      [undefined, 'reload'],
    )
    assert.equal(await outcome(web, 'one'), 'kid_unknown')
  })

  test('invented kids cost the client one request in five seconds', async () => {
    const web = new RemoteWeb()
    web.serve([one], 3_600_000)
    for (let index = 0; index < 50; index++) assert.equal(await outcome(web, `invented-${index}`), 'kid_unknown')
    assert.equal(web.requests.length, 2)
    web.now += 5_000
    assert.equal(await outcome(web, 'invented'), 'kid_unknown')
    assert.equal(web.requests.length, 3)
  })

  test('64 tokens with a new kid at once share one reload, and all find the key', async () => {
    const web = new RemoteWeb()
    web.serve([one], 3_600_000)
    await find(web)
    web.serve([two], 3_600_000)
    const found = await Promise.all(Array.from({ length: 64 }, () => outcome(web, 'two')))
    assert.deepEqual(new Set(found), new Set(['two']))
    assert.equal(web.requests.length, 2)
  })

  test('a failure is remembered for five seconds, and says why', async () => {
    const web = new RemoteWeb()
    for (let index = 0; index < 10; index++) {
      const found = await find(web)
      assert.ok(found.kind === 'missing' && found.problem === 'unreachable')
      assert.equal(found.detail, 'jwks_uri: unreachable: nothing is there')
    }
    assert.equal(web.requests.length, 1)
    web.serve([one])
    web.now += 5_000
    assert.equal(await outcome(web), 'one')
  })

  test('a reload that fails takes nothing away that is still good', async () => {
    const web = new RemoteWeb()
    web.serve([one], 3_600_000)
    assert.equal(await outcome(web), 'one')
    web.outcome = { kind: 'failed', problem: 'unreachable', detail: 'down' }
    assert.equal(await outcome(web, 'invented'), 'kid_unknown')
    assert.equal(await outcome(web, 'one'), 'one')
    assert.equal(web.requests.length, 2)
  })

  test('keys that were withdrawn do not work while their address is down', async () => {
    const web = new RemoteWeb()
    web.serve([one])
    assert.equal(await outcome(web), 'one')
    web.outcome = { kind: 'failed', problem: 'unreachable', detail: 'down' }
    web.now += 30_000
    assert.equal(await outcome(web), 'unreachable')
  })

  test('a clock that was set back makes nothing live longer', async () => {
    const web = new RemoteWeb()
    web.serve([one], 60_000)
    assert.equal(await outcome(web), 'one')
    web.now -= 3_600_000
    await find(web)
    assert.equal(web.requests.length, 2)
  })

  const bodies: readonly (readonly [what: string, body: string])[] = [
    ['no JSON', '<html>'],
    ['a list', '[]'],
    ['no keys', '{}'],
    ['keys that are no list', '{"keys":{}}'],
    ['more than 100 keys', JSON.stringify({ keys: Array.from({ length: 101 }, () => one) })],
  ]
  for (const [what, body] of bodies) {
    test(`${what} is no key set`, async () => {
      const web = new RemoteWeb()
      web.serveText(body)
      assert.equal(await outcome(web), 'malformed')
    })
  }

  test('what is no key in a set is passed over', async () => {
    const web = new RemoteWeb()
    web.serveText(JSON.stringify({ keys: [null, 'key', [], {}, { kty: 'EC' }, one] }))
    assert.equal(await outcome(web), 'one')
  })

  test('two providers in one process share nothing', async () => {
    const [web, other] = [new RemoteWeb(), new RemoteWeb()]
    web.serve([one], 3_600_000)
    other.serve([two], 3_600_000)
    assert.deepEqual([await outcome(web), await outcome(other)], ['one', 'two'])
  })

  test('a thousand addresses are remembered, the oldest is forgotten first', async () => {
    const web = new RemoteWeb()
    web.serve([one], 3_600_000)
    const wanted = { use: 'sig', algorithm: 'ES256' } as const
    for (let index = 0; index <= 1_000; index++) {
      await findClientKeys({ jwksUri: `https://rp.example/${index}` }, wanted, web.ports)
    }
    await findClientKeys({ jwksUri: 'https://rp.example/1000' }, wanted, web.ports)
    assert.equal(web.requests.length, 1_001)
    await findClientKeys({ jwksUri: 'https://rp.example/0' }, wanted, web.ports)
    assert.equal(web.requests.length, 1_002)
  })
})
