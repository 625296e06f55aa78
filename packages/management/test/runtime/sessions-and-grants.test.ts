import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { minute, RuntimeKit } from './runtime-kit.ts'

const day = 24 * 60 * minute

describe('x:Session', () => {
  test('a session is shown with its account, without its cookie', async () => {
    await using kit = await RuntimeKit.open()
    const account = await kit.account('Alice')
    const session = await kit.signIn(account)
    const [found, ...more] = await kit.search('x:Session')
    assert.equal(more.length, 0)
    assert.deepEqual(found, {
      id: session.sessionId,
      accountId: account.accountId,
      accountName: 'Alice',
      createdAt: '2026-01-15T12:00:00Z',
      authTime: '2026-01-15T12:00:00Z',
      acr: '1',
      amr: { pwd: true },
      expiresAt: '2026-01-29T12:00:00Z',
    })
    assert.ok(!JSON.stringify(found).includes(session.digest))
  })

  test('the newest come first, and those of one account can be asked for', async () => {
    await using kit = await RuntimeKit.open()
    const [alice, bob] = [await kit.account('alice'), await kit.account('bob')]
    const ids: string[] = []
    for (const account of [alice, bob, alice, alice]) {
      kit.advance(minute)
      ids.unshift((await kit.signIn(account)).sessionId)
    }
    assert.deepEqual((await kit.call('x:Session/query'))['ids'], ids)
    const own = ids.filter((_, index) => index !== 2)
    const filter = { accountId: alice.accountId }
    const query = await kit.call('x:Session/query', { filter, calculateTotal: true, limit: 2 })
    assert.deepEqual([query['ids'], query['total'], query['position']], [own.slice(0, 2), 3, 0])
    const next = await kit.call('x:Session/query', { filter, anchor: own[1] ?? '', anchorOffset: 1 })
    assert.deepEqual([next['ids'], next['position']], [own.slice(2), 2])
    const oldest = await kit.call('x:Session/query', { filter, sort: [{ property: 'createdAt', isAscending: true }], limit: 2 })
    assert.deepEqual(oldest['ids'], own.toReversed().slice(0, 2))
    const other = await kit.call('x:Session/query', { filter, anchor: ids[2] ?? '' })
    assert.equal(other['type'], 'anchorNotFound')
  })

  test('destroying one signs the browser out, and the audit log says who did it', async () => {
    await using kit = await RuntimeKit.open()
    const session = await kit.signIn(await kit.account('alice'))
    const answer = await kit.call('x:Session/set', { destroy: [session.sessionId, 'ses_unknown'] })
    assert.deepEqual(answer['destroyed'], [session.sessionId])
    assert.deepEqual(Object.keys(answer['notDestroyed'] ?? {}), ['ses_unknown'])
    assert.equal(await kit.storage.provider.sessions.findByCookie(session.digest, kit.now), undefined)
    const [event] = await kit.storage.management.audit.query({ kind: 'session-end', isAscending: false, limit: 10 })
    assert.equal(event?.event.sessionId, session.sessionId)
    assert.deepEqual(event?.event.origin, kit.operator.origin)
  })

  test('a session that has expired is none', async () => {
    await using kit = await RuntimeKit.open()
    const session = await kit.signIn(await kit.account('alice'))
    kit.advance(15 * day)
    assert.deepEqual((await kit.call('x:Session/query'))['ids'], [])
    assert.deepEqual((await kit.call('x:Session/get', { ids: [session.sessionId] }))['notFound'], [session.sessionId])
  })

  test('RFC8620-5.2 changes tell sessions that began, were renewed and ended', async () => {
    await using kit = await RuntimeKit.open()
    const alice = await kit.account('alice')
    const [first, second] = [await kit.signIn(alice), await kit.signIn(alice)]
    const { state } = await kit.call('x:Session/get', { ids: [] })
    assert.ok(typeof state === 'string')
    assert.equal((await kit.call('x:Session/get', { ids: [] }))['state'], state)
    const nothing = await kit.call('x:Session/changes', { sinceState: state })
    assert.deepEqual([nothing['newState'], nothing['created'], nothing['updated'], nothing['destroyed']], [state, [], [], []])

    kit.advance(minute)
    await kit.signIn(alice, first)
    const third = await kit.signIn(alice)
    const fourth = await kit.signIn(alice)
    await kit.call('x:Session/set', { destroy: [second.sessionId, fourth.sessionId] })
    const changes = await kit.call('x:Session/changes', { sinceState: state })
    assert.deepEqual(
      [changes['created'], changes['updated'], changes['destroyed'], changes['hasMoreChanges']],
      [[third.sessionId], [first.sessionId], [second.sessionId], false],
    )
    assert.notEqual(changes['newState'], state)
    assert.equal(changes['newState'], (await kit.call('x:Session/get', { ids: [] }))['state'])

    let since = state
    const seen: unknown[] = []
    for (let steps = 0; steps < 10; steps += 1) {
      const step = await kit.call('x:Session/changes', { sinceState: since, maxChanges: 1 })
      seen.push([step['created'], step['updated'], step['destroyed']])
      assert.ok(typeof step['newState'] === 'string')
      since = step['newState']
      if (step['hasMoreChanges'] === false) break
    }
    assert.equal(since, changes['newState'])
    assert.ok(seen.length >= 4)
    for (const sinceState of ['x', '-1', '9999999']) {
      assert.equal((await kit.call('x:Session/changes', { sinceState }))['type'], 'cannotCalculateChanges')
    }
  })

  test('RFC8620-5.3 a set in another state ends nothing', async () => {
    await using kit = await RuntimeKit.open()
    const alice = await kit.account('alice')
    const session = await kit.signIn(alice)
    const { state } = await kit.call('x:Session/get', { ids: [] })
    await kit.signIn(alice)
    const args = { destroy: [session.sessionId] }
    assert.equal((await kit.call('x:Session/set', { ...args, ifInState: state ?? '' }))['type'], 'stateMismatch')
    assert.ok(await kit.storage.provider.sessions.findByCookie(session.digest, kit.now))
    const now = (await kit.call('x:Session/get', { ids: [] }))['state'] ?? ''
    assert.deepEqual((await kit.call('x:Session/set', { ...args, ifInState: now }))['destroyed'], [session.sessionId])
  })
})

