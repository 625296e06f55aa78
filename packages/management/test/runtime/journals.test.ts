import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { JsonObject } from '@latchkey/management'
import { asList, minute, RuntimeKit } from './runtime-kit.ts'

describe('x:AuditEvent', () => {
  test('an event is shown with its place in the chain', async () => {
    await using kit = await RuntimeKit.open()
    const account = await kit.account('alice')
    const session = await kit.signIn(account)
    const [event] = await kit.search('x:AuditEvent', { filter: { kind: 'sign-in' } })
    assert.ok(event)
    const { id, sequence, previousHash, hash, ...rest } = event
    assert.match(String(id), /^evt_/)
    assert.ok(Number(sequence) > 0)
    assert.match(`${String(previousHash)} ${String(hash)}`, /^[0-9a-f]{64} [0-9a-f]{64}$/)
    assert.deepEqual(rest, {
      at: '2026-01-15T12:00:00Z',
      kind: 'sign-in',
      outcome: 'done',
      actorKind: 'account',
      actor: account.accountId,
      actorName: 'alice',
      through: 'page',
      address: '192.0.2.1',
      credential: null,
      traceId: null,
      objectName: null,
      objectId: null,
      method: null,
      accountId: account.accountId,
      clientId: null,
      grantId: null,
      sessionId: session.sessionId,
      revision: null,
      reason: null,
    })
  })

  test('events are found by whatever they say, and by time', async () => {
    await using kit = await RuntimeKit.open()
    const [alice, bob] = [await kit.account('alice'), await kit.account('bob')]
    const clientId = await kit.client()
    kit.advance(minute)
    await kit.signIn(alice)
    kit.advance(minute)
    await kit.signIn(bob)
    const grant = await kit.grant(bob, clientId)
    kit.advance(minute)
    await kit.call('x:Grant/set', { destroy: [grant.grantId] })
    await kit.call('x:Account/set', { destroy: [alice.accountId] })
    const kinds = async (filter: JsonObject) => (await kit.search('x:AuditEvent', { filter })).map((event) => event['kind'])
    assert.deepEqual(await kinds({ accountId: bob.accountId, kind: 'sign-in' }), ['sign-in'])
    assert.deepEqual(await kinds({ clientId, accountId: bob.accountId }), ['revocation', 'grant'])
    assert.deepEqual(await kinds({ actor: alice.accountId }), ['sign-in'])
    assert.deepEqual(await kinds({ address: '192.0.2.7' }), ['grant'])
    assert.deepEqual(await kinds({ through: 'page' }), ['sign-in', 'sign-in'])
    assert.deepEqual(await kinds({ objectName: 'Account', objectId: alice.accountId, kind: 'change' }), ['change', 'change'])
    assert.deepEqual(await kinds({ traceId: 'trc_unknown' }), [])
    assert.deepEqual(await kinds({ outcome: 'refused' }), [])
    assert.deepEqual(await kinds({ atIsGreaterThan: '2026-01-15T12:01:00Z', atIsLessThan: '2026-01-15T12:03:00Z' }), [
      'grant',
      'sign-in',
    ])
    assert.deepEqual(
      await kinds({ atIsGreaterThanOrEqual: '2026-01-15T12:01:00Z', atIsLessThanOrEqual: '2026-01-15T12:01:00Z' }),
      ['sign-in'],
    )
    assert.equal((await kit.call('x:AuditEvent/query', { filter: { hash: 'a' } }))['type'], 'unsupportedFilter')
    assert.equal((await kit.call('x:AuditEvent/set', { destroy: ['evt_x'] }))['type'], 'unknownMethod')
  })

  test('RFC8620-5.5 pages stand still by an anchor while the log grows', async () => {
    await using kit = await RuntimeKit.open()
    const account = await kit.account('alice')
    for (let count = 0; count < 7; count += 1) {
      kit.advance(minute)
      await kit.signIn(account)
    }
    const filter = { kind: 'sign-in' }
    const sort = [{ property: 'at', isAscending: false }]
    const all = await kit.call('x:AuditEvent/query', { filter, sort, calculateTotal: true })
    const ids = all['ids']
    assert.ok(Array.isArray(ids))
    assert.deepEqual([ids.length, all['total']], [7, 7])
    await kit.signIn(account)
    const page = await kit.call('x:AuditEvent/query', { filter, anchor: ids[2], anchorOffset: 1, limit: 3 })
    assert.deepEqual([page['ids'], page['position']], [ids.slice(3, 6), 4])
    const ascending = await kit.call('x:AuditEvent/query', { filter, sort: [{ property: 'at', isAscending: true }], limit: 2 })
    assert.deepEqual(ascending['ids'], ids.slice(-2).toReversed())
    const other = await kit.call('x:AuditEvent/query', { filter: { kind: 'change' }, anchor: ids[2] })
    assert.equal(other['type'], 'anchorNotFound')
  })

  test('RFC8620-5.2 changes are what came since', async () => {
    await using kit = await RuntimeKit.open()
    const { state } = await kit.call('x:AuditEvent/get', { ids: [] })
    await kit.signIn(await kit.account('alice'))
    const changes = await kit.call('x:AuditEvent/changes', { sinceState: state ?? '' })
    const created = changes['created']
    assert.ok(Array.isArray(created))
    const { list } = await kit.call('x:AuditEvent/get', { ids: created })
    assert.deepEqual(
      asList(list).map((event) => event['kind']),
      // The call that asked for the state is one, too.
      ['call', 'change', 'sign-in'],
    )
    const first = await kit.call('x:AuditEvent/changes', { sinceState: state ?? '', maxChanges: 1 })
    assert.deepEqual([first['created'], first['hasMoreChanges']], [created.slice(0, 1), true])
    assert.equal((await kit.call('x:AuditEvent/changes', { sinceState: '99999' }))['type'], 'cannotCalculateChanges')
  })
})

