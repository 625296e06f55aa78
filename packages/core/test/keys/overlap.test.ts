import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import {
  algorithmNamed,
  newSigningKey,
  type PrimaryKey,
  primaryKeyOf,
  type SigningAlgorithm,
  type SigningKeyRecord,
} from '@latchkey/core'
import { createKeyRing, type KeyRing } from '../../src/keys/key-ring.ts'
import { privatePemOf, TestProvider } from '../test-provider.ts'

const hour = 60 * 60_000

async function newKey(op: TestProvider, name: SigningAlgorithm): Promise<SigningKeyRecord> {
  return newSigningKey(algorithmNamed(name) ?? assert.fail(name), op.ports)
}

async function primaryOf(op: TestProvider): Promise<PrimaryKey> {
  return (await primaryKeyOf(op.settings, op.crypto)) ?? assert.fail('no primary key')
}

async function shown(ring: KeyRing): Promise<readonly (string | undefined)[]> {
  return (await ring.jwks()).keys.filter(({ use }) => use === 'sig').map(({ kid }) => kid)
}

describe('OIDCC-10.1.1 a key is published before it signs', () => {
  test('of the ring: the old one signs until then and is published until its last token has expired', async () => {
    await using op = await TestProvider.open()
    const ring = createKeyRing(op.ports)
    const client = await op.client({ idTokenSignedResponseAlg: 'RS256' })
    const old = (await ring.keyFor(client)).kid
    const next = { ...(await newKey(op, 'RS256')), signsFrom: op.now + hour }
    const publishedUntil = op.now + 2 * hour
    await op.ports.stores.signingKeys.publishNext(next, { publishedUntil, now: op.now })
    assert.deepEqual([(await shown(ring)).includes(old), (await shown(ring)).includes(next.kid)], [true, true])
    assert.equal((await ring.keyFor(client)).kid, old)
    op.advance(hour - 1)
    assert.equal((await ring.keyFor(client)).kid, old)
    op.advance(1)
    assert.equal((await ring.keyFor(client)).kid, next.kid)
    assert.ok((await shown(ring)).includes(old))
    op.advance(hour)
    assert.equal((await shown(ring)).includes(old), false)
  })

  test('of the settings: the key before signs on although the settings name the new one, also after a restart', async () => {
    await using op = await TestProvider.open()
    const ring = createKeyRing(op.ports)
    const client = await op.client()
    const old = await primaryOf(op)
    const oldPem = op.settings.signatureKey
    assert.equal((await ring.keyFor(client)).kid, old.key.kid)
    const nextPem = await privatePemOf(op.crypto, 'es256')
    const { publicJwk, kid } = await publicPart(op, nextPem)
    await op.ports.stores.signingKeys.publishNext(
      { kid, algorithm: 'ES256', publicJwk, createdAt: op.now, signsFrom: op.now + hour, publishedUntil: op.now + 2 * hour },
      {
        publishedUntil: op.now + 2 * hour,
        now: op.now,
        previous: { ...record(old), createdAt: op.now, sealedPrivatePem: op.crypto.seal(oldPem) },
      },
    )
    op.configure({ signatureKey: nextPem })
    for (const each of [ring, createKeyRing({ ...op.ports, crypto: { ...op.crypto } })]) {
      assert.equal((await each.keyFor(client)).kid, old.key.kid)
      assert.deepEqual((await shown(each)).toSorted(), [old.key.kid, kid].toSorted())
    }
    op.advance(hour)
    assert.equal((await ring.keyFor(client)).kid, kid)
    assert.ok((await shown(ring)).includes(old.key.kid))
    op.advance(3 * hour)
    assert.deepEqual(await shown(ring), [kid])
  })

  test('where the key before is gone, the next one signs at once', async () => {
    await using op = await TestProvider.open()
    const ring = createKeyRing(op.ports)
    const client = await op.client({ idTokenSignedResponseAlg: 'ES384' })
    const old = (await ring.keyFor(client)).kid
    const next = { ...(await newKey(op, 'ES384')), signsFrom: op.now + hour }
    await op.ports.stores.signingKeys.publishNext(next, { publishedUntil: op.now + 2 * hour, now: op.now })
    await op.ports.stores.signingKeys.retire(old, op.now + hour)
    assert.equal((await ring.keyFor(client)).kid, next.kid)
  })

  test('a longer life of tokens prolongs the publication of a key whose end was set before', async () => {
    await using op = await TestProvider.open()
    const ring = createKeyRing(op.ports)
    const client = await op.client({ idTokenSignedResponseAlg: 'ES384' })
    const old = (await ring.keyFor(client)).kid
    const next = { ...(await newKey(op, 'ES384')), signsFrom: op.now + hour }
    await op.ports.stores.signingKeys.publishNext(next, { publishedUntil: op.now + 2 * hour, now: op.now })
    op.configure({ idTokenExpiry: 100 * hour })
    assert.equal((await ring.keyFor(client)).kid, old)
    op.advance(hour - 1)
    await ring.keyFor(client)
    op.advance(100 * hour)
    assert.ok((await shown(ring)).includes(old))
  })
})

function record({ key, publicJwk }: PrimaryKey) {
  return { kid: key.kid, algorithm: key.algorithm.name, publicJwk }
}

async function publicPart(op: TestProvider, signatureKey: string) {
  const primary = await primaryKeyOf({ ...op.settings, signatureKey }, { ...op.crypto })
  return { publicJwk: primary?.publicJwk ?? {}, kid: primary?.key.kid ?? '' }
}
