import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { verifyAuditChain } from '../../src/audit/verify-audit-chain.ts'
import { RuntimeKit } from '../runtime/runtime-kit.ts'

const events = 40

/** A chain of some calls and changes. */
async function chained(): Promise<RuntimeKit> {
  const kit = await RuntimeKit.open()
  await kit.storage.management.audit.seal()
  const { sequence } = await kit.storage.management.audit.head()
  for (let count = sequence; count < events; count += 1) {
    kit.advance(1)
    await kit.call('x:Session/query')
  }
  await kit.storage.management.audit.seal()
  assert.equal((await kit.storage.management.audit.head()).sequence, events)
  return kit
}

const audit = (kit: RuntimeKit) => kit.storage.management.audit

describe('verification of the audit chain', () => {
  test('a chain that nobody touched is intact, also for whoever remembers an earlier head', async () => {
    await using kit = await chained()
    const head = await audit(kit).head()
    const earlier = (await audit(kit).chain({ after: 9, limit: 1 }))[0]
    assert.ok(earlier)
    const intact = { kind: 'intact', events, headHash: head.hash, unsealed: 0 } as const
    assert.deepEqual(await verifyAuditChain(audit(kit)), intact)
    assert.deepEqual(await verifyAuditChain(audit(kit), { expectedHead: head }), intact)
    assert.deepEqual(await verifyAuditChain(audit(kit), { expectedHead: earlier }), intact)
    const seen: unknown[] = []
    await verifyAuditChain(audit(kit), { onProgress: (...progress) => seen.push(progress) })
    assert.deepEqual(seen, [[events, events]])
  })

  test('events that wait for their place are counted, and nothing is written', async () => {
    await using kit = await chained()
    await kit.call('x:Session/query')
    const verdict = await verifyAuditChain(audit(kit))
    assert.ok(verdict.kind === 'intact')
    assert.deepEqual([verdict.events, verdict.unsealed], [events, 1])
    assert.equal(await audit(kit).unsealed(), 1)
  })

  test('an installation without events is intact', async () => {
    const none = { chain: async () => [], head: async () => ({ sequence: 0, hash: '0'.repeat(64) }), unsealed: async () => 0 }
    assert.deepEqual(await verifyAuditChain(none), { kind: 'intact', events: 0, headHash: '0'.repeat(64), unsealed: 0 })
  })

  const tampered: readonly (readonly [what: string, sequence: number, change: (kit: RuntimeKit) => void])[] = [
    [
      'the address of an event was changed',
      7,
      (kit) => kit.tamper(`update audit_events set data = json_set(data, '$.origin.address', '192.0.2.99') where sequence = 7`),
    ],
    [
      'the outcome of an event was changed',
      40,
      (kit) => kit.tamper(`update audit_events set data = json_set(data, '$.outcome', 'refused') where sequence = 40`),
    ],
    [
      'a member was added',
      1,
      (kit) => kit.tamper(`update audit_events set data = json_set(data, '$.reason', 'none') where sequence = 1`),
    ],
    ['an event was removed', 12, (kit) => kit.tamper('delete from audit_events where sequence = 12')],
    ['the first event was removed', 1, (kit) => kit.tamper('delete from audit_events where sequence = 1')],
    [
      'an event was removed and those behind it moved up',
      12,
      (kit) => {
        kit.tamper('delete from audit_events where sequence = 12')
        for (let sequence = 13; sequence <= events; sequence += 1) {
          kit.tamper('update audit_events set sequence = ? where sequence = ?', sequence - 1, sequence)
        }
        kit.tamper('update audit_head set sequence = ?', events - 1)
      },
    ],
    [
      'two events changed places',
      20,
      (kit) => {
        kit.tamper('update audit_events set sequence = 1000 where sequence = 20')
        kit.tamper('update audit_events set sequence = 20 where sequence = 21')
        kit.tamper('update audit_events set sequence = 21 where sequence = 1000')
      },
    ],
    [
      'the contents of two events changed places',
      20,
      (kit) =>
        kit.tamper(`update audit_events set data = (select data from audit_events other where other.sequence = 41 - audit_events.sequence)
          where sequence in (20, 21)`),
    ],
    [
      'the hash of an event was changed',
      30,
      (kit) => kit.tamper(`update audit_events set hash = ? where sequence = 30`, 'f'.repeat(64)),
    ],
    ['the end was removed', 36, (kit) => kit.tamper('delete from audit_events where sequence > 35')],
    ['everything was removed', 1, (kit) => kit.tamper('delete from audit_events')],
  ]
  for (const [what, sequence, change] of tampered) {
    test(`${what}: found`, async () => {
      await using kit = await chained()
      change(kit)
      const verdict = await verifyAuditChain(audit(kit))
      assert.ok(verdict.kind === 'broken')
      assert.equal(verdict.sequence, sequence)
    })
  }

  test('the columns that an event is found by were changed: found', async () => {
    for (const change of [
      `actor = 'nobody'`,
      `kind = 'sign-in'`,
      `at = at + 1`,
      `object_name = null`,
      `event_id = 'evt_other'`,
    ]) {
      await using kit = await chained()
      kit.tamper(`update audit_events set ${change} where sequence = 5`)
      const verdict = await verifyAuditChain(audit(kit))
      assert.equal(verdict.kind === 'broken' && verdict.sequence, 5, change)
    }
  })

  test('an end that was removed together with the head is found by whoever remembers it', async () => {
    await using kit = await chained()
    const expectedHead = await audit(kit).head()
    const [last] = await audit(kit).chain({ after: 34, limit: 1 })
    assert.ok(last)
    kit.tamper('delete from audit_events where sequence > 35')
    kit.tamper('update audit_head set sequence = 35, hash = ?', last.hash)
    assert.equal((await verifyAuditChain(audit(kit))).kind, 'intact')
    const verdict = await verifyAuditChain(audit(kit), { expectedHead })
    assert.ok(verdict.kind === 'broken')
    assert.equal(verdict.sequence, 36)
  })

  test('a chain that was written anew is found by whoever remembers a hash of it', async () => {
    await using kit = await chained()
    const verdict = await verifyAuditChain(audit(kit), { expectedHead: { sequence: 15, hash: 'a'.repeat(64) } })
    assert.ok(verdict.kind === 'broken')
    assert.equal(verdict.sequence, 15)
  })
})
