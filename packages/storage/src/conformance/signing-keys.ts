import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { type CreateDatabase, now, race, twoNodes } from './nodes.ts'
import { aSigningKey } from './records.ts'

export function signingKeyConformance(create: CreateDatabase): void {
  describe('signing keys', () => {
    const nodes = twoNodes(create)
    const listed = async (at: number, kid: string) =>
      (await nodes().there.provider.signingKeys.list(at)).find((key) => key.kid === kid)

    test('of concurrent first keys of an algorithm one is inserted, and all answers are that one', async () => {
      const keys = Array.from({ length: 16 }, () => aSigningKey({ algorithm: 'RS256' }))
      const answers = await race(16, nodes(), ({ provider }, i) => provider.signingKeys.insertIfNone(keys[i] ?? aSigningKey()))
      const [first] = answers
      assert.ok(keys.some((key) => key.kid === first?.kid))
      for (const answer of answers) assert.deepEqual(answer, first)
      const live = (await nodes().here.provider.signingKeys.list(now)).filter((key) => key.algorithm === 'RS256')
      assert.deepEqual(live, [first])
    })

    test('a key that is only published does not stand in the way of a live one', async () => {
      const { signingKeys } = nodes().here.provider
      const { sealedPrivatePem: _, ...retired } = aSigningKey({ algorithm: 'PS256', publishedUntil: now + 1_000 })
      await signingKeys.publish(retired)
      const live = aSigningKey({ algorithm: 'PS256' })
      assert.deepEqual(await signingKeys.insertIfNone(live), live)
      assert.deepEqual(await listed(now, retired.kid), retired)
    })

    test('a key is listed until its publication ends', async () => {
      const key = aSigningKey({ algorithm: 'PS384', publishedUntil: now + 1_000 })
      await nodes().here.provider.signingKeys.publish(key)
      assert.deepEqual(await listed(now + 999, key.kid), key)
      assert.equal(await listed(now + 1_000, key.kid), undefined)
    })

    test('publishing again prolongs and never shortens', async () => {
      const { signingKeys } = nodes().here.provider
      const key = aSigningKey({ algorithm: 'PS512', publishedUntil: now + 1_000 })
      for (const publishedUntil of [now + 1_000, now + 3_000, now + 2_000]) await signingKeys.publish({ ...key, publishedUntil })
      assert.deepEqual(await listed(now, key.kid), { ...key, publishedUntil: now + 3_000 })
    })

    test('publishing a live key leaves it live', async () => {
      const { signingKeys } = nodes().here.provider
      const key = await signingKeys.insertIfNone(aSigningKey({ algorithm: 'ES512' }))
      const { sealedPrivatePem: _, ...bare } = key
      await signingKeys.publish({ ...bare, publishedUntil: now + 1 })
      assert.deepEqual(await listed(now + 1_000_000, key.kid), key)
    })

    test('a rotation lets one key of the algorithm sign and publishes the one before, without its private part', async () => {
      const { signingKeys } = nodes().here.provider
      const old = await signingKeys.insertIfNone(aSigningKey({ algorithm: 'EdDSA' }))
      const other = await signingKeys.insertIfNone(aSigningKey({ algorithm: 'ES384' }))
      const next = aSigningKey({ algorithm: 'EdDSA', createdAt: now + 1 })
      await signingKeys.rotate(next, now + 5_000)
      const { sealedPrivatePem: _, ...bare } = old
      assert.deepEqual(await listed(now, old.kid), { ...bare, publishedUntil: now + 5_000 })
      assert.equal(await listed(now + 5_000, old.kid), undefined)
      assert.deepEqual(await listed(now, next.kid), next)
      assert.deepEqual(await listed(now, other.kid), other)
    })

    test('of concurrent rotations one key is left that signs', async () => {
      const keys = Array.from({ length: 8 }, () => aSigningKey({ algorithm: 'ES256' }))
      await race(8, nodes(), ({ provider }, i) => provider.signingKeys.rotate(keys[i] ?? aSigningKey(), now + 5_000))
      const all = (await nodes().here.provider.signingKeys.list(now)).filter(({ algorithm }) => algorithm === 'ES256')
      assert.equal(all.length, keys.length)
      assert.equal(all.filter(({ sealedPrivatePem }) => sealedPrivatePem !== undefined).length, 1)
    })

    test('a key is retired once, and an algorithm without a key gets a new one', async () => {
      const { signingKeys } = nodes().here.provider
      const key = await signingKeys.insertIfNone(aSigningKey({ algorithm: 'RS384' }))
      assert.equal(await signingKeys.retire(key.kid, now + 2_000), true)
      assert.equal(await nodes().there.provider.signingKeys.retire(key.kid, now + 9_000), false)
      assert.equal(await signingKeys.retire('unknown', now), false)
      const { sealedPrivatePem: _, ...bare } = key
      assert.deepEqual(await listed(now, key.kid), { ...bare, publishedUntil: now + 2_000 })
      const next = aSigningKey({ algorithm: 'RS384' })
      assert.deepEqual(await signingKeys.insertIfNone(next), next)
    })

    test('a key that is published ahead signs later; the one before is told its end and keeps its private part', async () => {
      const { signingKeys } = nodes().here.provider
      const old = await signingKeys.insertIfNone(aSigningKey({ algorithm: 'RS512' }))
      const next = { ...aSigningKey({ algorithm: 'RS512', createdAt: now + 1 }), signsFrom: now + 5_000 }
      await signingKeys.publishNext(next, { publishedUntil: now + 9_000, now })
      assert.deepEqual(await listed(now, old.kid), { ...old, retiresAt: now + 5_000, publishedUntil: now + 9_000 })
      assert.deepEqual(await listed(now, next.kid), next)
      const later = { ...aSigningKey({ algorithm: 'RS512', createdAt: now + 2 }), signsFrom: now + 6_000 }
      await signingKeys.publishNext(later, { publishedUntil: now + 10_000, now: now + 1_000 })
      assert.equal(await listed(now, next.kid), undefined)
      assert.deepEqual(await listed(now, old.kid), { ...old, retiresAt: now + 6_000, publishedUntil: now + 10_000 })
      await nodes().here.sweep(now + 6_000)
      const { sealedPrivatePem: _, ...bare } = old
      assert.deepEqual(await listed(now, old.kid), { ...bare, retiresAt: now + 6_000, publishedUntil: now + 10_000 })
      assert.deepEqual(await signingKeys.insertIfNone(aSigningKey({ algorithm: 'RS512' })), later)
    })

    test('a key that was kept elsewhere is stored with its end', async () => {
      const { signingKeys } = nodes().here.provider
      const previous = aSigningKey({ algorithm: 'PS384' })
      const { sealedPrivatePem: _, ...bare } = previous
      await signingKeys.publish({ ...bare, publishedUntil: now + 1_000 })
      const { sealedPrivatePem: __, ...next } = aSigningKey({ algorithm: 'PS384', publishedUntil: now + 20_000 })
      const signsFrom = now + 5_000
      await signingKeys.publishNext({ ...next, signsFrom }, { publishedUntil: now + 9_000, now, previous })
      assert.deepEqual(await listed(now, previous.kid), { ...previous, retiresAt: signsFrom, publishedUntil: now + 9_000 })
      assert.deepEqual(await listed(now, next.kid), { ...next, signsFrom })
    })

    test('a key to which others encrypt keeps its private part until its end when it is replaced', async () => {
      const { signingKeys } = nodes().here.provider
      const old = await signingKeys.insertIfNone(aSigningKey({ algorithm: 'ECDH-ES' }))
      const next = aSigningKey({ algorithm: 'ECDH-ES', createdAt: now + 1 })
      await signingKeys.replaceEncryptionKey(next, now + 5_000)
      assert.deepEqual(await listed(now, old.kid), { ...old, publishedUntil: now + 5_000 })
      assert.equal(await listed(now + 5_000, old.kid), undefined)
      assert.deepEqual(await listed(now, next.kid), next)
      const last = aSigningKey({ algorithm: 'ECDH-ES', createdAt: now + 2 })
      await signingKeys.replaceEncryptionKey(last, now + 9_000)
      assert.deepEqual(await listed(now, old.kid), { ...old, publishedUntil: now + 5_000 })
      assert.deepEqual(await signingKeys.insertIfNone(aSigningKey({ algorithm: 'ECDH-ES' })), last)
    })

    test('writes of this process are counted, whether or not they changed anything', async () => {
      const { signingKeys } = nodes().here.provider
      const before = signingKeys.writes()
      await signingKeys.retire('unknown', now)
      assert.ok(signingKeys.writes() > before)
    })
  })
}
