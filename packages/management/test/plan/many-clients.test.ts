import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { PlanEvent } from '../../src/plan/contract.ts'
import { PlanWorld } from './plan-world.ts'

const count = 10_000
const megabyte = 1024 * 1024

/** What a run needs beyond what was there before, at most. The file by itself has 3 MB, the records of its clients 10. */
const mostMemory = 400 * megabyte
/** A run takes about 3 s on one core of a small machine. */
const mostTime = 60_000

async function* clients(): AsyncGenerator<string, void> {
  yield '{"@type":"plan","owner":"many"}'
  for (let number = 0; number < count; number += 1) {
    const clientId = `client-${String(number).padStart(5, '0')}`
    const value = {
      clientId,
      tokenEndpointAuthMethod: 'none',
      redirectUris: { [`https://${clientId}.example.org/callback`]: true },
      contacts: { [`${clientId}@example.org`]: true },
    }
    yield JSON.stringify({ '@type': 'upsert', object: 'OAuthClient', value })
  }
}

/** Reads a run without keeping it, as a stream over HTTP does. */
async function measured(run: AsyncIterable<PlanEvent>): Promise<{ last: PlanEvent | undefined; progress: number }> {
  globalThis.gc?.()
  const [start, before] = [performance.now(), process.memoryUsage().rss]
  let [last, progress, most]: [PlanEvent | undefined, number, number] = [undefined, 0, 0]
  for await (const event of run) {
    last = event
    if (event.type !== 'progress') continue
    progress += 1
    most = Math.max(most, process.memoryUsage().rss - before)
  }
  if (process.env['LATCHKEY_TEST_FIGURES'])
    console.log(Math.round(performance.now() - start), 'ms', Math.round(most / megabyte), 'MB')
  assert.ok(most < mostMemory, `${Math.round(most / megabyte)} MB more`)
  assert.ok(performance.now() - start < mostTime, `${Math.round(performance.now() - start)} ms`)
  return { last, progress }
}

test(`${count} clients are planned, applied, compared and taken as a snapshot in bounded memory, with progress`, {
  timeout: 300_000,
}, async () => {
  await using world = await PlanWorld.open()
  const { plans, operator } = world
  const plan = (lines: AsyncIterable<string>, mode: 'plan' | 'apply' | 'diff') =>
    measured(plans.plan(lines, { mode, name: 'many' }, operator))
  const done = (counts: object): object => ({ type: 'done', created: 0, updated: 0, destroyed: 0, unchanged: 0, ...counts })

  const before = await world.latest()
  assert.deepEqual((await plan(clients(), 'plan')).last, done({ created: count }))
  const applied = await plan(clients(), 'apply')
  assert.deepEqual(applied.last, done({ created: count, revision: await world.latest() }))
  assert.ok(applied.progress > 40)
  assert.deepEqual((await plan(clients(), 'apply')).last, done({ unchanged: count }))
  assert.deepEqual((await plan(plans.snapshot(['x:OAuthClient'], operator), 'diff')).last, done({ unchanged: count }))
  const back = await measured(plans.rollback(before, 'apply', operator))
  assert.deepEqual(back.last, done({ destroyed: count, revision: await world.latest() }))
})
