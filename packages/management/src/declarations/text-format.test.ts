import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { StringFormat } from './declaration.ts'
import { formatMistake } from './text-format.ts'

describe('the formats of texts', () => {
  const table: readonly (readonly [format: StringFormat, good: readonly string[], bad: readonly string[]])[] = [
    ['string', ['a b', 'ä', '𝒳'], ['a\tb', 'a\u0085b', '\ud800']],
    ['text', ['a\tb\r\nc'], ['a\u0000b', '\udc00']],
    ['ipAddress', ['127.0.0.1', '::1', '2001:db8::1'], ['127.0.0.1/8', 'localhost', '']],
    ['ipNetwork', ['10.0.0.0/8', '10.0.0.1', '2001:db8::/32', '::/0'], ['10.0.0.0/33', '::/129', '10.0.0.0/', '/8', '10/8']],
    ['socketAddress', ['127.0.0.1:80', '[::1]:443'], ['127.0.0.1', '::1:443', '[127.0.0.1]:80', '127.0.0.1:70000']],
    ['emailAddress', ['a@b', 'jane.doe+x@example.org'], ['a@', '@b', 'a b@c', 'a@b@c', 'a@b\n']],
    ['uri', ['https://a.example/cb?x=1', 'com.example:/cb', 'urn:x:y'], ['/path', 'https://a b', 'x', 'https://', 'a:b\n']],
    ['color', ['#fff', '#A0b1C2'], ['fff', '#ffff', 'red']],
  ]
  for (const [format, good, bad] of table) {
    test(`${format} takes what is one and nothing else`, () => {
      for (const text of good) assert.equal(formatMistake(format, text), undefined, text)
      for (const text of bad) assert.equal(typeof formatMistake(format, text), 'string', text)
    })
  }
})