describe('x:Revision', () => {
  test('a revision tells what changed, of secrets only that they did', async () => {
    await using kit = await RuntimeKit.open()
    const answer = await kit.call('x:OidcProvider/set', {
      update: { singleton: { accessTokenExpiry: '2h', 'encryptionKey/secret': 'another-key-of-enough-characters-to-be-one' } },
    })
    assert.ok('updated' in answer, JSON.stringify(answer))
    const [revision] = await kit.search('x:Revision')
    assert.ok(revision)
    const { number } = revision
    assert.deepEqual(revision, {
      id: `rev_${String(number)}`,
      number,
      at: '2026-01-15T12:00:00Z',
      actorKind: 'operator',
      actor: 'operator',
      actorName: null,
      through: 'command-line',
      address: null,
      credential: revision['credential'],
      object: 'OidcProvider',
      objectId: 'singleton',
      label: revision['label'],
      kind: 'updated',
      fieldChanges: { 0: { field: 'accessTokenExpiry', before: '3600000', after: '7200000' } },
      changedSecrets: revision['changedSecrets'],
      reason: null,
      commit: `rev_${String(number)}`,
    })
    const secrets = Object.keys(revision['changedSecrets'] ?? {})
    assert.equal(secrets.length, 1)
    assert.match(secrets[0] ?? '', /^\/?encryptionKey/)
    assert.ok(!JSON.stringify(revision).includes('another-key'))
  })

  test('revisions are found by object, id, actor and time, newest first', async () => {
    await using kit = await RuntimeKit.open()
    const alice = await kit.account('alice')
    kit.advance(minute)
    await kit.call('x:Account/set', { update: { [alice.accountId]: { description: 'Alice Example' } } })
    kit.advance(minute)
    const clientId = await kit.client()
    const labels = async (filter: JsonObject) =>
      (await kit.search('x:Revision', { filter })).map(({ object, kind }) => `${String(object)} ${String(kind)}`)
    assert.deepEqual(await labels({ object: 'Account' }), ['Account updated', 'Account created'])
    assert.deepEqual(await labels({ objectId: alice.accountId, actor: 'operator' }), ['Account updated'])
    assert.deepEqual(await labels({ object: 'OAuthClient', objectId: clientId }), ['OAuthClient created'])
    assert.deepEqual(await labels({ atIsGreaterThanOrEqual: '2026-01-15T12:01:00Z', atIsLessThan: '2026-01-15T12:02:00Z' }), [
      'Account updated',
    ])
    assert.deepEqual(await labels({ object: 'Nonsense' }), [])
    const all = await kit.call('x:Revision/query', { calculateTotal: true })
    const ids = all['ids']
    assert.ok(Array.isArray(ids) && ids.length === all['total'])
    const behind = await kit.call('x:Revision/query', { anchor: ids[1], anchorOffset: 1, limit: 1 })
    assert.deepEqual([behind['ids'], behind['position']], [ids.slice(2, 3), 2])
    const got = await kit.call('x:Revision/get', { ids: ['rev_999999', 'rev_x', 'other', ids[0]] })
    assert.deepEqual(got['notFound'], ['rev_999999', 'rev_x', 'other'])
  })

  test('RFC8620-5.2 changes are what came since', async () => {
    await using kit = await RuntimeKit.open()
    const { state } = await kit.call('x:Revision/get', { ids: [] })
    await kit.account('alice')
    await kit.account('bob')
    const changes = await kit.call('x:Revision/changes', { sinceState: state ?? '', maxChanges: 1 })
    assert.equal(changes['hasMoreChanges'], true)
    const rest = await kit.call('x:Revision/changes', { sinceState: changes['newState'] ?? '' })
    assert.deepEqual([Array.isArray(rest['created']) && rest['created'].length, rest['hasMoreChanges']], [1, false])
    assert.equal(rest['newState'], (await kit.call('x:Revision/get', { ids: [] }))['state'])
  })
})

