import assert from 'node:assert/strict'
import { test } from 'node:test'
import { PlanWorld } from './plan-world.ts'

test('other work goes on while a long plan is checked', async () => {
  await using world = await PlanWorld.open()
  let turns = 0
  let isOver = false
  const turn = (): void => {
    turns += 1
    if (!isOver) setImmediate(turn)
  }
  setImmediate(turn)
  const roles = Array.from({ length: 1_000 }, (_, index) => ({
    '@type': 'upsert',
    object: 'Role',
    value: { description: `r${index}` },
  }))
  const run = await world.run('plan', roles)
  isOver = true
  assert.equal(run.done?.created, 1_000)
  assert.ok(turns > 20, `${turns} turns`)
})
