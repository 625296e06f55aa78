import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { canonicalText } from './canonical-json.ts'

describe('RFC8785-3 canonical JSON', () => {
  test('the sample of the specification', () => {
    const sample = {
      numbers: JSON.parse('[333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001]'),
      string: '\u20ac$\u000F\u000aA\'\u0042\u0022\u005c\\"/',
      literals: [null, true, false],
    }
    assert.equal(
      canonicalText(sample),
      '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}',
    )
  })

  test('members are in the order of UTF-16 units', () => {
    const names = ['\u20ac', '\r', '\ufb33', '1', '\ud83d\ude00', '\u0080', '\u00f6']
    const sorted = ['\r', '1', '\u0080', '\u00f6', '\u20ac', '\ud83d\ude00', '\ufb33']
    const text = canonicalText(Object.fromEntries(names.map((name, index) => [name, index])))
    assert.deepEqual(
      Object.keys(JSON.parse(text)).filter((name) => name !== '1'),
      sorted.filter((name) => name !== '1'),
    )
    assert.ok(text.indexOf('"\\r"') < text.indexOf('"1"'))
  })

  test('members that are undefined are absent, empty ones stay', () => {
    assert.equal(canonicalText({ b: undefined, a: {}, c: [] }), '{"a":{},"c":[]}')
  })
})
