import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { usernameKey } from './account.ts'
import { isUsername } from './username.ts'

describe('user names', () => {
  const good = ['a', 'alice', 'alice@example.org', 'Ada Lovelace', 'müller', '山田太郎', '😀', 'x'.repeat(254), "o'brien <x>"]
  for (const name of good) test(`${JSON.stringify(name.slice(0, 20))} can be one`, () => assert.equal(isUsername(name), true))

  const bad = [
    '',
    ' ',
    ' alice',
    'alice ',
    'a\tb',
    'a\nb',
    'a\u0000b',
    'a\u007fb',
    'a\u00a0b',
    'a\u200bb',
    'a\u202eb',
    'a\u2028b',
    'a  b',
  ]
  for (const name of [...bad, 'x'.repeat(255), '\ud800']) {
    test(`${JSON.stringify(name.slice(0, 20))} of ${name.length} cannot`, () => assert.equal(isUsername(name), false))
  }

  test('are compared in one case and one width, without blanks around', () => {
    const spellings = ['Alice', 'ALICE', ' alice ', 'ａｌｉｃｅ']
    assert.deepEqual(new Set(spellings.map(usernameKey)), new Set(['alice']))
  })
})
