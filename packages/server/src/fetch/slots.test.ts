import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { setImmediate as turn } from 'node:timers/promises'
import { Slots } from './slots.ts'

const never = new AbortController().signal

/** `waits`: it is not its turn yet. */
function now(taking: Promise<(() => void) | undefined>): Promise<(() => void) | undefined | 'waits'> {
  return Promise.race([taking, turn('waits' as const)])
}

describe('so many things at once', () => {
  test('who gave up waiting does not get a slot that is given back', async () => {
    const slots = new Slots({ perKey: 1, overall: 1 })
    const done = await slots.take('a', never)
    const ending = new AbortController()
    const gaveUp = slots.take('a', ending.signal)
    assert.equal(await now(slots.take('b', AbortSignal.abort())), undefined)
    ending.abort()
    assert.equal(await gaveUp, undefined)
    done?.()
    assert.equal(typeof (await now(slots.take('a', never))), 'function')
  })

  test('giving a slot back twice gives back one', async () => {
    const slots = new Slots({ perKey: 2, overall: 2 })
    const done = await slots.take('a', never)
    await slots.take('a', never)
    done?.()
    done?.()
    assert.equal(typeof (await now(slots.take('a', never))), 'function')
    assert.equal(await now(slots.take('a', never)), 'waits')
  })

  test('a key that has all it may have keeps no other waiting', async () => {
    const slots = new Slots({ perKey: 1, overall: 3 })
    await slots.take('a', never)
    assert.equal(await now(slots.take('a', never)), 'waits')
    assert.equal(typeof (await now(slots.take('b', never))), 'function')
  })
})
