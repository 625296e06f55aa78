import assert from 'node:assert/strict'
import { afterEach, beforeEach, describe, test } from 'node:test'
import { prepareChange } from '../../src/objects/managed-type/prepare-change.ts'
import type { ObjectStore } from '../../src/ports/objects.ts'
import { ObjectWorld, refusalOf } from './object-world.ts'

let world: ObjectWorld

beforeEach(async () => {
  world = await ObjectWorld.open()
})
afterEach(() => world[Symbol.asyncDispose]())

/** A store in which somebody else writes before each of the first commits. */
function disturbed(times: number, disturb: () => Promise<unknown>): (objects: ObjectStore) => ObjectStore {
  let left = times
  return (objects) =>
    new Proxy(objects, {
      get(store, name) {
        if (name !== 'commit') {
          const member: unknown = Reflect.get(store, name)
          return typeof member === 'function' ? member.bind(store) : member
        }
        const commit: ObjectStore['commit'] = async (changes, options) => {
          if (left > 0) {
            left -= 1
            await disturb()
          }
          return store.commit(changes, options)
        }
        return commit
      },
    })
}

describe('two who change the same object', () => {
  test('both have their way where they name different properties', async () => {
    const roles = world.type('Role')
    const { id } = await roles.create({ description: 'one' })
    const slow = world.type(
      'Role',
      disturbed(1, () => roles.update(id, { 'enabledPermissions/sysRoleGet': true })),
    )
    await slow.update(id, { description: 'two' })
    const object = await roles.read(id)
    assert.equal(object?.['description'], 'two')
    assert.deepEqual(object?.['enabledPermissions'], { sysRoleGet: true })
    const revisions = await world.storage.management.revisions.query({ object: 'Role', id, isAscending: true, limit: 10 })
    assert.deepEqual(
      revisions.map(({ kind }) => kind),
      ['created', 'updated', 'updated'],
    )
  })

  test('one who is always too late is told so', async () => {
    const roles = world.type('Role')
    const { id } = await roles.create({ description: 'one' })
    let count = 0
    const busy = disturbed(20, () => {
      count += 1
      return roles.update(id, { description: `other ${count}` })
    })
    const error = await refusalOf(world.type('Role', busy).update(id, { 'enabledPermissions/sysRoleGet': true }))
    assert.equal(error.type, 'stateMismatch')
    assert.equal(count, 10)
  })

  test('one who changes what was destroyed is told that it is not there', async () => {
    const roles = world.type('Role')
    const { id } = await roles.create({ description: 'one' })
    const late = world.type(
      'Role',
      disturbed(1, () => roles.destroy(id)),
    )
    assert.equal((await refusalOf(late.update(id, { description: 'two' }))).type, 'notFound')
  })

  test('eight at once lose nothing', async () => {
    const roles = world.type('Role')
    const { id } = await roles.create({ description: 'one' })
    const permissions = [...world.operator.permissions].slice(0, 8)
    await Promise.all(permissions.map((name) => roles.update(id, { [`enabledPermissions/${name}`]: true })))
    const object = await roles.read(id)
    assert.deepEqual(Object.keys(object?.['enabledPermissions'] ?? {}).toSorted(), permissions.toSorted())
  })
})

describe('a prepared change', () => {
  const owner = 'prod.ndjson'

  test('is not written, and says what it would make', async () => {
    const definition = world.catalogue.definitions.Role
    const state = await world.ports.objects.state('Role')
    const prepared = await prepareChange(
      definition,
      world.ports,
      { kind: 'create', value: { description: 'new' }, owner },
      world.operator,
    )
    assert.ok(!('error' in prepared))
    assert.equal(prepared.after?.['managedBy'], owner)
    assert.equal(prepared.before, undefined)
    assert.equal(await world.ports.objects.state('Role'), state)
    assert.ok(prepared.change)
    await world.ports.objects.commit([prepared.change], { origin: world.operator.origin, now: world.ports.clock() })
    const roles = world.type('Role')
    assert.equal((await roles.read(prepared.id))?.['managedBy'], owner)

    const [stored] = await world.ports.objects.find('Role', [prepared.id])
    assert.ok(stored)
    const same = { kind: 'update', stored, patch: { description: 'new' } } as const
    const unchanged = await prepareChange(definition, world.ports, same, world.operator)
    assert.ok(!('error' in unchanged) && unchanged.change === undefined)
    const freed = await prepareChange(definition, world.ports, { ...same, owner: null }, world.operator)
    assert.ok(!('error' in freed) && freed.change !== undefined)
    assert.equal(freed.after?.['managedBy'], null)
    const removed = await prepareChange(definition, world.ports, { kind: 'destroy', stored }, world.operator)
    assert.ok(!('error' in removed) && removed.change?.kind === 'remove' && removed.after === undefined)
  })

  test('that is refused says so as a set does', async () => {
    const definition = world.catalogue.definitions.Role
    const refused = await prepareChange(definition, world.ports, { kind: 'create', value: {} }, world.operator)
    assert.deepEqual('error' in refused && refused.error, {
      type: 'validationFailed',
      validationErrors: [{ type: 'Required', property: 'description' }],
      description: 'description is required.',
    })
  })
})
