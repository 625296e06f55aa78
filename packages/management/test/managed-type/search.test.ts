import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { JsonObject } from '../../src/ports/json.ts'
import { type Living, ObjectWorld } from './object-world.ts'

let world: ObjectWorld
let roles: Living
const ids = new Map<string, string>()

before(async () => {
  world = await ObjectWorld.open()
  roles = world.type('Role')
  for (const description of ['Alpha desk', 'beta Desk', 'Gamma']) {
    ids.set(description, (await roles.create({ description })).id)
    world.pass(3_600_000)
  }
  const extended = ids.get('Gamma') ?? ''
  ids.set('Delta', (await roles.create({ description: 'Delta', roleIds: { [extended]: true } })).id)
})
after(() => world[Symbol.asyncDispose]())

async function found(filter: JsonObject, property = 'description', isAscending = true): Promise<readonly (string | undefined)[]> {
  const names = new Map([...ids].map(([name, id]) => [id, name]))
  return (await roles.query(filter, property, isAscending)).map((id) => names.get(id))
}

describe('RFC8620-5.5 the queries of a managed type', () => {
  test('find by value without regard to case', async () => {
    assert.deepEqual(await found({ description: 'ALPHA DESK' }), ['Alpha desk'])
    assert.deepEqual(await found({ description: 'alpha' }), [])
  })

  test('find by the beginnings of words', async () => {
    assert.deepEqual(await found({ text: 'des' }), ['Alpha desk', 'beta Desk'])
    assert.deepEqual(await found({ text: 'DESK bet' }), ['beta Desk'])
    assert.deepEqual(await found({ text: 'esk' }), [])
    assert.equal((await found({ text: '!' })).length, 4)
  })

  test('find by members of sets', async () => {
    assert.deepEqual(await found({ roleIds: ids.get('Gamma') ?? '' }), ['Delta'])
  })

  test('find by dates on either side', async () => {
    const at = '2030-01-15T13:00:00Z'
    assert.deepEqual(await found({ createdAt: at }), ['beta Desk'])
    assert.deepEqual(await found({ createdAtIsLessThan: at }), ['Alpha desk'])
    assert.deepEqual(await found({ createdAtIsLessThanOrEqual: at }), ['Alpha desk', 'beta Desk'])
    assert.deepEqual(await found({ createdAtIsGreaterThan: at }), ['Delta', 'Gamma'])
    assert.deepEqual(await found({ createdAtIsGreaterThanOrEqual: at, text: 'desk' }), ['beta Desk'])
  })

  test('combine conditions', async () => {
    const alpha = { description: 'alpha desk' }
    assert.deepEqual(await found({ operator: 'OR', conditions: [alpha, { text: 'gamma' }] }), ['Alpha desk', 'Gamma'])
    assert.deepEqual(await found({ operator: 'NOT', conditions: [alpha, { text: 'gamma' }] }), ['beta Desk', 'Delta'])
    assert.deepEqual(await found({ operator: 'AND', conditions: [{ text: 'desk' }, { operator: 'NOT', conditions: [alpha] }] }), [
      'beta Desk',
    ])
    assert.deepEqual(await found({ operator: 'OR', conditions: [] }), [])
    assert.equal((await found({ operator: 'AND', conditions: [] })).length, 4)
  })

  test('sort both ways', async () => {
    assert.deepEqual(await found({}, 'description', false), ['Gamma', 'Delta', 'beta Desk', 'Alpha desk'])
    assert.deepEqual(await found({}, 'createdAt'), ['Alpha desk', 'beta Desk', 'Gamma', 'Delta'])
  })

  test('refuse what is not indexed', async () => {
    const request = { sort: [], page: { position: 0 }, limit: 1, calculateTotal: false }
    const answer = await roles.type.query?.({ ...request, filter: { disabledPermissions: 'x' } }, world.operator)
    assert.deepEqual(answer, {
      error: {
        type: 'unsupportedFilter',
        description: 'filter: a condition is unknown; can be filtered by: description, roleIds, createdAt',
      },
    })
    const lost = await roles.type.query?.({ ...request, page: { anchor: 'rol_gone', offset: 0 } }, world.operator)
    assert.deepEqual(lost, { error: { type: 'anchorNotFound' } })
  })
})

describe('RFC8620-5.2 and RFC8620-5.6 what changed', () => {
  test('is told from any state that was, in pieces too', async () => {
    const start = await roles.state()
    const one = await roles.create({ description: 'Passing one' })
    const two = await roles.create({ description: 'Passing two' })
    await roles.update(one.id, { 'enabledPermissions/sysRoleGet': true })
    await roles.destroy(two.id)
    const all = await roles.type.changes?.(start, 100, world.operator)
    assert.deepEqual(all, { newState: await roles.state(), hasMoreChanges: false, created: [one.id], updated: [], destroyed: [] })
    const told: string[] = []
    let since = start
    for (let pieces = 0; pieces < 10; pieces += 1) {
      const piece = await roles.type.changes?.(since, 1, world.operator)
      assert.ok(piece)
      told.push(...piece.created, ...piece.updated, ...piece.destroyed)
      since = piece.newState
      if (!piece.hasMoreChanges) break
    }
    assert.equal(since, await roles.state())
    assert.ok(told.includes(one.id))
    await roles.destroy(one.id)
    const end = await roles.type.changes?.(all?.newState ?? '', 100, world.operator)
    assert.deepEqual(end?.destroyed, [one.id])
    for (const never of ['999999', 'x', '', '-1']) {
      assert.equal(await roles.type.changes?.(never, 100, world.operator), undefined, never)
    }
  })

  test('brings a query up to date', async () => {
    const filter = { text: 'desk' }
    const sort = [{ property: 'description', isAscending: true }]
    const request = { filter, sort, page: { position: 0 }, limit: 100, calculateTotal: true }
    const first = await roles.type.query?.(request, world.operator)
    assert.ok(first !== undefined && !('error' in first))
    const cached = [...first.ids]
    const fresh = await roles.create({ description: 'Another desk' })
    const moved = ids.get('Alpha desk') ?? ''
    await roles.update(moved, { description: 'Zeta desk' })
    const changes = await roles.type.queryChanges?.(
      { filter, sort, calculateTotal: true, sinceQueryState: first.queryState, maxChanges: 100 },
      world.operator,
    )
    assert.ok(changes !== undefined && !('error' in changes))
    // RFC8620-5.6: take out what is removed, then put in what is added, by rising index.
    const kept = cached.filter((id) => !changes.removed.includes(id))
    for (const { id, index } of changes.added) kept.splice(index, 0, id)
    assert.deepEqual(kept, await roles.query(filter, 'description'))
    assert.equal(changes.total, 3)
    await roles.update(moved, { description: 'Alpha desk' })
    await roles.destroy(fresh.id)
  })

  test('is refused where it cannot be told', async () => {
    const { state } = { state: await roles.state() }
    const since = { sort: [], calculateTotal: false, sinceQueryState: state }
    const one = await roles.create({ description: 'More one' })
    const two = await roles.create({ description: 'More two' })
    const refused = await roles.type.queryChanges?.({ ...since, maxChanges: 1 }, world.operator)
    assert.deepEqual(refused, { error: { type: 'tooManyChanges' } })
    const unknown = await roles.type.queryChanges?.({ ...since, sinceQueryState: 'x', maxChanges: 9 }, world.operator)
    assert.deepEqual(unknown, { error: { type: 'cannotCalculateChanges' } })
    await roles.destroy(one.id)
    await roles.destroy(two.id)
  })
})
