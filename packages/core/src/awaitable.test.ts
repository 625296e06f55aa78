import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { whenThere } from './awaitable.ts'

describe('what is there at once or will be', () => {
  test('goes on in the same turn, or in a later one', async () => {
    assert.equal(
      whenThere(1, (value) => value + 1),
      2,
    )
    const later = whenThere(Promise.resolve(1), (value) => value + 1)
    assert.ok(later instanceof Promise)
    assert.equal(await later, 2)
  })

  test('a failure of the next step is thrown, or rejects', async () => {
    const fail = (): never => {
      throw new RangeError('no')
    }
    assert.throws(() => whenThere(1, fail), RangeError)
    await assert.rejects(async () => whenThere(Promise.resolve(1), fail), RangeError)
    await assert.rejects(async () => whenThere(Promise.reject(new TypeError('before')), fail), TypeError)
  })
})
