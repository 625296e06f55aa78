import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import { SharedDeadline } from './shared-deadline.ts'

const never = () => new Promise<never>(() => {})
const late = () => new Error('too late')
const within = <Value>(deadline: SharedDeadline, promise: Promise<Value>) =>
  deadline.within(
    promise,
    (value) => value,
    (cause) => cause,
  )

describe('a shared deadline', () => {
  test('lets pass what is settled in time, failures too', async () => {
    const deadline = new SharedDeadline(60_000, late)
    assert.equal(await within(deadline, Promise.resolve('here')), 'here')
    await assert.rejects(within(deadline, Promise.reject(new Error('broken'))), /broken/)
    const failed = () => new Error('told otherwise')
    await assert.rejects(
      deadline.within(Promise.reject(new Error('broken')), () => 'here', failed),
      /otherwise/,
    )
    await assert.rejects(
      deadline.within(Promise.resolve('here'), () => assert.fail('not understood'), failed),
      /understood/,
    )
  })

  test('gives each up after its own time, however many came before and go on', async () => {
    const deadline = new SharedDeadline(200, late)
    const alive = setInterval(() => {}, 1_000)
    const start = performance.now()
    const first = within(deadline, never()).catch(() => performance.now() - start)
    await delay(100)
    const second = within(deadline, never()).catch(() => performance.now() - start)
    const inTime = within(deadline, delay(20, 'in time'))
    assert.equal(await inTime, 'in time')
    assert.ok((await first) >= 195, 'the first was given up too early')
    assert.ok((await second) >= 295, 'the second was given up too early')
    await assert.rejects(within(deadline, never()), /too late/)
    clearInterval(alive)
  })
})
