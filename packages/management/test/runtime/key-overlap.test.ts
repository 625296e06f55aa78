import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { JsonObject } from '@latchkey/management'
import { minute, only, RuntimeKit } from './runtime-kit.ts'

const hour = 60 * minute
const day = 24 * hour

async function act(kit: RuntimeKit, value: JsonObject): Promise<JsonObject> {
  return only(await kit.call('x:Action/set', { create: { r: value } }), 'created')
}

async function published(kit: RuntimeKit, use = 'sig'): Promise<readonly string[]> {
  return (await kit.provider.jwks()).keys.filter((key) => key['use'] === use).map((key) => key['kid'] ?? '')
}

/** Uses by the kid of their key. */
async function uses(kit: RuntimeKit): Promise<ReadonlyMap<unknown, unknown>> {
  return new Map((await kit.search('x:SigningKey')).map(({ kid, use }) => [kid, use]))
}

describe('PublishKey, RotateKeys and destroy: publish, sign, retire', () => {
  test('the next primary key is published, waits, signs, and the one before is retired', async () => {
    await using kit = await RuntimeKit.open()
    const [before = ''] = await published(kit)
    const { kid: next, signsFrom } = await act(kit, { '@type': 'PublishKey', signsAfter: '2h' })
    assert.equal(signsFrom, '2026-01-15T14:00:00Z')
    assert.deepEqual(new Set(await published(kit)), new Set([before, next]))
    assert.deepEqual([(await uses(kit)).get(before), (await uses(kit)).get(next)], ['retiring', 'waiting'])
    const [key] = await kit.search('x:SigningKey', { filter: { use: 'waiting' } })
    assert.deepEqual([key?.['id'], key?.['signsFrom'], key?.['publishedUntil']], [next, signsFrom, null])
    kit.advance(2 * hour)
    assert.deepEqual([(await uses(kit)).get(before), (await uses(kit)).get(next)], ['retired', 'primary'])
    assert.ok((await published(kit)).includes(before))
    kit.advance(day)
    assert.deepEqual(await published(kit), [next])
  })

  test('RotateKeys ends the wait of the primary key', async () => {
    await using kit = await RuntimeKit.open()
    const [before = ''] = await published(kit)
    const { kid: next } = await act(kit, { '@type': 'PublishKey' })
    assert.equal((await act(kit, { '@type': 'RotateKeys' }))['kid'], next)
    assert.deepEqual([(await uses(kit)).get(before), (await uses(kit)).get(next)], ['retired', 'primary'])
    assert.ok((await published(kit)).includes(before))
  })

  test('another PublishKey before the first has signed takes its place; what signs does not change', async () => {
    await using kit = await RuntimeKit.open()
    const [before = ''] = await published(kit)
    const { kid: first } = await act(kit, { '@type': 'PublishKey' })
    const { kid: second } = await act(kit, { '@type': 'PublishKey', signsAfter: '3h' })
    const now = await uses(kit)
    assert.deepEqual([now.get(before), now.get(first), now.get(second)], ['retiring', undefined, 'waiting'])
    kit.advance(3 * hour)
    assert.equal((await uses(kit)).get(second), 'primary')
  })

  test('of the ring: waits a day unless told, and RotateKeys ends the wait', async () => {
    await using kit = await RuntimeKit.open()
    const { kid: before } = await act(kit, { '@type': 'RotateKeys', algorithm: 'RS256' })
    const { kid: next, signsFrom } = await act(kit, { '@type': 'PublishKey', algorithm: 'RS256' })
    assert.equal(signsFrom, '2026-01-16T12:00:00Z')
    assert.deepEqual([(await uses(kit)).get(before), (await uses(kit)).get(next)], ['retiring', 'waiting'])
    assert.equal((await act(kit, { '@type': 'RotateKeys', algorithm: 'RS256' }))['kid'], next)
    assert.deepEqual([(await uses(kit)).get(before), (await uses(kit)).get(next)], ['retired', 'ring'])
  })

  test('a primary key that waits cannot be destroyed, one of the ring can; a retiring key that is destroyed signs no more', async () => {
    await using kit = await RuntimeKit.open()
    const [before = ''] = await published(kit)
    const { kid: next = '' } = await act(kit, { '@type': 'PublishKey' })
    const refused = only(await kit.call('x:SigningKey/set', { destroy: [next] }), 'notDestroyed')
    assert.equal(refused['type'], 'forbidden')
    assert.deepEqual((await kit.call('x:SigningKey/set', { destroy: [before] }))['destroyed'], [before])
    assert.deepEqual([(await uses(kit)).get(before), (await uses(kit)).get(next)], ['retired', 'primary'])
  })

  test('a wait that is too short, and a key to which clients encrypt, are refused', async () => {
    await using kit = await RuntimeKit.open()
    for (const value of [{ signsAfter: '10s' }, { signsAfter: '2y' }, { algorithm: 'RSA-OAEP-256' }, { algorithm: 'HS256' }]) {
      const answer = await kit.call('x:Action/set', { create: { r: { '@type': 'PublishKey', ...value } } })
      assert.ok('notCreated' in answer, JSON.stringify(value))
    }
  })
})

describe('keys to which clients encrypt', () => {
  test('are listed with their public part', async () => {
    await using kit = await RuntimeKit.open()
    const kids = await published(kit, 'enc')
    const keys = await kit.search('x:SigningKey', { filter: { use: 'encryption' } })
    assert.deepEqual(new Set(keys.map(({ kid }) => kid)), new Set(kids))
    assert.deepEqual(keys.map(({ algorithm }) => String(algorithm)).toSorted(), ['ECDH-ES', 'RSA-OAEP-256'])
    for (const key of keys) {
      const jwk = JSON.parse(String(key['publicKey']))
      assert.deepEqual([jwk.kid, jwk.use, jwk.alg, jwk.d], [key['kid'], 'enc', undefined, undefined])
    }
  })

  for (const algorithm of ['ECDH-ES', 'RSA-OAEP-256']) {
    test(`RotateKeys of ${algorithm}: the new key is published alone, the old one decrypts for a day`, async () => {
      await using kit = await RuntimeKit.open()
      await published(kit)
      const [old] = await kit.search('x:SigningKey', { filter: { algorithm } })
      const { kid } = await act(kit, { '@type': 'RotateKeys', algorithm })
      const kids = await published(kit, 'enc')
      assert.deepEqual([kids.includes(String(kid)), kids.includes(String(old?.['kid']))], [true, false])
      const [retired] = await kit.search('x:SigningKey', { filter: { algorithm, use: 'retired' } })
      assert.deepEqual([retired?.['kid'], retired?.['publishedUntil']], [old?.['kid'], '2026-01-16T12:00:00Z'])
    })
  }

  test('one that is destroyed is gone at once, and another one is made', async () => {
    await using kit = await RuntimeKit.open()
    const before = await published(kit, 'enc')
    const [first = ''] = before
    assert.deepEqual((await kit.call('x:SigningKey/set', { destroy: [first] }))['destroyed'], [first])
    assert.deepEqual((await kit.call('x:SigningKey/get', { ids: [first] }))['notFound'], [first])
    const after = await published(kit, 'enc')
    assert.deepEqual([after.length, after.includes(first)], [before.length, false])
  })
})
