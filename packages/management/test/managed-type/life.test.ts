import assert from 'node:assert/strict'
import { afterEach, beforeEach, describe, test } from 'node:test'
import { StateMismatch } from '../../src/jmap/contract.ts'
import type { JsonObject } from '../../src/ports/json.ts'
import { ObjectWorld, refusalOf } from './object-world.ts'

let world: ObjectWorld

beforeEach(async () => {
  world = await ObjectWorld.open()
})
afterEach(() => world[Symbol.asyncDispose]())

describe('RFC8620-5.3 the writes of a managed type', () => {
  test('a creation answers the id and what the client did not say', async () => {
    const roles = world.type('Role')
    const created = await roles.create({ description: '  Help desk ', enabledPermissions: { sysRoleGet: true } })
    assert.match(created.id, /^rol_/)
    // The server trimmed it.
    assert.equal(created['description'], 'Help desk')
    assert.equal(created['createdAt'], '2030-01-15T12:00:00Z')
    assert.deepEqual(created['roleIds'], {})
    assert.equal('enabledPermissions' in created, false)
    const object = await roles.read(created.id)
    assert.deepEqual(object, {
      id: created.id,
      description: 'Help desk',
      roleIds: {},
      enabledPermissions: { sysRoleGet: true },
      disabledPermissions: {},
      createdAt: '2030-01-15T12:00:00Z',
      managedBy: null,
    })
  })

  test('a patch changes what it names; a whole object sent back changes nothing and is no revision', async () => {
    const roles = world.type('Role')
    const { id } = await roles.create({ description: 'one' })
    world.pass(60_000)
    assert.equal(await roles.update(id, { 'enabledPermissions/sysRoleGet': true }), null)
    const state = await roles.state()
    const object = await roles.read(id)
    assert.ok(object)
    assert.equal(await roles.update(id, object), null)
    assert.equal(await roles.update(id, {}), null)
    assert.equal(await roles.state(), state)
  })

  test('a refused patch says where, and leaves the object as it was', async () => {
    const roles = world.type('Role')
    const { id } = await roles.create({ description: 'one' })
    const before = await roles.read(id)
    const wrong: readonly (readonly [patch: JsonObject, error: object])[] = [
      [{ description: '' }, { type: 'invalidPatch', properties: ['description'] }],
      [
        { description: 'two', nothing: 1 },
        { type: 'invalidPatch', properties: ['nothing'] },
      ],
      [{ 'enabledPermissions/everything': true }, { type: 'invalidPatch', properties: ['enabledPermissions/everything'] }],
      [{ createdAt: '2000-01-01T00:00:00Z' }, { type: 'invalidPatch', properties: ['createdAt'] }],
      [{ managedBy: 'me' }, { type: 'invalidPatch', properties: ['managedBy'] }],
      [
        { description: 'x'.repeat(201) },
        { type: 'validationFailed', validationErrors: [{ type: 'MaxLength', property: 'description', required: 200 }] },
      ],
      [{ roleIds: ['rol_nobody'] }, { type: 'invalidForeignKey', objectId: { object: 'x:Role', id: 'rol_nobody' } }],
    ]
    for (const [patch, error] of wrong) {
      const { description: _text, ...found } = (await refusalOf(roles.update(id, patch))) as { description?: string }
      assert.deepEqual(found, error)
    }
    assert.deepEqual(await roles.read(id), before)
  })

  test('a unique value is refused with the property and the object that has it', async () => {
    const roles = world.type('Role')
    const { id } = await roles.create({ description: 'one' })
    const error = await refusalOf(roles.create({ description: 'ONE' }))
    assert.deepEqual(error, {
      type: 'primaryKeyViolation',
      description: 'Another Role has this description.',
      properties: ['description'],
      objectId: id,
    })
  })

  test('what others refer to cannot be destroyed, and what is gone is not found', async () => {
    const roles = world.type('Role')
    const base = await roles.create({ description: 'base' })
    const above = await roles.create({ description: 'above', roleIds: { [base.id]: true } })
    assert.deepEqual(await refusalOf(roles.destroy(base.id)), {
      type: 'objectIsLinked',
      description: 'Other objects refer to this one; change or destroy them first.',
      objectId: { object: 'x:Role', id: base.id },
      linkedObjects: [{ object: 'x:Role', id: above.id }],
    })
    await roles.destroy(above.id)
    await roles.destroy(base.id)
    assert.equal(await roles.read(base.id), undefined)
    assert.equal((await refusalOf(roles.destroy(base.id))).type, 'notFound')
    assert.equal((await refusalOf(roles.update(base.id, {}))).type, 'notFound')
  })

  test('ifInState: a write is made in this state or not at all', async () => {
    const roles = world.type('Role')
    const first = await roles.state()
    const { id } = await roles.create({ description: 'one' }, first)
    const state = await roles.state()
    assert.notEqual(state, first)
    for (const stale of [first, '999999', 'x', '', '-1']) {
      await assert.rejects(roles.update(id, { description: 'two' }, stale), StateMismatch)
      await assert.rejects(roles.update(id, {}, stale), StateMismatch)
      await assert.rejects(roles.create({ description: 'two' }, stale), StateMismatch)
      await assert.rejects(roles.destroy(id, stale), StateMismatch)
    }
    assert.equal((await roles.read(id))?.['description'], 'one')
    await roles.update(id, { description: 'two' }, state)
    await roles.destroy(id, await roles.state())
  })

  test('a secret is made once, shown once, and unchanged when its mask comes back', async () => {
    const caller = await world.person('ada')
    const keys = world.type('ApiKey').as(caller)
    const created = await keys.create({ description: 'backup' })
    const secret = created['secret']
    assert.ok(typeof secret === 'string' && secret.length > 20)
    const object = await keys.read(created.id)
    assert.equal(object?.['secret'], '****')
    await keys.update(created.id, { ...object, description: 'other' })
    const [stored] = await world.ports.objects.find('ApiKey', [created.id])
    assert.equal(stored?.record.digest, world.ports.crypto.digest(secret))
    const revisions = await world.storage.management.revisions.query({ object: 'ApiKey', isAscending: true, limit: 10 })
    assert.equal(revisions.length, 2)
    assert.equal(JSON.stringify(revisions).includes(secret), false)
  })

  test('objects that a caller must not see do not exist for them', async () => {
    const [ada, bob] = [await world.person('ada'), await world.person('bob')]
    const keys = world.type('ApiKey')
    const state = await keys.state()
    const { id } = await keys.as(ada).create({ description: 'of ada' })
    const own = await keys.as(bob).create({ description: 'of bob' })
    const theirs = keys.as(bob)
    assert.equal(await theirs.read(id), undefined)
    assert.deepEqual(await theirs.query(), [own.id])
    assert.deepEqual(await theirs.query({ text: 'ada' }), [])
    assert.deepEqual(await theirs.query({ operator: 'NOT', conditions: [{ text: 'bob' }] }), [])
    assert.equal((await refusalOf(theirs.update(id, { description: 'mine' }))).type, 'notFound')
    assert.equal((await refusalOf(theirs.destroy(id))).type, 'notFound')
    const all = await theirs.type.get({ ids: null, limit: 10 }, bob)
    assert.deepEqual('list' in all && all.list.map((object) => object['id']), [own.id])
    const changes = await theirs.type.changes?.(state, 10, bob)
    assert.deepEqual(changes?.created, [own.id])
  })
})

