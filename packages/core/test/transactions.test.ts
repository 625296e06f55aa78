import assert from 'node:assert/strict'
import { afterEach, beforeEach, describe, test } from 'node:test'
import { newSecret } from '@latchkey/core'
import { BrowserSteps, codeOf, expectShown, pageOf } from './browser-steps.ts'
import { redirectUri } from './test-provider.ts'

let steps: BrowserSteps
beforeEach(async () => {
  steps = await BrowserSteps.open()
})
afterEach(() => steps[Symbol.asyncDispose]())

describe('RFC6749-10.12 a transaction belongs to the browser that began it', () => {
  test('another browser, or one without the cookie, can do nothing with it', async () => {
    const transaction = pageOf(await steps.authorize(), 'login', 'no_session')
    const session = await steps.signIn('bob')
    const { transactionId } = transaction
    for (const browser of [newSecret('browserCookie', steps.test.crypto.randomBytes), undefined]) {
      const input = { transactionId, session, browser }
      expectShown(await steps.provider.resume(input), 'invalid_request', 'transaction_other_browser')
      expectShown(await steps.provider.decide(input, { kind: 'allow' }), 'invalid_request', 'transaction_other_browser')
      expectShown(await steps.provider.decide(input, { kind: 'deny' }), 'invalid_request', 'transaction_other_browser')
      expectShown(await steps.provider.failSignIn(input), 'invalid_request', 'transaction_other_browser')
      await assert.rejects(steps.provider.openTransaction(input), { reason: 'transaction_other_browser' })
    }
    pageOf(await steps.resume(transaction), 'consent', 'consent_missing')
  })

  test('its refusal does not name the trace of the browser that began it', async () => {
    const outcome = await steps.authorize()
    const { transactionId } = pageOf(outcome, 'login', 'no_session')
    const refused = await steps.provider.resume({ transactionId, session: undefined, browser: undefined })
    assert.notEqual(refused.traceId, outcome.traceId)
  })
})

describe('one transaction gives one answer', () => {
  test('of many answers at once exactly one is a code', async () => {
    await steps.signIn()
    const transaction = pageOf(await steps.authorize(), 'consent', 'consent_missing')
    const outcomes = await Promise.all(Array.from({ length: 20 }, () => steps.decide(transaction, 'allow')))
    assert.equal(outcomes.filter(({ kind }) => kind === 'respond').length, 1)
    for (const outcome of outcomes) {
      if (outcome.kind !== 'respond') expectShown(outcome, 'invalid_request', 'transaction_unknown')
    }
  })

  test('after the code there is no denial, and after the denial no code', async () => {
    await steps.signIn()
    const first = pageOf(await steps.authorize(), 'consent', 'consent_missing')
    codeOf(await steps.decide(first, 'allow'))
    expectShown(await steps.decide(first, 'deny'), 'invalid_request', 'transaction_unknown')
    const second = pageOf(await steps.authorize({ prompt: 'consent' }), 'consent', 'prompt_consent')
    await steps.decide(second, 'deny')
    expectShown(await steps.decide(second, 'allow'), 'invalid_request', 'transaction_unknown')
    await assert.rejects(steps.open(second), { reason: 'transaction_unknown' })
  })
})

describe('the life of a transaction', () => {
  test('is that of a code, but at least ten minutes', async () => {
    steps.test.configure({ authCodeExpiry: 1000 })
    const short = pageOf(await steps.authorize(), 'login', 'no_session')
    assert.equal(short.expiresAt - short.createdAt, 10 * 60_000)
    steps.test.configure({ authCodeExpiry: 20 * 60_000 })
    const long = pageOf(await steps.authorize(), 'login', 'no_session')
    steps.test.advance(10 * 60_000)
    expectShown(await steps.resume(short), 'invalid_request', 'transaction_unknown')
    pageOf(await steps.resume(long), 'login', 'no_session')
  })

  test('ends with the failed sign-in that reaches authCodeMaxAttempts', async () => {
    const transaction = pageOf(await steps.authorize(), 'login', 'no_session')
    assert.equal(await steps.failSignIn(transaction), 'alive')
    assert.equal(await steps.failSignIn(transaction), 'alive')
    expectShown(await steps.failSignIn(transaction), 'access_denied', 'sign_in_attempts_exhausted')
    expectShown(await steps.failSignIn(transaction), 'invalid_request', 'transaction_unknown')
    await steps.signIn('alice', transaction)
    expectShown(await steps.resume(transaction), 'invalid_request', 'transaction_unknown')
  })

  test('ends when its client or its redirect URI is removed', async () => {
    const { clients } = steps.test.ports.stores
    const transaction = pageOf(await steps.authorize(), 'login', 'no_session')
    const client = await clients.find(transaction.clientId, steps.test.now)
    if (client === undefined) throw new TypeError('the client is stored')
    await clients.replace({ ...client, redirectUris: [`${redirectUri}/2`] }, client.updatedAt)
    expectShown(await steps.resume(transaction), 'invalid_request', 'transaction_client_gone')
    await clients.remove(client.clientId, steps.test.now)
    expectShown(await steps.resume(transaction), 'invalid_request', 'transaction_client_gone')
  })

  test('a client whose scopes were narrowed meanwhile gets no more than its record allows now', async () => {
    await steps.signIn()
    const transaction = pageOf(await steps.authorize({ scope: 'openid email' }), 'consent', 'consent_missing')
    const { clients } = steps.test.ports.stores
    const client = await clients.find(transaction.clientId, steps.test.now)
    if (client === undefined) throw new TypeError('the client is stored')
    await clients.replace({ ...client, scopes: ['openid'] }, client.updatedAt)
    assert.deepEqual((await steps.open(transaction)).scopes, ['openid'])
    const code = codeOf(await steps.decide(transaction, 'allow'))
    const { codes } = steps.test.ports.stores
    assert.deepEqual((await codes.find(steps.test.crypto.digest(code), steps.test.now))?.grant.scopes, ['openid'])
  })
})
