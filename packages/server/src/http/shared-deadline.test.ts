import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import { SharedDeadline } from './shared-deadline.ts'

const never = () => new Promise<never>(() => {})
const late = () => new Error('too late')

describe('a shared deadline', () => {
  test('lets pass what is settled in time, failures too', async () => {
    const deadline = new SharedDeadline(60_000, late)
    assert.equal(await deadline.within(Promise.resolve('here')), 'here')
    await assert.rejects(deadline.within(Promise.reject(new Error('broken'))), /broken/)
  })

  test('gives each up after its own time, however many came before and go on', async () => {
    const deadline = new SharedDeadline(200, late)
    const alive = setInterval(() => {}, 1_000)
    const start = performance.now()
    const first = deadline.within(never()).catch(() => performance.now() - start)
    await delay(100)
    const second = deadline.within(never()).catch(() => performance.now() - start)
    const inTime = deadline.within(delay(20, 'in time'))
    assert.equal(await inTime, 'in time')
    assert.ok((await first) >= 195, 'the first was given up too early')
    assert.ok((await second) >= 295, 'the second was given up too early')
    await assert.rejects(deadline.within(never()), /too late/)
    clearInterval(alive)
  })
})
