import assert from 'node:assert/strict'
import { afterEach, beforeEach, describe, test } from 'node:test'
import { answerOf, BrowserSteps, expectSent, pageOf } from '../../browser-steps.ts'

describe('OIDCC-3.1.2.1 prompt=select_account', () => {
  let steps: BrowserSteps

  beforeEach(async () => {
    steps = await BrowserSteps.open()
  })
  afterEach(() => steps[Symbol.asyncDispose]())

  const ask = () => steps.authorize({ prompt: 'select_account' })

  test('who is signed in is asked, once, and goes on without signing in again', async () => {
    await steps.complete()
    const transaction = pageOf(await ask(), 'select-account', 'prompt_select_account')
    pageOf(await steps.resume(transaction), 'select-account', 'prompt_select_account')
    assert.ok(answerOf(await steps.decide(transaction, 'select')).parameters['code'])
  })

  test('who is not signed in signs in, and has chosen by that', async () => {
    const transaction = pageOf(await ask(), 'login', 'no_session')
    await steps.signIn('alice', transaction)
    pageOf(await steps.resume(transaction), 'consent', 'consent_missing')
  })

  test('the choice is for the account that was shown: another one that signed in elsewhere meanwhile is asked', async () => {
    await steps.complete()
    await steps.authorize({ scope: 'openid email' })
    const transaction = pageOf(
      await steps.authorize({ prompt: 'select_account consent' }),
      'select-account',
      'prompt_select_account',
    )
    pageOf(await steps.decide(transaction, 'select'), 'consent', 'prompt_consent')
    await steps.signIn('bob')
    pageOf(await steps.resume(transaction), 'select-account', 'prompt_select_account')
  })

  test('a choice before it is asked for counts for nothing', async () => {
    await steps.complete()
    steps.cookie = undefined
    const transaction = pageOf(await ask(), 'login', 'no_session')
    pageOf(await steps.decide(transaction, 'select'), 'login', 'no_session')
    await steps.signIn('alice')
    pageOf(await steps.resume(transaction), 'select-account', 'prompt_select_account')
  })

  test('whoever cancels denies', async () => {
    await steps.complete()
    const transaction = pageOf(await ask(), 'select-account', 'prompt_select_account')
    expectSent(await steps.decide(transaction, 'deny'), 'access_denied', 'user_denied')
  })

  test('with login it is the sign-in that chooses', async () => {
    await steps.complete()
    const transaction = pageOf(await steps.authorize({ prompt: 'select_account login' }), 'login', 'prompt_login')
    await steps.signIn('alice', transaction)
    assert.ok(answerOf(await steps.resume(transaction)).parameters['code'])
  })
})
