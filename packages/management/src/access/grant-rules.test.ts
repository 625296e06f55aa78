import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { RoleEffect } from './effective-permissions.ts'
import { gainedBy, refusalToGrant } from './grant-rules.ts'

function effect(enabled: string, disabled = ''): RoleEffect {
  const names = (text: string): ReadonlySet<string> => new Set(text.split(' ').filter((name) => name !== ''))
  return { enabled: names(enabled), disabled: names(disabled) }
}

describe('what a change of roles gives', () => {
  const table: readonly (readonly [text: string, before: RoleEffect | undefined, after: RoleEffect, expected: string])[] = [
    ['a new role: all that it gives', undefined, effect('a b', 'b'), 'a'],
    ['nothing when nothing changes', effect('a', 'b'), effect('a', 'b'), ''],
    ['what is enabled in addition', effect('a'), effect('a b'), 'b'],
    ['what is no longer disabled, enabled here or not', effect('', 'a b'), effect('', 'b'), 'a'],
    ['what was enabled and disabled, and now is only enabled', effect('a', 'a'), effect('a'), 'a'],
    ['nothing when something is taken away', effect('a b'), effect('a', 'b'), ''],
  ]
  for (const [text, before, after, expected] of table) {
    test(text, () => {
      assert.deepEqual([...gainedBy(before, after)].sort().join(' '), expected)
    })
  }
})

test('a refusal names the permissions that the caller lacks, and only these', () => {
  assert.equal(refusalToGrant(new Set(['a']), { permissions: new Set(['a', 'b']) }), undefined)
  assert.deepEqual(refusalToGrant(new Set(['d', 'a', 'c']), { permissions: new Set(['a', 'b']) }), {
    type: 'forbidden',
    description: 'You are not authorized to grant permissions: c, d',
  })
})
