import assert from 'node:assert/strict'
import { afterEach, beforeEach, describe, test } from 'node:test'
import { BrowserSteps, codeOf, expectSent, pageOf } from '../../browser-steps.ts'

let steps: BrowserSteps
beforeEach(async () => {
  steps = await BrowserSteps.open()
})
afterEach(() => steps[Symbol.asyncDispose]())

const ask = (prompt = 'create') => steps.authorize({ prompt })

describe('OIDCIUR-4 prompt=create', () => {
  beforeEach(() => steps.test.openAccounts(true))

  test('leads to the page for a new account, until its person has signed in with it', async () => {
    const transaction = pageOf(await ask(), 'register', 'prompt_create')
    pageOf(await steps.resume(transaction), 'register', 'prompt_create')
    await steps.signIn('alice', transaction)
    pageOf(await steps.resume(transaction), 'consent', 'consent_missing')
    codeOf(await steps.decide(transaction, 'allow'))
  })

  test('also who is signed in is shown it: the client asks for another account', async () => {
    await steps.complete()
    const transaction = pageOf(await ask(), 'register', 'prompt_create')
    await steps.signIn('bob', transaction)
    pageOf(await steps.resume(transaction), 'consent', 'consent_missing')
  })

  test('a sign-in elsewhere does not count for this request', async () => {
    const transaction = pageOf(await ask(), 'register', 'prompt_create')
    steps.test.advance(1000)
    await steps.signIn()
    pageOf(await steps.resume(transaction), 'register', 'prompt_create')
  })

  test('whoever cancels answers access_denied', async () => {
    const transaction = pageOf(await ask(), 'register', 'prompt_create')
    expectSent(await steps.decide(transaction, 'deny'), 'access_denied', 'user_denied')
  })

  test('prompt-create-alone: beside another value it comes first, and the trace says that it should be alone', async () => {
    const transaction = pageOf(await ask('create login consent'), 'register', 'prompt_create')
    const outcome = steps.lastChecks().find(({ check }) => check === 'prompt-create-alone')
    assert.deepEqual([outcome?.outcome, outcome?.reason], ['would-fail', 'prompt_create_not_alone'])
    await steps.signIn('alice', transaction)
    pageOf(await steps.resume(transaction), 'consent', 'prompt_consent')
    codeOf(await steps.decide(transaction, 'allow'))
  })

  test('beside none it is refused', async () => {
    expectSent(await ask('none create'), 'invalid_request', 'prompt_none_not_alone')
  })

  test('nobody can create an account any more: who began goes on by signing in', async () => {
    const transaction = pageOf(await ask(), 'register', 'prompt_create')
    steps.test.openAccounts(false)
    pageOf(await steps.resume(transaction), 'login', 'no_session')
  })
})

describe('OIDCIUR-3 prompt_values_supported', () => {
  const supported = () => steps.provider.discovery()['prompt_values_supported']

  test('names create while people may create accounts, from the next request on', () => {
    const others = ['none', 'login', 'consent', 'select_account']
    assert.deepEqual(supported(), others)
    steps.test.openAccounts(true)
    assert.deepEqual(supported(), [...others, 'create'])
    assert.equal(steps.provider.discovery(), steps.provider.discovery())
    steps.test.openAccounts(false)
    assert.deepEqual(supported(), others)
  })

  test('OIDCIUR-4.1 create is refused where it is not named', async () => {
    expectSent(await ask(), 'invalid_request', 'prompt_unknown')
  })
})