describe('a settings object', () => {
  test('is there before it was ever written, and cannot be created or destroyed', async () => {
    const settings = world.type('Authentication')
    assert.equal(settings.type.create, undefined)
    assert.equal(settings.type.destroy, undefined)
    assert.equal(settings.type.query, undefined)
    const object = await settings.read('singleton')
    assert.equal(object?.['maxApiKeys'], 5)
    const all = await settings.type.get({ ids: null, limit: 1 }, world.operator)
    assert.deepEqual('list' in all && all.list, [object])
    const other = await settings.type.get({ ids: ['other'], limit: 1 }, world.operator)
    assert.deepEqual(other, { list: [], notFound: ['other'] })
    assert.equal(await settings.update('singleton', { maxApiKeys: 7 }), null)
    assert.equal((await settings.read('singleton'))?.['maxApiKeys'], 7)
    assert.equal((await refusalOf(settings.update('other', { maxApiKeys: 8 }))).type, 'notFound')
  })

  test('answers durations in milliseconds and takes them with units', async () => {
    const settings = world.type('OidcProvider')
    assert.equal(await settings.update('singleton', { accessTokenExpiry: '2h' }), null)
    const object = await settings.read('singleton')
    assert.equal(object?.['accessTokenExpiry'], 7_200_000)
    assert.deepEqual(object?.['encryptionKey'], { '@type': 'Value', secret: '****' })
    assert.equal(await settings.update('singleton', object ?? {}), null)
  })

  test('answers the properties that are asked for, and all where none of them exists', async () => {
    const settings = world.type('OidcProvider')
    const get = async (...properties: string[]) => {
      const answer = await settings.type.get({ ids: ['singleton'], properties, limit: 1 }, world.operator)
      return 'list' in answer ? Object.keys(answer.list[0] ?? {}) : []
    }
    assert.deepEqual(await get('authCodeMaxAttempts', 'nothing'), ['id', 'authCodeMaxAttempts'])
    assert.deepEqual(await get('id'), ['id'])
    assert.deepEqual(await get(), ['id'])
    assert.ok((await get('nothing')).length > 10)
  })
})
