import assert from 'node:assert/strict'
import { test } from 'node:test'
import { table } from './table.ts'

test('columns stand under their heads', () => {
  assert.deepEqual(
    table(
      ['ID', 'NAME'],
      [
        ['a', ''],
        ['long-one', 'x y'],
      ],
    ),
    ['ID        NAME', 'a', 'long-one  x y'],
  )
})

test('what others wrote cannot steer the terminal', () => {
  assert.deepEqual(table(['NAME'], [['a\u001b[2J\r\nb\u202ec']]), ['NAME', 'a?[2J??b?c'])
})
