import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { commandName, saysSecret, updateCommand } from './command-line.ts'
import { conflictsOf, patchOf, rebased, secretsIn } from './patch.ts'

const before = { name: 'app', expiry: 1000, uris: { a: true, b: true }, key: { '@type': 'Value', secret: '****' } }

describe('what an update sends', () => {
  test('only what is not what it was', () => {
    assert.deepEqual(patchOf(before, { ...before, expiry: 2000 }), { expiry: 2000 })
    assert.deepEqual(patchOf(before, before), {})
  })

  test('nothing for members in another order', () => {
    assert.deepEqual(patchOf(before, { ...before, uris: { b: true, a: true } }), {})
  })

  test('a variant whole when one member of it changes, so that a mask means the secret that is there', () => {
    const draft = { ...before, key: { '@type': 'File', filePath: '/etc/key' } }
    assert.deepEqual(patchOf(before, draft), { key: { '@type': 'File', filePath: '/etc/key' } })
  })
})

describe('two people who change the same object', () => {
  const theirs = { ...before, expiry: 3000, name: 'other' }

  test('what somebody else changed is shown, with what this draft says of it', () => {
    assert.deepEqual(conflictsOf(before, theirs, { ...before, expiry: 2000 }), [
      { field: 'name', before: 'app', theirs: 'other' },
      { field: 'expiry', before: 1000, theirs: 3000, mine: 2000 },
    ])
  })

  test('the draft goes on on top of it without losing what it does not touch', () => {
    assert.deepEqual(rebased(before, theirs, { ...before, expiry: 2000 }), { ...before, name: 'other', expiry: 2000 })
  })
})

describe('the command line of a change', () => {
  test('names the object as the command line does', () => {
    assert.deepEqual(['x:OidcProvider', 'x:OAuthClient', 'x:ApiKey', 'x:Account'].map(commandName), [
      'oidc-provider',
      'oauth-client',
      'api-key',
      'account',
    ])
  })

  test('quotes for a shell, and writes durations as people do', () => {
    const command = updateCommand('x:OidcProvider', undefined, { accessTokenExpiry: 5_400_000, note: "it's" }, (name) =>
      name.endsWith('Expiry'),
    )
    assert.equal(command, "latchkey update oidc-provider \\\n  --field accessTokenExpiry=1h30m \\\n  --field note='it'\\''s'")
  })

  test('holds no secret', () => {
    const patch = { key: { '@type': 'Value', secret: 'a very secret text' } }
    assert.ok(!updateCommand('x:OidcProvider', undefined, patch, () => false).includes('very'))
    assert.ok(!updateCommand('x:OAuthClient', 'a', { secret: 'a very secret text' }, () => false).includes('very'))
    assert.ok(saysSecret(patch))
    assert.ok(saysSecret({ secret: 'new' }))
    assert.ok(!saysSecret({ expiry: 1 }))
  })
})

describe('secrets of a new object', () => {
  test('are told when the server told them, wherever they stand, and no mask is', () => {
    const created = { id: '1', secret: 'lk_made', previous: { secret: '****' }, inner: { secret: 'other' }, name: 'secret' }
    assert.deepEqual(secretsIn(created, new Set(['secret'])), [
      ['secret', 'lk_made'],
      ['secret', 'other'],
    ])
  })
})
