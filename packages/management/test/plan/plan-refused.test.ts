import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Caller } from '../../src/access/caller.ts'
import type { JsonValue } from '../../src/ports/json.ts'
import type { CommitOutcome, ObjectStore } from '../../src/ports/objects.ts'
import { PlanWorld, short, textsOf } from './plan-world.ts'

function role(description: string, more: Readonly<Record<string, JsonValue>> = {}): JsonValue {
  return { '@type': 'upsert', object: 'Role', value: { description, ...more } }
}

/** The same caller with these permissions only. */
function only({ operator }: PlanWorld, ...permissions: readonly string[]): Caller {
  return { ...operator, permissions: new Set(permissions) }
}

describe('a plan that is refused', () => {
  test('tells every mistake with its line, and changes nothing', async () => {
    await using world = await PlanWorld.open()
    await world.apply(role('there'))
    const before = await world.latest()
    const run = await world.run('apply', [
      role('fine'),
      { '@type': 'update', object: 'OidcProvider', value: { accessTokenExpiry: 'soon', authCodeMaxAttempts: 7 } },
      { '@type': 'update', object: 'Authentication', value: { passwordMinLength: 4, maxApiKeys: 5_000 } },
      { '@type': 'create', object: 'Role', value: { description: 'There' } },
      { '@type': 'update', object: 'Role', match: { description: 'gone' }, value: {} },
      { '@type': 'upsert', object: 'Group', ref: 'bad', value: { name: 'staff', colour: 'blue' } },
      { '@type': 'upsert', object: 'Account', value: { name: 'jane', memberGroupIds: { '#bad': true } } },
      {
        '@type': 'upsert',
        object: 'Group',
        value: { name: 'x', roleIds: [{ $match: { object: 'Role', description: 'none' } }] },
      },
      { '@type': 'upsert', object: 'Role', value: { description: 'own', createdAt: '2030-01-01T00:00:00Z' } },
    ])
    assert.deepEqual(textsOf(run), [
      '2: accessTokenExpiry: Invalid duration value.',
      '3: passwordMinLength must be at least 8. maxApiKeys must be at most 1000.',
      '4: This Role exists already; say upsert to have it changed.',
      '5: There is no such Role; say upsert to have it created.',
      '6: colour: Invalid property. Group has name, description, roleIds, createdAt, managedBy.',
      '8: roleIds: there is no object {"object":"Role","description":"none"}.',
      '9: createdAt: Cannot modify server set property.',
    ])
    assert.equal(run.mistakes[2]?.error?.type, 'primaryKeyViolation')
    assert.equal(await world.latest(), before)
  })

  test('names what the caller may not do, and reads nothing for them', async () => {
    await using world = await PlanWorld.open()
    await world.apply(role('ops'))
    const lines = [
      role('ops', { enabledPermissions: {} }),
      role('new'),
      { '@type': 'destroy', object: 'Role', match: { description: 'ops' } },
    ]
    const asReader = await world.run('plan', [role('new')], only(world, 'sysRoleGet'))
    assert.deepEqual(textsOf(asReader), ['1: You are not authorized to create objects of this type.'])
    assert.equal(asReader.mistakes[0]?.error?.type, 'forbidden')
    const ofOthers = await world.run('plan', lines.slice(0, 2), only(world, 'sysScopeGet'))
    assert.deepEqual(textsOf(ofOthers), ['1: You are not authorized to perform this action.'])
    assert.deepEqual(
      textsOf(await world.run('apply', lines.slice(2), only(world, 'sysRoleGet', 'sysRoleUpdate', 'sysRoleCreate'))),
      ['1: You are not authorized to remove objects of this type.'],
    )
    assert.deepEqual((await world.run('apply', [role('ops')], only(world, 'sysRoleGet'))).done?.unchanged, 1)
  })

  test('nobody grants by a plan what they lack', async () => {
    await using world = await PlanWorld.open()
    const caller = only(world, 'sysRoleGet', 'sysRoleCreate', 'authenticate')
    const run = await world.run('apply', [role('ops', { enabledPermissions: { sysAccountDestroy: true } })], caller)
    assert.equal(run.mistakes[0]?.error?.type, 'forbidden')
  })

  test('comparing needs no more than reading', async () => {
    await using world = await PlanWorld.open()
    const lines = [role('ops', { enabledPermissions: { sysAccountDestroy: true } })]
    const { changes, done } = await world.run('diff', lines, only(world, 'sysRoleGet'))
    assert.deepEqual([changes.map(({ kind }) => kind), done?.created], [['create'], 1])
    assert.equal(await world.wire('Role', 'ops'), undefined)
  })

  test('a plan refuses already what the store would refuse at the apply', async () => {
    await using world = await PlanWorld.open()
    await world.apply(role('used'), {
      '@type': 'upsert',
      object: 'Group',
      value: { name: 'g', roleIds: [{ $match: { object: 'Role', description: 'used' } }] },
    })
    const lines = [{ '@type': 'destroy', object: 'Role', match: { description: 'used' } }]
    for (const mode of ['plan', 'apply'] as const) {
      const run = await world.run(mode, lines)
      assert.equal(run.mistakes[0]?.error?.type, 'objectIsLinked', mode)
      assert.equal(run.mistakes[0]?.line, 1)
    }
    assert.deepEqual(
      (await world.run('plan', [...lines, { '@type': 'destroy', object: 'Group', match: { name: 'g' } }])).mistakes,
      [],
    )
  })

  test('the last administrator stays', async () => {
    await using world = await PlanWorld.open()
    const credentials = { 0: { '@type': 'Password', secret: 'correct horse battery' } }
    await world.apply({ '@type': 'upsert', object: 'Account', value: { name: 'root', roles: { '@type': 'Admin' }, credentials } })
    const run = await world.run('plan', [{ '@type': 'destroy', object: 'Account', match: { name: 'root' } }])
    assert.match(run.mistakes[0]?.text ?? '', /no administrator/)
  })

  test('two names of one object are a mistake', async () => {
    await using world = await PlanWorld.open()
    await world.apply(role('ops'))
    const id = (await world.ports.objects.findByKey('Role', 'ops'))?.id ?? ''
    const run = await world.run('plan', [role('ops'), { '@type': 'update', object: 'Role', id, value: { description: 'dev' } }])
    assert.deepEqual(textsOf(run), ['2: Line 1 speaks of the same object; say everything of it once.'])
  })
})

