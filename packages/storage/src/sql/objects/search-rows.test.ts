import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { searchRowsOf } from './search-rows.ts'

function termsOf(...terms: readonly string[]): readonly (readonly [string, number])[] {
  const view = { content: {}, label: '', index: [], terms, references: [], secrets: {} }
  return [...searchRowsOf(view, undefined).terms]
}

describe('the words by which an object is found', () => {
  test('each knows how much it has in common with the one before it', () => {
    assert.deepEqual(termsOf('bet', 'alphabet', 'al', 'alpha', 'beta'), [
      ['al', 0],
      ['alpha', 2],
      ['alphabet', 5],
      ['bet', 0],
      ['beta', 3],
    ])
  })

  test('whatever the beginning, one word alone has less in common with the one before than that', () => {
    const terms = termsOf('al', 'alp', 'alpha', 'alphabet', 'alto', 'be', 'bet', 'été', 'éta', '\u{1f600}a', '\u{1f600}b')
    const beginnings = new Set(terms.flatMap(([term]) => [...term].map((_, place, all) => all.slice(0, place + 1).join(''))))
    for (const beginning of beginnings) {
      const first = terms.filter(([term, shared]) => term.startsWith(beginning) && shared < [...beginning].length)
      assert.equal(first.length, 1, beginning)
    }
  })
})
