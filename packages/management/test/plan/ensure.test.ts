import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { JsonValue } from '../../src/ports/json.ts'
import { PlanWorld, short, textsOf } from './plan-world.ts'

function ensure(object: string, value: Readonly<Record<string, JsonValue>>): JsonValue {
  return { '@type': 'ensure', object, value }
}

const account = {
  name: 'jane',
  description: 'Jane',
  memberGroupIds: [{ $match: { object: 'Group', name: 'staff' } }],
  credentials: { 0: { '@type': 'Password', secret: 'correct horse battery' } },
}
const lines = [ensure('Account', account), ensure('Group', { name: 'staff' })]

describe('an ensure', () => {
  test('creates what is not there, with what it refers to', async () => {
    await using world = await PlanWorld.open()
    const { changes, done } = await world.apply(...lines)
    assert.deepEqual(
      changes.map(({ kind, object, label }) => `${kind} ${object} ${label}`),
      ['create x:Group staff', 'create x:Account jane'],
    )
    assert.equal(done?.created, 2)
    assert.equal(await world.owner('Account', 'jane'), undefined)
  })

  test('leaves what is there as it is by now, passwords and ownership included, and makes no revision', async () => {
    await using world = await PlanWorld.open()
    await world.apply(...lines)
    const changed = {
      name: 'JANE',
      description: 'Janet',
      credentials: { 0: { '@type': 'Password', secret: 'another long one' } },
    }
    await world.apply({ '@type': 'upsert', object: 'Account', value: changed })
    const before = await world.ports.objects.findByKey('Account', 'jane')
    const revision = await world.latest()
    const run = await world.apply({ '@type': 'plan', owner: 'prod' }, ...lines)
    assert.deepEqual([run.changes, run.done?.unchanged, run.done?.created], [[], 2, 0])
    assert.deepEqual(await world.ports.objects.findByKey('Account', 'jane'), before)
    assert.equal(await world.latest(), revision)
  })

  test('needs no more than to read where everything is there', async () => {
    await using world = await PlanWorld.open()
    await world.apply(...lines)
    const reader = { ...world.operator, permissions: new Set(['sysAccountGet', 'sysGroupGet']) }
    assert.equal((await world.run('apply', lines, reader)).done?.unchanged, 2)
    const more = await world.run('apply', [...lines, ensure('Group', { name: 'other' })], reader)
    assert.deepEqual(textsOf(more), ['3: You are not authorized to create objects of this type.'])
  })

  test('an object that it found can be referred to', async () => {
    await using world = await PlanWorld.open()
    await world.apply(ensure('Group', { name: 'staff' }))
    const group = { '@type': 'ensure', object: 'Group', ref: 'g', value: { name: 'Staff' } }
    const john = { '@type': 'ensure', object: 'Account', value: { name: 'john', memberGroupIds: { '#g': true } } }
    const { changes } = await world.apply(group, john)
    assert.deepEqual(
      changes.map(({ kind, label }) => `${kind} ${label}`),
      ['create john'],
    )
  })

  test('knows an account by its subject, whatever its name is by now', async () => {
    await using world = await PlanWorld.open()
    const john = ensure('Account', { name: 'john', subject: 'old-17' })
    await world.apply(john)
    const found = await world.ports.objects.findByKey('Account', 'john')
    await world.apply({ '@type': 'update', object: 'Account', id: found?.id ?? '', value: { name: 'jack' } })
    const run = await world.apply(john)
    assert.deepEqual([run.changes, run.done?.unchanged], [[], 1])
    assert.equal(await world.wire('Account', 'john'), undefined)
    const upsert = { '@type': 'upsert', object: 'Account', value: { name: 'james', description: 'James' } }
    await world.apply(john, upsert)
    assert.equal((await world.wire('Account', 'jack'))?.['description'], null)
    assert.equal((await world.apply(ensure('Account', { name: 'OLD', subject: 'Old-17' }))).done?.created, 1)
  })

  test('on somebody else of the same name is refused, and both subjects are named', async () => {
    await using world = await PlanWorld.open()
    await world.apply(ensure('Account', { name: 'john', subject: 'old-17' }))
    const before = await world.latest()
    const run = await world.run('apply', [
      ensure('Group', { name: 'new' }),
      ensure('Account', { name: 'John', subject: 'old-18' }),
    ])
    assert.deepEqual(textsOf(run), ['2: This Account exists already, with the subject "old-17" and not "old-18".'])
    assert.equal(run.mistakes[0]?.error?.type, 'primaryKeyViolation')
    assert.equal(await world.latest(), before)
  })

  test('on a group that gives other roles than it says is refused: its members would get them', async () => {
    await using world = await PlanWorld.open()
    const admins = { name: 'admins', roleIds: [{ $match: { object: 'Role', description: 'ops' } }] }
    const ops = { description: 'ops', enabledPermissions: { sysAccountGet: true } }
    await world.apply({ '@type': 'upsert', object: 'Role', value: ops }, { '@type': 'upsert', object: 'Group', value: admins })
    const jane = { name: 'jane', memberGroupIds: [{ $match: { object: 'Group', name: 'admins' } }] }
    const run = await world.run('apply', [ensure('Group', { name: 'admins', roleIds: {} }), ensure('Account', jane)])
    assert.match(textsOf(run).join(), /^1: This Group exists already, and its roleIds give other roles/)
    assert.equal(await world.wire('Account', 'jane'), undefined)
    assert.equal((await world.apply(ensure('Group', admins))).done?.unchanged, 1)
  })

  test('of two lines on one object is a mistake, and so is one on what always exists', async () => {
    await using world = await PlanWorld.open()
    const twice = await world.run('plan', [ensure('Group', { name: 'a' }), ensure('Group', { name: 'A' })])
    assert.deepEqual(textsOf(twice), ['2: Line 1 speaks of the same object; say everything of it once.'])
    const singleton = await world.run('plan', [ensure('OidcProvider', {})])
    assert.deepEqual(textsOf(singleton), ['1: OidcProvider always exists once; say update.'])
  })

  test('is in the way of other lines on what it found, whatever they want of it', async () => {
    await using world = await PlanWorld.open()
    await world.apply(ensure('Group', { name: 'a' }), ensure('Account', { name: 'john', subject: 'old-17' }))
    const others: readonly (readonly [line: JsonValue, mistake: string])[] = [
      [{ '@type': 'destroy', object: 'Group', match: { name: 'A' } }, '2: Line 1 wants the same object to be there.'],
      [
        { '@type': 'upsert', object: 'Group', value: { name: 'A', description: 'x' } },
        '2: Line 1 speaks of the same object; say everything of it once.',
      ],
      [ensure('Group', { name: 'A' }), '2: Line 1 speaks of the same object; say everything of it once.'],
    ]
    for (const [line, mistake] of others) {
      assert.deepEqual(textsOf(await world.run('apply', [ensure('Group', { name: 'a' }), line])), [mistake])
    }
    const twoPeople = [ensure('Account', { name: 'john' }), ensure('Account', { name: 'jack', subject: 'old-17' })]
    assert.equal((await world.run('apply', twoPeople)).mistakes.length, 1)
    assert.equal((await world.wire('Group', 'a'))?.['description'], null)
  })

  test('only compared, what is missing is a difference and what is there is none', async () => {
    await using world = await PlanWorld.open()
    await world.apply(ensure('Group', { name: 'staff' }))
    const { changes } = await world.run('diff', [
      ensure('Group', { name: 'staff', description: 'x' }),
      ensure('Group', { name: 'new' }),
    ])
    assert.deepEqual(
      changes.map((change) => short(change).slice(0, 16)),
      ['create Group new'],
    )
  })
})
