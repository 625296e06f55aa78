import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Origin } from '@latchkey/core'
import type { Caller, JsonObject } from '@latchkey/management'
import { RuntimeKit } from '../runtime/runtime-kit.ts'

const origin: Origin = {
  actor: { kind: 'account', accountId: 'acc_carol', name: 'carol' },
  through: 'api',
  address: '192.0.2.5',
  credential: 'key_1',
}

async function calls(kit: RuntimeKit) {
  const found = await kit.storage.management.audit.query({ kind: 'call', isAscending: true, limit: 100 })
  return found.map(({ event }) => {
    const { eventId: _id, at: _at, kind: _kind, origin: _origin, ...rest } = event
    return rest
  })
}

describe('the audit of management calls', () => {
  test('each call is an event with who, what and what came of it', async () => {
    await using kit = await RuntimeKit.open()
    const caller: Caller = { ...kit.operator, permissions: new Set(['sysSessionGet', 'sysSessionDestroy']), origin }
    const session = await kit.signIn(await kit.account('alice'))
    await kit.call('x:Session/get', { ids: null }, caller)
    await kit.call('x:Session/set', { destroy: [session.sessionId] }, caller)
    await kit.call('x:Session/set', { destroy: ['ses_unknown'] }, caller)
    await kit.call('x:Grant/get', { ids: null }, caller)
    assert.deepEqual(await calls(kit), [
      { method: 'x:Session/get', object: { name: 'Session' }, outcome: 'done' },
      { method: 'x:Session/set', object: { name: 'Session', id: session.sessionId }, outcome: 'done' },
      { method: 'x:Session/set', object: { name: 'Session', id: 'ses_unknown' }, outcome: 'refused', reason: 'notFound' },
      { method: 'x:Grant/get', object: { name: 'Grant' }, outcome: 'refused', reason: 'forbidden' },
    ])
    const all = await kit.storage.management.audit.query({ kind: 'call', isAscending: true, limit: 100 })
    for (const { event } of all) {
      assert.deepEqual(event.origin, origin)
      assert.equal(event.at, kit.now)
    }
  })

  test('what a caller makes up as a name or an id stays out of it', async () => {
    await using kit = await RuntimeKit.open()
    const noise = 'hunter2-is-my-password'
    const tries: readonly (readonly [method: string, args: JsonObject])[] = [
      [`x:${noise}/get`, {}],
      [noise, {}],
      ['x:Session/get', { ids: [`${noise} with blanks`] }],
      ['x:Session/set', { destroy: [`lk_rt_${noise}`] }],
      ['x:Session/set', { destroy: [noise] }],
      ['x:Session/set', { destroy: [noise], ifInState: 'none' }],
      ['x:OidcProvider/set', { update: { [noise]: {} }, destroy: [noise] }],
      ['x:Session/get', { ids: [noise] }],
      ['x:Session/set', { update: { [`lk_at_${noise}`]: {} } }],
      ['x:Account/set', { create: { [`lk_cs_${noise}`]: { username: noise, password: noise } } }],
      ['x:Session/query', { filter: { accountId: noise } }],
    ]
    for (const [method, args] of tries) await kit.call(method, args)
    const found = await calls(kit)
    assert.equal(found.length, tries.length)
    assert.deepEqual(
      found.filter((event) => JSON.stringify(event).includes(noise)),
      [],
    )
  })
})
