import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { ClientId, Subject } from '@latchkey/core'
import { type ClientToken, openAccessToken, sealAccessToken } from '../src/tokens/access-token.ts'
import { findToken } from '../src/tokens/find-token.ts'
import { TestProvider } from './test-provider.ts'

const lifetime = 60_000

/** A token of a client for itself, valid for a minute. */
function tokenNamed(tokenId: string, { now }: TestProvider): ClientToken {
  const times = { issuedAt: now, expiresAt: now + lifetime }
  return { clientId: 'rp' as ClientId, subject: 'rp' as Subject, scopes: ['a', 'b'], audience: [], tokenId, ...times }
}

describe('a sealed token that is used again', () => {
  test('says the same, whoever reads it, and is read once', async () => {
    await using op = await TestProvider.open()
    const token = tokenNamed('one', op)
    const sealed = sealAccessToken(token, op.ports)
    const first = openAccessToken(sealed, op.ports)
    assert.deepEqual(first, token)
    assert.equal(openAccessToken(sealed, op.ports), first)
    // Another seal of the same content is another token text with the same meaning.
    assert.deepEqual(openAccessToken(sealAccessToken(token, op.ports), op.ports), token)
  })

  test('is worth nothing once it has expired or the encryption key has changed', async () => {
    await using op = await TestProvider.open()
    const sealed = sealAccessToken(tokenNamed('two', op), op.ports)
    assert.equal((await findToken(sealed, op.ports))?.kind, 'access')
    op.configure({ encryptionKey: 'another encryption key, as long as one has to be, 64 characters..' })
    assert.equal(await findToken(sealed, op.ports), undefined)
    await using later = await TestProvider.open()
    const expiring = sealAccessToken(tokenNamed('three', later), later.ports)
    assert.equal((await findToken(expiring, later.ports))?.kind, 'access')
    later.advance(lifetime)
    assert.equal(await findToken(expiring, later.ports), undefined)
  })

  test('is not remembered when it says so much that many of its kind would fill the memory', async () => {
    await using op = await TestProvider.open()
    const details = [{ type: 'payment', note: 'x'.repeat(1_024) }]
    const token = { ...tokenNamed('long', op), details }
    const sealed = sealAccessToken(token, op.ports)
    const first = openAccessToken(sealed, op.ports)
    assert.deepEqual(first, token)
    assert.deepEqual(openAccessToken(sealed, op.ports), token)
    assert.notEqual(openAccessToken(sealed, op.ports), first)
  })

  test('still says what it said when more were used than are remembered', async () => {
    await using op = await TestProvider.open()
    const tokens = Array.from({ length: 2_100 }, (_, index) => tokenNamed(`token ${index}`, op))
    const sealed = tokens.map((token) => sealAccessToken(token, op.ports))
    for (let turn = 0; turn < 2; turn++) {
      for (const [index, text] of sealed.entries()) assert.deepEqual(openAccessToken(text, op.ports), tokens[index])
    }
  })
})
