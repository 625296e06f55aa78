import assert from 'node:assert/strict'
import { afterEach, beforeEach, describe, test } from 'node:test'
import { type ClientId, type Grant, newId, newSecret, type Session, type Subject } from '@latchkey/core'
import { files, filesType, payment, paymentType } from './detail-kit.ts'
import { TestProvider } from './test-provider.ts'

const day = 24 * 60 * 60 * 1000
const clientId = 'rp' as ClientId
const accountId = 'acc_alice'

let steps: TestProvider
let here: Session
beforeEach(async () => {
  steps = await TestProvider.open()
  await steps.client({ name: 'Calendar' })
  here = await session()
})
afterEach(() => steps[Symbol.asyncDispose]())

/** Signs in once more. */
async function session(change: Partial<Session> = {}): Promise<Session> {
  const { randomBytes, digest } = steps.crypto
  const made: Session = {
    sessionId: newId('ses', { randomBytes, now: steps.now }),
    digest: digest(newSecret('sessionCookie', randomBytes)),
    ...{ accountId, subject: 'subject-of-alice' as Subject, authTime: steps.now, acr: '1', amr: ['pwd'] },
    ...{ createdAt: steps.now, expiresAt: steps.now + 14 * day },
    ...change,
  }
  await steps.ports.stores.sessions.insert(made)
  return made
}

/** Gives the client access. */
async function grant(change: Partial<Grant> = {}): Promise<Grant> {
  const { randomBytes } = steps.crypto
  const made: Grant = {
    grantId: newId('gra', { randomBytes, now: steps.now }),
    traceId: 'trc_1',
    ...{ clientId, accountId, subject: 'subject-of-alice' as Subject, scopes: ['openid'] },
    ...{ authTime: steps.now, acr: '1', amr: ['pwd'], authTimeRequested: false },
    ...{ createdAt: steps.now, expiresAt: steps.now + day },
    ...change,
  }
  await steps.ports.stores.grants.insert(made)
  return made
}

const described = async () => (await steps.provider.accessOfClient(here, clientId)) ?? assert.fail('no access')

describe('what a client has of an account', () => {
  test('is that of all grants together, in words, with what it reads now', async () => {
    steps.account({ claims: { name: 'Alice', email: 'alice@example.org', birthdate: '1990-01-01', nickname: 'Al' } })
    steps.defineScopes('notes')
    steps.defineResources({ resource: 'https://notes.example', name: 'Notes' })
    steps.defineDetailTypes(paymentType, filesType)
    await grant({ scopes: ['notes', 'openid', 'email'], resources: ['https://notes.example'] })
    await grant({
      scopes: ['openid', 'offline_access'],
      claims: '{"userinfo":{"birthdate":null}}',
      authorizationDetails: [payment, files, payment],
    })
    const access = await described()
    assert.equal(access.client?.name, 'Calendar')
    assert.deepEqual(access.scopes, ['openid', 'email', 'offline_access', 'notes'])
    assert.equal(access.scopeDescriptions.get('notes'), 'What notes means')
    assert.deepEqual(access.claims, ['birthdate'])
    assert.deepEqual(access.resources, [{ resource: 'https://notes.example', name: 'Notes' }])
    assert.deepEqual(access.details.map(({ type }) => type).sort(), ['files', 'payment'])
    assert.deepEqual([access.isOffline, access.since, access.lastGrantAt], [true, steps.now, steps.now])
    assert.equal(access.released.get('email'), 'alice@example.org')
    assert.equal(access.released.get('birthdate'), '1990-01-01')
    assert.equal(access.released.has('nickname') || access.released.has('name'), false)
  })

  test('is also what is remembered of consents, each thing as what it is', async () => {
    const items = ['openid', 'profile', '"email', '\\https://notes.example', '\\"digest-of-a-detail']
    await steps.ports.stores.consents.add(accountId, clientId, items, steps.now)
    const access = await described()
    assert.deepEqual(access.scopes, ['openid', 'profile'])
    assert.deepEqual(access.claims, ['email'])
    assert.deepEqual(access.resources, [{ resource: 'https://notes.example' }])
    assert.deepEqual([access.lastGrantAt, access.endsAt, access.isOffline], [undefined, undefined, false])
    // Without a grant nothing can be read.
    assert.equal(access.released.size, 0)
  })

  test('reads what the client’s own mapping gives it, and nothing of a scope that it may have no more', async () => {
    steps.account({ claims: { name: 'Alice', email: 'alice@example.org' } })
    await steps.changeClient({
      scopes: ['openid', 'profile'],
      claimMapping: { login: { source: { kind: 'attribute', path: 'email' }, places: ['access_token'] } },
    })
    await grant({ scopes: ['openid', 'profile', 'email'] })
    const { released } = await described()
    assert.equal(released.get('login'), 'alice@example.org')
    assert.equal(released.get('name'), 'Alice')
    assert.equal(released.has('email'), false)
  })

  test('is there also where the client’s record is not', async () => {
    const gone = 'gone' as ClientId
    await grant({ clientId: gone })
    const access = await steps.provider.accessOfClient(here, gone)
    assert.deepEqual([access?.clientId, access?.client, access?.released.size], [gone, undefined, 0])
    assert.equal(await steps.provider.removeAccess({ session: here, clientId: gone, address: '192.0.2.1' }), true)
    assert.equal(await steps.provider.accessOfClient(here, gone), undefined)
  })

  test('was prolonged when a refresh token was issued last', async () => {
    steps.configure({ refreshTokenRenewal: 365 * day })
    const { body } = await steps.redeem(await steps.code({ scopes: ['openid', 'offline_access'], grant: await freshIds() }))
    steps.advance(60_000)
    await steps.refresh(String(body?.['refresh_token']))
    assert.equal((await described()).lastRefreshAt, steps.now)
  })
})

