import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { BoundedQueue } from './bounded-queue.ts'

/** Tasks that end when they are told to. */
function gate(): { readonly task: () => Promise<string>; readonly open: () => void; started: number } {
  let open = (): void => {}
  const opened = new Promise<void>((resolve) => {
    open = resolve
  })
  const state = {
    started: 0,
    open,
    task: async () => {
      state.started += 1
      await opened
      return 'done'
    },
  }
  return state
}

describe('the queue of password work', () => {
  test('runs as many at a time as it may, then the others in their turn', async () => {
    const queue = new BoundedQueue({ concurrency: 2, waiting: 10, perLane: 10 })
    const work = gate()
    const all = Promise.all(['a', 'b', 'c', 'd'].map((lane) => queue.tryRun(lane, work.task)))
    await new Promise((resolve) => setImmediate(resolve))
    assert.equal(work.started, 2)
    work.open()
    assert.deepEqual(await all, ['done', 'done', 'done', 'done'])
    assert.equal(work.started, 4)
  })

  test('is full when as many wait as may', async () => {
    const queue = new BoundedQueue({ concurrency: 1, waiting: 2, perLane: 10 })
    const { task, open } = gate()
    const accepted = ['a', 'b', 'c'].map((lane) => queue.tryRun(lane, task))
    assert.equal(await queue.tryRun('d', task), 'full')
    open()
    assert.deepEqual(await Promise.all(accepted), ['done', 'done', 'done'])
    assert.equal(await queue.tryRun('d', task), 'done')
  })

  test('one lane cannot fill it', async () => {
    const queue = new BoundedQueue({ concurrency: 1, waiting: 10, perLane: 2 })
    const { task, open } = gate()
    const accepted = [queue.tryRun('a', task), queue.tryRun('a', task), queue.tryRun('b', task)]
    assert.equal(await queue.tryRun('a', task), 'full')
    open()
    assert.deepEqual(await Promise.all(accepted), ['done', 'done', 'done'])
    assert.equal(await queue.tryRun('a', task), 'done')
  })

  test('a task that fails gives its turn to the next', async () => {
    const queue = new BoundedQueue({ concurrency: 1, waiting: 2, perLane: 1 })
    await assert.rejects(
      queue.tryRun('a', () => Promise.reject(new Error('broken'))),
      /broken/,
    )
    assert.equal(await queue.tryRun('a', async () => 'done'), 'done')
  })

  test('never runs more than it may', async () => {
    const queue = new BoundedQueue({ concurrency: 2, waiting: 100, perLane: 100 })
    let running = 0
    let most = 0
    await Promise.all(
      Array.from({ length: 50 }, () =>
        queue.tryRun('a', async () => {
          running += 1
          most = Math.max(most, running)
          await new Promise((resolve) => setImmediate(resolve))
          running -= 1
        }),
      ),
    )
    assert.equal(most, 2)
  })
})