describe('x:Grant', () => {
  test('a grant is shown with what it allows', async () => {
    await using kit = await RuntimeKit.open()
    const account = await kit.account('alice')
    const clientId = await kit.client()
    const session = await kit.signIn(account)
    const grant = await kit.grant(account, clientId, session)
    assert.deepEqual(await kit.search('x:Grant'), [
      {
        id: grant.grantId,
        accountId: account.accountId,
        accountName: 'alice',
        clientId,
        authorizationDetails: {},
        scopes: { openid: true, email: true },
        sessionId: session.sessionId,
        vouchedBy: null,
        traceId: grant.traceId,
        createdAt: '2026-01-15T12:00:00Z',
        expiresAt: '2026-01-15T13:00:00Z',
      },
    ])
  })

  test('grants are found by account, client and session', async () => {
    await using kit = await RuntimeKit.open()
    const [alice, bob] = [await kit.account('alice'), await kit.account('bob')]
    const [app, wiki] = [await kit.client(), await kit.client()]
    const session = await kit.signIn(alice)
    kit.advance(1)
    const first = await kit.grant(alice, app, session)
    kit.advance(1)
    const second = await kit.grant(bob, app)
    kit.advance(1)
    const third = await kit.grant(alice, wiki)
    const ids = async (filter: Record<string, string>) =>
      (await kit.call('x:Grant/query', { filter, calculateTotal: true }))['ids']
    assert.deepEqual(await ids({}), [third.grantId, second.grantId, first.grantId])
    assert.deepEqual(await ids({ accountId: alice.accountId }), [third.grantId, first.grantId])
    assert.deepEqual(await ids({ clientId: app }), [second.grantId, first.grantId])
    assert.deepEqual(await ids({ clientId: app, accountId: bob.accountId }), [second.grantId])
    assert.deepEqual(await ids({ sessionId: session.sessionId }), [first.grantId])
    assert.deepEqual(await ids({ sessionId: 'ses_unknown' }), [])
    const behind = await kit.call('x:Grant/query', { filter: { clientId: app }, anchor: second.grantId, anchorOffset: 1 })
    assert.deepEqual([behind['ids'], behind['position']], [[first.grantId], 1])
  })

  test('destroying one revokes it at once, once, and changes tell it', async () => {
    await using kit = await RuntimeKit.open()
    const account = await kit.account('alice')
    const clientId = await kit.client()
    const kept = await kit.grant(account, clientId)
    const { state } = await kit.call('x:Grant/get', { ids: [] })
    const grant = await kit.grant(account, clientId)
    const before = await kit.call('x:Grant/changes', { sinceState: state ?? '' })
    assert.deepEqual([before['created'], before['destroyed']], [[grant.grantId], []])
    const answer = await kit.call('x:Grant/set', { destroy: [grant.grantId] })
    assert.deepEqual(answer['destroyed'], [grant.grantId])
    assert.equal((await kit.storage.provider.grants.find(grant.grantId, kit.now))?.revokedAt, kit.now)
    assert.deepEqual((await kit.call('x:Grant/get', { ids: [grant.grantId] }))['notFound'], [grant.grantId])
    assert.deepEqual((await kit.call('x:Grant/query'))['ids'], [kept.grantId])
    const again = await kit.call('x:Grant/set', { destroy: [grant.grantId] })
    assert.deepEqual(Object.keys(again['notDestroyed'] ?? {}), [grant.grantId])
    const changes = await kit.call('x:Grant/changes', { sinceState: before['newState'] ?? '' })
    assert.deepEqual([changes['created'], changes['destroyed']], [[], [grant.grantId]])
    const [event] = await kit.storage.management.audit.query({ kind: 'revocation', isAscending: false, limit: 1 })
    assert.deepEqual([event?.event.grantId, event?.event.origin], [grant.grantId, kit.operator.origin])
  })
})
