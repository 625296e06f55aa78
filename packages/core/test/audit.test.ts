import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { type AuditEvent, type AuditKind, madeAt } from '@latchkey/core'
import { BrowserSteps, pageOf } from './browser-steps.ts'
import { clientSecret, form, redirectUri, TestProvider } from './test-provider.ts'

const address = '192.0.2.1'

async function events(test: TestProvider, kind: AuditKind): Promise<readonly AuditEvent[]> {
  const found = await test.audit.query({ kind, isAscending: true, limit: 100 })
  return found.map(({ event }) => event)
}

function tokenRequest(test: TestProvider, parameters: Readonly<Record<string, string>>) {
  const credentials = { client_id: 'rp', client_secret: clientSecret }
  return test.provider.token({ parameters: form({ ...credentials, ...parameters }), authorization: undefined, address })
}

const redemption = (code: string) => ({ grant_type: 'authorization_code', code, redirect_uri: redirectUri })
const byClient = { actor: { kind: 'client', clientId: 'rp' }, through: 'protocol', address, traceId: 'trc_1' }

describe('what the token endpoint tells the audit log', () => {
  test('a redemption is a grant, its replay a revocation, both by the client', async () => {
    await using test = await TestProvider.open()
    await test.client()
    const code = await test.code()
    assert.equal((await tokenRequest(test, redemption(code))).status, 200)
    assert.equal((await tokenRequest(test, redemption(code))).status, 400)
    assert.equal((await tokenRequest(test, redemption(code))).status, 400)
    const [grant, ...grants] = await events(test, 'grant')
    const [revocation, ...revocations] = await events(test, 'revocation')
    assert.deepEqual([grants, revocations], [[], []])
    for (const event of [grant, revocation]) {
      assert.deepEqual(event?.origin, byClient)
      assert.deepEqual([event?.grantId, event?.accountId, event?.clientId], ['gra_1', 'acc_alice', 'rp'])
    }
  })

  test('of concurrent redemptions one is told as a grant', async () => {
    await using test = await TestProvider.open()
    await test.client()
    const code = await test.code()
    await Promise.all(Array.from({ length: 8 }, () => tokenRequest(test, redemption(code))))
    assert.equal((await events(test, 'grant')).length, 1)
  })

  test('the replay of a refresh token is a revocation', async () => {
    await using test = await TestProvider.open()
    await test.client()
    const first = await tokenRequest(test, redemption(await test.code({ scopes: ['openid', 'offline_access'] })))
    const token = String(first.body?.['refresh_token'])
    test.advance(29 * 24 * 60 * 60_000)
    assert.equal((await tokenRequest(test, { grant_type: 'refresh_token', refresh_token: token })).status, 200)
    assert.deepEqual(await events(test, 'revocation'), [])
    test.advance(10 * 60_000)
    assert.equal((await tokenRequest(test, { grant_type: 'refresh_token', refresh_token: token })).status, 400)
    const [revocation, ...more] = await events(test, 'revocation')
    assert.deepEqual(more, [])
    assert.deepEqual(revocation?.origin, byClient)
    assert.equal((await events(test, 'grant')).length, 1)
  })
})

describe('what the pages tell the audit log', () => {
  test('a sign-in has the time in the id of the session that began with it; a renewal has not', async () => {
    await using steps = await BrowserSteps.open()
    const session = await steps.signIn('alice')
    steps.test.advance(1_000)
    assert.equal((await steps.signIn('alice')).sessionId, session.sessionId)
    const [began, renewed, ...more] = await events(steps.test, 'sign-in')
    assert.deepEqual(more, [])
    assert.deepEqual([began?.sessionId, renewed?.sessionId], [session.sessionId, session.sessionId])
    assert.equal(began?.at, madeAt(session.sessionId))
    assert.notEqual(renewed?.at, madeAt(session.sessionId))
  })

  test('whoever signs in as somebody else ends the session before', async () => {
    await using steps = await BrowserSteps.open()
    const alice = await steps.signIn('alice')
    const bob = await steps.signIn('bob')
    const [end, ...more] = await events(steps.test, 'session-end')
    assert.deepEqual(more, [])
    assert.deepEqual([end?.sessionId, end?.accountId], [alice.sessionId, 'acc_alice'])
    assert.deepEqual(end?.origin.actor, { kind: 'account', accountId: 'acc_bob', name: 'acc_bob' })
    const signIns = await events(steps.test, 'sign-in')
    assert.deepEqual(
      signIns.map(({ sessionId }) => sessionId),
      [alice.sessionId, bob.sessionId],
    )
  })

  test('a consent is told once, also when the button is pressed twice; a repeated request needs none', async () => {
    await using steps = await BrowserSteps.open()
    const transaction = pageOf(await steps.authorize(), 'login', 'no_session')
    await steps.signIn('alice', transaction)
    pageOf(await steps.resume(transaction), 'consent', 'consent_missing')
    await steps.decide(transaction, 'allow')
    await steps.decide(transaction, 'allow')
    await steps.complete()
    const [consent, ...more] = await events(steps.test, 'consent')
    assert.deepEqual(more, [])
    assert.deepEqual([consent?.accountId, consent?.clientId, consent?.outcome], ['acc_alice', 'rp', 'done'])
    assert.equal(consent?.origin.traceId, transaction.traceId)
  })

  test('nobody consents to what they were not shown', async () => {
    await using steps = await BrowserSteps.open()
    const transaction = pageOf(await steps.authorize(), 'login', 'no_session')
    await steps.decide(transaction, 'allow')
    assert.deepEqual(await events(steps.test, 'consent'), [])
    await steps.decide(transaction, 'deny')
    await steps.decide(transaction, 'deny')
    const [denied, ...more] = await events(steps.test, 'consent-denied')
    assert.deepEqual(more, [])
    assert.deepEqual([denied?.origin.actor, denied?.accountId], [{ kind: 'anonymous' }, undefined])
  })
})
