import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { canonicalJson } from './canonical-json.ts'

describe('canonical JSON', () => {
  test('RFC8785-3.2.3 members are ordered by the UTF-16 units of their names', () => {
    const names = ['\u20ac', '\r', '\ufb33', '1', '\u{1f600}', '\u0080', '\u00f6']
    const text = canonicalJson(Object.fromEntries(names.map((name) => [name, 0])))
    assert.deepEqual(Object.keys(JSON.parse(text)).toSorted(), names.toSorted())
    assert.equal(text, '{"\\r":0,"1":0,"\u0080":0,"\u00f6":0,"\u20ac":0,"\u{1f600}":0,"\ufb33":0}')
  })

  test('RFC8785-3.2.2 literals, numbers and texts are written as ECMAScript does, without blanks', () => {
    const value = {
      numbers: [Number('333333333.33333329'), 1e30, 4.5, 2e-3, 0.000000000000000000000000001, -0],
      string: '\u20ac$\u000F\u000aA\'\u0042\u0022\u005c\\"/',
      literals: [null, true, false],
    }
    assert.equal(
      canonicalJson(value),
      '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27,0],"string":"\u20ac$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}',
    )
  })

  test('members that are undefined do not count, and what JSON has no form for is an error', () => {
    assert.equal(canonicalJson({ b: undefined, a: [{ d: 1, c: {} }] }), '{"a":[{"c":{},"d":1}]}')
    for (const value of [Number.NaN, Number.POSITIVE_INFINITY, 1n, undefined, () => 1, [undefined]]) {
      assert.throws(() => canonicalJson(value), TypeError)
    }
  })
})
