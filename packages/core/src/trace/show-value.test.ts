import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { showValue } from './show-value.ts'

describe('what traces show of a request', () => {
  const cases: readonly (readonly [text: string, shown: string])[] = [
    ['openid email', 'openid email'],
    ['a\nb\u202ec', 'a<U+000A>b<U+202E>c'],
    ['x'.repeat(81), `${'x'.repeat(80)}... (81 characters)`],
    ['lk_ac_cYjjSLe0wuKCZybigD4rpdq1a4tWoBPB', 'lk_ac_...'],
    [`https://app.example/cb/lk_rt_${'a'.repeat(43)}/x`, 'https://app.example/cb/lk_rt_.../x'],
    [`openid ${'x'.repeat(70)} lk_at_${'a'.repeat(200)}`, `openid ${'x'.repeat(70)} lk... (284 characters)`],
    ['eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln next', 'eyJ... next'],
    ['lk_unknown_kind', 'lk_unknown_kind'],
  ]
  for (const [text, shown] of cases) test(shown, () => assert.equal(showValue(text), shown))
})
