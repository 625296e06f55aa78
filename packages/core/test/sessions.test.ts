import assert from 'node:assert/strict'
import { afterEach, beforeEach, describe, test } from 'node:test'
import { sessionLife } from '@latchkey/core'
import { BrowserSteps, codeOf, pageOf } from './browser-steps.ts'

let steps: BrowserSteps
beforeEach(async () => {
  steps = await BrowserSteps.open({ skipConsent: true })
})
afterEach(() => steps[Symbol.asyncDispose]())

describe('sessions', () => {
  test('a cookie is 256 random bits behind its prefix, and only its digest is stored', async () => {
    const session = await steps.signIn()
    assert.match(steps.cookie ?? '', /^lk_ss_[A-Za-z0-9_-]{43}$/)
    assert.equal(session.digest, steps.test.crypto.digest(steps.cookie ?? ''))
    assert.equal(JSON.stringify(session).includes(steps.cookie ?? ''), false)
  })

  test('signing in again keeps the session and makes the old cookie worthless', async () => {
    const first = await steps.signIn()
    const oldCookie = steps.cookie
    steps.test.advance(1000)
    const second = await steps.signIn()
    assert.equal(second.sessionId, first.sessionId)
    assert.equal(second.createdAt, first.createdAt)
    assert.equal(second.authTime, first.authTime + 1000)
    assert.notEqual(steps.cookie, oldCookie)
    assert.equal(await steps.provider.findSession(oldCookie ?? ''), undefined)
    assert.deepEqual(await steps.session(), second)
  })

  test('another person gets another session, and the previous one is over', async () => {
    const first = await steps.signIn('alice')
    const oldCookie = steps.cookie
    const second = await steps.signIn('bob')
    assert.notEqual(second.sessionId, first.sessionId)
    assert.equal(await steps.provider.findSession(oldCookie ?? ''), undefined)
  })

  test('a cookie that somebody planted does not become the session', async () => {
    const planted = 'lk_ss_planted'
    steps.cookie = planted
    await steps.signIn()
    assert.equal(await steps.provider.findSession(planted), undefined)
  })

  test('it ends fourteen days after the last sign-in, used or not', async () => {
    await steps.signIn()
    steps.test.advance(sessionLife - 1)
    codeOf(await steps.authorize())
    steps.test.advance(1)
    assert.equal(await steps.session(), undefined)
    pageOf(await steps.authorize(), 'login', 'no_session')
  })

  test('it ends after the life that settings give, which may differ from sign-in to sign-in', async () => {
    steps.test.limitSessions(60_000)
    const session = await steps.signIn()
    assert.equal(session.expiresAt, session.authTime + 60_000)
    steps.test.advance(59_999)
    assert.deepEqual(await steps.session(), session)
    steps.test.advance(1)
    assert.equal(await steps.session(), undefined)
    steps.test.limitSessions(120_000)
    const longer = await steps.signIn()
    steps.test.advance(119_999)
    assert.deepEqual(await steps.session(), longer)
  })

  test('a life that was shortened counts for sessions that began before', async () => {
    await steps.signIn()
    steps.test.advance(60_000)
    steps.test.limitSessions(60_001)
    codeOf(await steps.authorize())
    steps.test.limitSessions(60_000)
    pageOf(await steps.authorize(), 'login', 'no_session')
  })

  test('a life that was prolonged does not revive what has ended', async () => {
    steps.test.limitSessions(60_000)
    await steps.signIn()
    steps.test.limitSessions(sessionLife)
    steps.test.advance(60_000)
    assert.equal(await steps.session(), undefined)
  })

  test('a renewal of a session that ended meanwhile is a new session', async () => {
    const first = await steps.signIn()
    await steps.test.ports.stores.sessions.end(first.sessionId)
    const signedIn = await steps.provider.signIn({ ...first, previous: first, transaction: undefined })
    assert.notEqual(signedIn.session.sessionId, first.sessionId)
  })

  test('other texts than our cookies find nothing', async () => {
    for (const text of ['', 'x', 'lk_ac_x', 'lk_ss_']) assert.equal(await steps.provider.findSession(text), undefined)
  })

  test('one sign-in serves several clients', async () => {
    await steps.signIn()
    codeOf(await steps.authorize())
    codeOf(await steps.authorize({ scope: 'openid email' }))
  })
})
