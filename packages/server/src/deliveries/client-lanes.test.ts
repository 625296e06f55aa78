import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { ClientId } from '@latchkey/core'
import { ClientLanes } from './client-lanes.ts'

const id = (name: string) => name as ClientId

describe('the lanes of clients', () => {
  test('of clients that are well nothing is kept', () => {
    const lanes = new ClientLanes(10)
    lanes.enter(id('well'))
    lanes.leave(id('well'))
    assert.equal(lanes.size, 0)
  })

  test('however many clients do not answer, only the newest are remembered', () => {
    const lanes = new ClientLanes(3)
    for (let n = 0; n < 100; n++) {
      lanes.enter(id(`client ${n}`)).isAiling = true
      lanes.leave(id(`client ${n}`))
    }
    assert.equal(lanes.size, 3)
    assert.equal(lanes.enter(id('client 99')).isAiling, true)
    assert.equal(lanes.enter(id('client 96')).isAiling, false)
  })

  test('a lane with something under way is never forgotten, or more would run than may', () => {
    const lanes = new ClientLanes(2)
    const busy = lanes.enter(id('busy'))
    busy.running = 1
    busy.isAiling = true
    for (let n = 0; n < 10; n++) {
      lanes.enter(id(`client ${n}`)).isAiling = true
      lanes.leave(id(`client ${n}`))
    }
    assert.equal(lanes.enter(id('busy')), busy)
  })
})