describe('x:Trace', () => {
  test('a trace is shown with its steps and checks, and found by its client', async () => {
    await using kit = await RuntimeKit.open()
    const clientId = await kit.client()
    const step = { at: kit.now, endpoint: 'token', outcome: 'refused', reason: 'code_unknown' } as const
    const check = {
      check: 'code-known',
      spec: 'RFC6749-4.1.3',
      outcome: 'failed',
      reason: 'code_unknown',
      expected: 'a',
      received: 'b',
    } as const
    const trace = { startedAt: kit.now, updatedAt: kit.now, droppedSteps: 2, steps: [{ ...step, checks: [check] }] }
    const { state } = await kit.call('x:Trace/get', { ids: [] })
    await kit.storage.provider.traces.save(
      [
        { ...trace, traceId: 'trc_000000001', clientId },
        { ...trace, traceId: 'trc_000000002' },
        { ...trace, traceId: 'trc_000000003', clientId },
      ],
      100,
    )
    const found = await kit.search('x:Trace', { filter: { clientId } })
    assert.deepEqual(
      found.map(({ id }) => id),
      ['trc_000000003', 'trc_000000001'],
    )
    assert.deepEqual(found[1], {
      id: 'trc_000000001',
      clientId,
      startedAt: '2026-01-15T12:00:00Z',
      updatedAt: '2026-01-15T12:00:00Z',
      droppedSteps: 2,
      steps: {
        0: {
          at: '2026-01-15T12:00:00Z',
          endpoint: 'token',
          outcome: 'refused',
          reason: 'code_unknown',
          note: null,
          checks: {
            0: {
              name: 'code-known',
              spec: 'RFC6749-4.1.3',
              outcome: 'failed',
              reason: 'code_unknown',
              expected: 'a',
              received: 'b',
            },
          },
        },
      },
    })
    const page = await kit.call('x:Trace/query', { anchor: 'trc_000000003', anchorOffset: 1, calculateTotal: true })
    assert.deepEqual([page['ids'], page['position'], page['total']], [['trc_000000002', 'trc_000000001'], 1, 3])
    const now = (await kit.call('x:Trace/get', { ids: [] }))['state']
    assert.notEqual(now, state)
    assert.equal((await kit.call('x:Trace/changes', { sinceState: state ?? '' }))['type'], 'cannotCalculateChanges')
    assert.equal((await kit.call('x:Trace/changes', { sinceState: now ?? '' }))['newState'], now)
  })
})
