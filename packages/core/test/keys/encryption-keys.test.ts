import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { encryptionKeyKinds, newEncryptionKey } from '@latchkey/core'
import { CompactEncrypt, importJWK } from 'jose'
import { decryptForUs } from '../../src/encryption/decrypt-for-us.ts'
import { createKeyRing } from '../../src/keys/key-ring.ts'
import { TestProvider } from '../test-provider.ts'

const hour = 60 * 60_000

async function published(op: TestProvider): Promise<readonly Readonly<Record<string, string>>[]> {
  return (await op.provider.jwks()).keys.filter((key) => key['use'] === 'enc')
}

describe('RFC7517-4.2 keys to which clients encrypt', () => {
  test('one of each kind is published, for every algorithm of its family', async () => {
    await using op = await TestProvider.open()
    const keys = await published(op)
    assert.deepEqual(keys.map(({ kty, crv = '' }) => `${kty} ${crv}`).toSorted(), ['EC P-256', 'RSA '])
    for (const key of keys) {
      assert.equal('alg' in key, false)
      for (const member of ['d', 'p', 'q', 'dp', 'dq', 'qi']) assert.equal(member in key, false)
    }
    const modulus = keys.find(({ kty }) => kty === 'RSA')?.['n'] ?? ''
    assert.equal(Buffer.from(modulus, 'base64url').length * 8, 2048)
  })

  test('they are made once, also when many ask at the same time on several nodes', async () => {
    await using op = await TestProvider.open()
    const nodes = [op.provider, op.anotherInstance(), op.anotherInstance()]
    const sets = await Promise.all(Array.from({ length: 9 }, (_, index) => (nodes[index % 3] ?? op.provider).jwks()))
    const kids = sets.map(({ keys }) =>
      keys
        .map(({ kid }) => kid)
        .toSorted()
        .join(),
    )
    assert.equal(new Set(kids).size, 1)
  })

  test('signing does not wait for them', async () => {
    await using op = await TestProvider.open()
    const client = await op.client()
    await createKeyRing(op.ports).keyFor(client)
    const stored = await op.ports.stores.signingKeys.list(op.now)
    assert.deepEqual(
      stored.map(({ algorithm }) => algorithm),
      ['ES256'],
    )
  })

  test('one that was replaced is published no more, and decrypts until its time is over', async () => {
    await using op = await TestProvider.open()
    const client = await op.client()
    const parts = { ports: op.ports, keys: createKeyRing(op.ports) }
    for (const kind of encryptionKeyKinds) {
      const [old] = (await published(op)).filter(({ kty }) => (kty === 'RSA') === (kind.family === 'rsa'))
      const jwe = await new CompactEncrypt(new TextEncoder().encode('secret'))
        .setProtectedHeader({ alg: kind.algorithm, enc: 'A256GCM', kid: old?.['kid'] ?? '' })
        .encrypt(await importJWK({ ...old }, kind.algorithm))
      const next = await newEncryptionKey(kind, op.ports)
      await op.ports.stores.signingKeys.replaceEncryptionKey(next, op.now + hour)
      const kids = (await published(op)).map(({ kid }) => kid)
      assert.deepEqual([kids.includes(next.kid), kids.includes(old?.['kid'] ?? '')], [true, false])
      assert.deepEqual(await decryptForUs(jwe, { client }, parts), { kind: 'decrypted', text: 'secret' })
      op.advance(hour)
      const late = await decryptForUs(jwe, { client }, parts)
      assert.equal(late.kind === 'refused' && late.problem, 'key_unknown')
    }
  })

  test('one that was retired is replaced by a new one when the set is asked for', async () => {
    await using op = await TestProvider.open()
    const before = await published(op)
    for (const { kid } of before) await op.ports.stores.signingKeys.retire(kid ?? '', op.now)
    const after = await published(op)
    assert.equal(after.length, before.length)
    for (const { kid } of before)
      assert.equal(
        after.some((key) => key['kid'] === kid),
        false,
      )
  })
})
