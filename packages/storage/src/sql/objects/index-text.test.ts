import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { endOfPrefix, indexText, termText } from './index-text.ts'

describe('texts in an index', () => {
  test('what fits stays as it is, but for what no database keeps', () => {
    for (const text of ['', 'a', 'été \u{1f600}', 'x'.repeat(400)]) assert.equal(indexText(text), text)
    assert.equal(indexText('a\0b\ud800'), 'a\ufffdb\ufffd')
  })

  test('long texts are bounded, keep the order of their beginnings and are told apart', () => {
    const long = '\u{1f600}'.repeat(1_000)
    const texts = [`${long}a`, `${long}b`, `a${long}`, `b${long}`].map(indexText)
    assert.equal(new Set(texts).size, 4)
    for (const text of texts) assert.ok(Buffer.byteLength(text) < 1_300, `${Buffer.byteLength(text)} bytes`)
    assert.ok(indexText(`a${long}`) < indexText(`b${long}`))
    assert.equal(indexText(`${long}a`), indexText(`${long}a`))
  })

  test('a word is found by its beginnings, also a long one', () => {
    for (const word of ['word', '\u{1f600}\u{1f600}', 'x'.repeat(5_000)]) {
      for (const length of [2, word.length]) {
        const prefix = termText(word.slice(0, length))
        assert.ok(termText(word) >= prefix && termText(word) < endOfPrefix(prefix))
      }
    }
    assert.ok(!(termText('wose') < endOfPrefix(termText('wor'))))
  })
})
