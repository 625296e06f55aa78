import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Caller } from '../../src/access/caller.ts'
import { PlanWorld, textsOf } from './plan-world.ts'

const permissions = ['AccountGet', 'AccountUpdate', 'AccountDestroy', 'RevisionGet', 'ActionCreate'].map((name) => `sys${name}`)
const credentials = { 0: { '@type': 'Password', secret: 'correct horse battery' } }
const administrator = (name: string) => ({
  '@type': 'upsert',
  object: 'Account',
  value: { name, roles: { '@type': 'Admin' }, credentials },
})

/** Two administrators, and somebody of the help desk. */
async function open(): Promise<{ readonly world: PlanWorld; readonly helpDesk: Caller }> {
  const world = await PlanWorld.open()
  await world.apply(administrator('jane'), administrator('root'))
  return { world, helpDesk: { ...world.operator, permissions: new Set(permissions) } }
}

test('a plan removes nobody who may do more than who applies it', async () => {
  const { world, helpDesk } = await open()
  await using _ = world
  const run = await world.run('apply', [{ '@type': 'destroy', object: 'Account', match: { name: 'jane' } }], helpDesk)
  assert.match(textsOf(run)[0] ?? '', /not authorized to grant/)
  assert.ok(await world.wire('Account', 'jane'))
})

test('a plan of somebody who may read none of what it can name is not even read', async () => {
  const { world, helpDesk } = await open()
  await using _ = world
  let read = 0
  async function* lines(): AsyncGenerator<string> {
    read += 1
    yield '{}'
  }
  const plain = { ...helpDesk, permissions: new Set(['authenticate', 'sysApiKeyGet']) }
  const options = { mode: 'diff', name: 'x' } as const
  const events = await Array.fromAsync(world.plans.plan(lines(), options, plain))
  assert.deepEqual(
    events.map(({ type }) => type),
    ['refused'],
  )
  assert.equal(read, 0)
})

test('a rollback ends no credentials of somebody who may do more', async () => {
  const { world, helpDesk } = await open()
  await using _ = world
  const { objects } = world.ports
  const revision = await world.latest()
  const jane = await objects.findByKey('Account', 'jane')
  const record = {
    credentialId: 'key_new',
    accountId: jane?.record.accountId ?? 'acc_none',
    description: 'backup',
    digest: 'digest' as never,
    permissions: { kind: 'inherit' },
    allowedIps: [],
    createdAt: 0,
    updatedAt: 0,
  } as const
  const context = { origin: world.operator.origin, now: world.ports.clock() }
  await objects.commit([{ object: 'ApiKey', kind: 'create', record }], context)
  const refused = await world.rollback(revision, 'apply', helpDesk)
  assert.match(textsOf(refused)[0] ?? '', /not authorized to grant/)
  assert.equal((await objects.find('ApiKey', ['key_new'])).length, 1)
  assert.equal((await world.rollback(revision)).done?.destroyed, 1)
})
