import assert from 'node:assert/strict'
import { test } from 'node:test'
import { termsOf } from './terms.ts'

test('words are split at what is neither letter nor digit, once each, in NFKC lower case', () => {
  assert.deepEqual(termsOf(['Jane DOE, jane@Example.org', 'Ｊａｎｅ', 'Zoë', 'हिन्दी भाषा', '--- !', '']), [
    'jane',
    'doe',
    'example',
    'org',
    'zoë',
    'हिन्दी',
    'भाषा',
  ])
})

test('words and their number are bounded', () => {
  assert.deepEqual(termsOf(['x'.repeat(1000)]), ['x'.repeat(40)])
  assert.equal(termsOf([Array.from({ length: 500 }, (_, index) => `w${index}`).join(' ')]).length, 50)
  const [term = ''] = termsOf(['\u{20000}'.repeat(100)])
  assert.ok(term.isWellFormed())
  assert.equal([...term].length, 40)
})
