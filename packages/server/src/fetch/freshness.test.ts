import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { freshnessOf } from './freshness.ts'

describe('RFC9111-4.2.1 freshness of a fetched answer', () => {
  const cases: readonly (readonly [cacheControl: string | undefined, age: string | undefined, milliseconds: number])[] = [
    [undefined, undefined, 0],
    ['', undefined, 0],
    ['max-age=60', undefined, 60_000],
    ['public, Max-Age=60', undefined, 60_000],
    ['max-age="60"', undefined, 60_000],
    ['max-age=60', '20', 40_000],
    ['max-age=60', '90', 0],
    ['max-age=60', 'nonsense', 60_000],
    ['max-age=99999999', undefined, 3_600_000],
    ['max-age=60, max-age=10', undefined, 10_000],
    ['max-age=60, no-store', undefined, 0],
    ['no-cache="set-cookie", max-age=60', undefined, 0],
    ['s-maxage=60', undefined, 0],
    ['max-age=-5', undefined, 0],
    ['max-age=1e9', undefined, 0],
  ]
  for (const [cacheControl, age, milliseconds] of cases) {
    test(`${cacheControl ?? 'no header'}, age ${age ?? 'unknown'}: ${milliseconds} ms`, () => {
      assert.equal(freshnessOf(cacheControl, age), milliseconds)
    })
  }
})