describe('sessions of one’s own', () => {
  test('are those that live by what settings say now, newest first, this one in any case', async () => {
    steps.advance(day)
    const second = await session()
    steps.advance(day)
    const third = await session()
    const ids = async (of: Session) => (await steps.provider.ownSessions(of)).map(({ sessionId }) => sessionId)
    assert.deepEqual(await ids(second), [third.sessionId, second.sessionId, here.sessionId])
    steps.limitSessions(2 * day)
    assert.deepEqual(await ids(second), [third.sessionId, second.sessionId])
    for (let made = 0; made < 100; made += 1) await session()
    const many = await ids(second)
    assert.deepEqual([many.length, many.at(-1)], [101, second.sessionId])
  })

  test('all others end, however many there are, and those of other people do not', async () => {
    for (let made = 0; made < 205; made += 1) await session()
    const other = await session({ accountId: 'acc_bob' })
    const by = { session: here, address: '192.0.2.1' }
    assert.equal(await steps.provider.endOwnSessions({ ...by, which: other.sessionId }), 0)
    assert.equal(await steps.provider.endOwnSessions({ ...by, which: here.sessionId }), 0)
    assert.equal(await steps.provider.endOwnSessions({ ...by, which: 'others' }), 205)
    assert.deepEqual(await steps.provider.ownSessions(here), [here])
    assert.deepEqual(await steps.provider.ownSessions(other), [other])
  })
})

describe('sessions that live no longer than settings say now', () => {
  test('are not listed, end with the others, and are not counted', async () => {
    const old = await session()
    const { accountId: mine } = here
    steps.advance(2 * day)
    const fresh = await session()
    const current = await session()
    steps.limitSessions(day)
    const listed = (await steps.provider.ownSessions(current)).map(({ sessionId }) => sessionId)
    assert.deepEqual(new Set(listed), new Set([fresh.sessionId, current.sessionId]))
    assert.equal(await steps.provider.endOwnSessions({ session: current, address: '192.0.2.1', which: 'others' }), 1)
    const { accountAccess } = steps.ports.stores
    const left = await accountAccess.listSessions(mine, { limit: 10 }, steps.now)
    assert.equal(left.length, 1)
    assert.notEqual(left[0]?.sessionId, old.sessionId)
  })
})

describe('claims of one’s own', () => {
  test('are what could be released, in the order of the scopes, other languages last', async () => {
    steps.account({
      claims: { email: 'a@example.org', name: 'Alice', website: ' ', groups: ['staff'] },
      localized: { 'name#de': 'Alis' },
    })
    assert.deepEqual(
      [...(await steps.provider.ownClaims(here))],
      [
        ['name', 'Alice'],
        ['email', 'a@example.org'],
        ['groups', ['staff']],
        ['name#de', 'Alis'],
      ],
    )
    steps.account('deleted')
    assert.equal((await steps.provider.ownClaims(here)).size, 0)
  })
})

/** A grant of the next code whose id says when it was made. */
async function freshIds(): Promise<Partial<Grant>> {
  return { grantId: newId('gra', { randomBytes: steps.crypto.randomBytes, now: steps.now }) }
}