describe('others at the same time', () => {
  /** Does something before each of the first commits. */
  function interrupted(times: number, between: (objects: ObjectStore) => Promise<unknown>) {
    return (objects: ObjectStore): ObjectStore => ({
      ...objects,
      async commit(...args): Promise<CommitOutcome> {
        if (times > 0) {
          times -= 1
          await between(objects)
        }
        return objects.commit(...args)
      },
    })
  }

  async function rename(objects: ObjectStore): Promise<void> {
    const stored = await objects.findByKey('Scope', 's')
    if (stored === undefined) return
    const { id, version, record } = stored
    const description = `${record.description}!`
    const change = { object: 'Scope', kind: 'replace', id, version, record: { ...record, description } } as const
    const origin = { actor: { kind: 'system' }, through: 'start' } as const
    assert.equal((await objects.commit([change], { origin, now: 0 })).kind, 'committed')
  }

  test('a plan is made anew from what they left', async () => {
    let isOn = false
    await using world = await PlanWorld.open({ around: interrupted(3, async (objects) => isOn && (await rename(objects))) })
    await world.apply({ '@type': 'upsert', object: 'Scope', value: { name: 's', description: 'S' } })
    isOn = true
    const { changes } = await world.apply({ '@type': 'upsert', object: 'Scope', value: { name: 's', description: 'T' } })
    assert.deepEqual(changes.map(short), ['update Scope s description:S!!>T'])
  })

  test('when they never stop, the plan is refused', async () => {
    let isOn = false
    await using world = await PlanWorld.open({ around: interrupted(100, async (objects) => isOn && (await rename(objects))) })
    await world.apply({ '@type': 'upsert', object: 'Scope', value: { name: 's', description: 'S' } })
    isOn = true
    const run = await world.run('apply', [{ '@type': 'upsert', object: 'Scope', value: { name: 's', description: 'T' } }])
    assert.deepEqual(textsOf(run), ['-: The objects are being changed by others all the time; try again.'])
  })
})
