import assert from 'node:assert/strict'
import { afterEach, beforeEach, describe, test } from 'node:test'
import type { Client, ClientId } from '@latchkey/core'
import { answerOf, BrowserSteps, codeOf, expectSent, pageOf } from '../../browser-steps.ts'

let steps: BrowserSteps

const open =
  (change: Partial<Client> = {}) =>
  async () => {
    steps = await BrowserSteps.open(change)
  }
afterEach(() => steps[Symbol.asyncDispose]())

/** `authTime` of the grant that a code stands for. */
async function authTimeOf(code: string): Promise<number | undefined> {
  return (await steps.test.ports.stores.codes.find(steps.test.crypto.digest(code), steps.test.now))?.grant.authTime
}

describe('OIDCC-3.1.2.1 prompt=none shows no page', () => {
  beforeEach(open())

  test('nobody signed in: login_required', async () => {
    expectSent(await steps.authorize({ prompt: 'none' }), 'login_required', 'prompt_none_no_session')
  })

  test('signed in, but the client never allowed: consent_required', async () => {
    await steps.signIn()
    expectSent(await steps.authorize({ prompt: 'none' }), 'consent_required', 'prompt_none_consent_missing')
  })

  test('allowed before: a code at once, with the same auth_time', async () => {
    const first = await authTimeOf(codeOf(await steps.complete()))
    steps.test.advance(5000)
    assert.equal(await authTimeOf(codeOf(await steps.authorize({ prompt: 'none' }))), first)
  })

  test('allowed before, but not this scope: consent_required', async () => {
    await steps.complete()
    const outcome = await steps.authorize({ prompt: 'none', scope: 'openid email' })
    expectSent(outcome, 'consent_required', 'prompt_none_consent_missing')
  })

  test('allowed to another client: consent_required', async () => {
    await steps.test.client({ clientId: 'other' as ClientId, skipConsent: false })
    await steps.complete()
    const outcome = await steps.authorize({ prompt: 'none', client_id: 'other' })
    expectSent(outcome, 'consent_required', 'prompt_none_consent_missing')
  })

  test('the sign-in is older than max_age: login_required', async () => {
    await steps.complete()
    steps.test.advance(2000)
    expectSent(await steps.authorize({ prompt: 'none', max_age: '1' }), 'login_required', 'prompt_none_max_age')
  })

  test('combined with another value: invalid_request', async () => {
    await steps.complete()
    for (const prompt of ['none login', 'login none', 'none consent', 'none select_account', 'consent none login']) {
      expectSent(await steps.authorize({ prompt }), 'invalid_request', 'prompt_none_not_alone')
    }
  })

  test('the account was disabled since: login_required', async () => {
    await steps.complete()
    steps.disabled.add('alice')
    expectSent(await steps.authorize({ prompt: 'none' }), 'login_required', 'prompt_none_no_session')
  })
})

describe('OIDCC-3.1.2.1 prompt=login', () => {
  beforeEach(open())

  for (const prompt of ['login', 'login select_account', 'login consent']) {
    test(`${prompt}: a signed-in user signs in again, once, and auth_time is later`, async () => {
      const first = await authTimeOf(codeOf(await steps.complete()))
      steps.test.advance(3000)
      const transaction = pageOf(await steps.authorize({ prompt }), 'login', 'prompt_login')
      pageOf(await steps.resume(transaction), 'login', 'prompt_login')
      await steps.signIn('alice', transaction)
      let outcome = await steps.resume(transaction)
      if (prompt.includes('consent')) {
        pageOf(outcome, 'consent', 'prompt_consent')
        outcome = await steps.decide(transaction, 'allow')
      }
      assert.equal(await authTimeOf(codeOf(outcome)), (first ?? 0) + 3000)
    })
  }

  test('a sign-in elsewhere does not count for this request', async () => {
    await steps.complete()
    const transaction = pageOf(await steps.authorize({ prompt: 'login' }), 'login', 'prompt_login')
    steps.test.advance(1000)
    await steps.signIn()
    pageOf(await steps.resume(transaction), 'login', 'prompt_login')
  })

  test('a sign-in of this request does not count for an older session', async () => {
    await steps.complete()
    const transaction = pageOf(await steps.authorize({ prompt: 'login' }), 'login', 'prompt_login')
    steps.test.advance(1000)
    const before = await steps.session()
    await steps.signIn('alice', transaction)
    const input = { transactionId: transaction.transactionId, session: before, browser: steps.browser }
    pageOf(await steps.provider.resume(input), 'login', 'prompt_login')
  })

  test('signing in as somebody else answers for them, after their own consent', async () => {
    await steps.complete()
    const transaction = pageOf(await steps.authorize({ prompt: 'login' }), 'login', 'prompt_login')
    await steps.signIn('bob', transaction)
    pageOf(await steps.resume(transaction), 'consent', 'consent_missing')
    const code = codeOf(await steps.decide(transaction, 'allow'))
    const stored = await steps.test.ports.stores.codes.find(steps.test.crypto.digest(code), steps.test.now)
    assert.equal(stored?.grant.accountId, 'acc_bob')
  })
})

describe('OIDCC-3.1.2.1 max_age', () => {
  beforeEach(open())

  test('a younger sign-in is good, an older one is repeated', async () => {
    await steps.complete()
    steps.test.advance(1000)
    codeOf(await steps.authorize({ max_age: '1' }))
    steps.test.advance(1)
    const transaction = pageOf(await steps.authorize({ max_age: '1' }), 'login', 'max_age')
    await steps.signIn('alice', transaction)
    steps.test.advance(5000)
    codeOf(await steps.resume(transaction))
  })

  test('RFC9470-5 a resource that wants a younger sign-in has it repeated, whatever max_age says', async () => {
    const resource = 'https://api.example/v1'
    steps.test.defineResources({ resource, maxAuthenticationAge: 1_000 })
    await steps.complete({ resource })
    steps.test.advance(1_001)
    codeOf(await steps.authorize({ max_age: '100' }))
    expectSent(await steps.authorize({ resource, max_age: '100', prompt: 'none' }), 'login_required', 'prompt_none_max_age')
    const transaction = pageOf(await steps.authorize({ resource, max_age: '100' }), 'login', 'max_age')
    await steps.signIn('alice', transaction)
    codeOf(await steps.resume(transaction))
  })

  test('0 always means anew', async () => {
    await steps.complete()
    const transaction = pageOf(await steps.authorize({ max_age: '0' }), 'login', 'max_age')
    await steps.signIn('alice', transaction)
    codeOf(await steps.resume(transaction))
  })

  test('the request makes auth_time mandatory', async () => {
    const grantOf = async (change: Record<string, string>) => {
      const code = codeOf(await steps.complete(change))
      return (await steps.test.ports.stores.codes.find(steps.test.crypto.digest(code), steps.test.now))?.grant
    }
    assert.equal((await grantOf({}))?.authTimeRequested, false)
    assert.equal((await grantOf({ max_age: '10000' }))?.authTimeRequested, true)
    assert.equal((await grantOf({ claims: '{"id_token":{"auth_time":{"essential":true}}}' }))?.authTimeRequested, true)
  })
})

describe('OIDCR-2 default_max_age and require_auth_time', () => {
  beforeEach(open({ defaultMaxAge: 60, requireAuthTime: true }))

  test('the default counts where the request says nothing, and the request wins over it', async () => {
    const code = codeOf(await steps.complete())
    const stored = await steps.test.ports.stores.codes.find(steps.test.crypto.digest(code), steps.test.now)
    assert.equal(stored?.grant.authTimeRequested, true)
    steps.test.advance(61_000)
    pageOf(await steps.authorize(), 'login', 'max_age')
    codeOf(await steps.authorize({ max_age: '100' }))
  })
})

describe('OIDCC-3.1.2.2 a request for a certain user', () => {
  beforeEach(open())

  async function hintFor(person: 'alice' | 'bob'): Promise<string> {
    const code = codeOf(await steps.complete({}, person))
    const { body } = await steps.provider.token({
      parameters: [
        ['grant_type', 'authorization_code'],
        ['code', code],
        ['redirect_uri', 'https://rp.example/callback'],
        ['code_verifier', 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk'],
        ['client_id', 'rp'],
        ['client_secret', 'a-secret-of-the-client-with-more-than-64-octets-so-that-HS512-takes-it'],
      ],
      authorization: undefined,
    })
    return String(body?.['id_token'])
  }

  test('a hint of the signed-in user, even an expired one, is answered without a page', async () => {
    const hint = await hintFor('alice')
    codeOf(await steps.authorize({ prompt: 'none', id_token_hint: hint }))
    steps.test.advance(60 * 60 * 1000)
    codeOf(await steps.authorize({ prompt: 'none', id_token_hint: hint }))
  })

  test('a hint of another user: login_required with prompt=none, else the login page', async () => {
    const hint = await hintFor('bob')
    await steps.signIn('alice')
    const silent = await steps.authorize({ prompt: 'none', id_token_hint: hint })
    expectSent(silent, 'login_required', 'prompt_none_other_subject')
    const transaction = pageOf(await steps.authorize({ id_token_hint: hint }), 'login', 'other_subject')
    await steps.signIn('bob', transaction)
    codeOf(await steps.resume(transaction))
  })

  test('signing in as another one than was asked for: login_required, once', async () => {
    const hint = await hintFor('bob')
    steps.cookie = undefined
    const transaction = pageOf(await steps.authorize({ id_token_hint: hint }), 'login', 'no_session')
    await steps.signIn('alice', transaction)
    expectSent(await steps.resume(transaction), 'login_required', 'subject_not_reached')
    assert.equal((await steps.resume(transaction)).kind, 'page-error')
  })

  test('OIDCC-5.5.1 sub in the claims parameter counts alike', async () => {
    await steps.complete()
    const claims = (sub: string) => JSON.stringify({ id_token: { sub: { value: sub } } })
    codeOf(await steps.authorize({ claims: claims('subject-of-alice') }))
    pageOf(await steps.authorize({ claims: claims('subject-of-bob') }), 'login', 'other_subject')
    const hint = await hintFor('alice')
    const both = await steps.authorize({ claims: claims('subject-of-bob'), id_token_hint: hint })
    expectSent(both, 'invalid_request', 'subject_contradiction')
  })

  test('a hint that was tampered with is refused, whoever is signed in', async () => {
    const hint = await hintFor('alice')
    const [header = '', payload = '', signature = ''] = hint.split('.')
    const none = Buffer.from('{"alg":"none"}').toString('base64url')
    for (const bad of [
      `${none}.${payload}.`,
      `${none}.${payload}.${signature}`,
      `${header}.${payload}.`,
      `${header}.e30.${signature}`,
      'x',
    ]) {
      expectSent(await steps.authorize({ id_token_hint: bad }), 'invalid_request', 'id_token_hint_invalid')
    }
  })
})

describe('OIDCC-3.1.2.4 consent', () => {
  beforeEach(open())

  test('is asked for once, then remembered over sessions, and asked again for more', async () => {
    const first = pageOf(await steps.authorize(), 'login', 'no_session')
    await steps.signIn('alice', first)
    pageOf(await steps.resume(first), 'consent', 'consent_missing')
    codeOf(await steps.decide(first, 'allow'))
    steps.cookie = undefined
    const second = pageOf(await steps.authorize(), 'login', 'no_session')
    await steps.signIn('alice', second)
    codeOf(await steps.resume(second))
    const third = pageOf(await steps.authorize({ scope: 'openid email' }), 'consent', 'consent_missing')
    assert.deepEqual(await steps.open(third).then(({ scopes, newScopes }) => ({ scopes, newScopes })), {
      scopes: ['openid', 'email'],
      newScopes: ['email'],
    })
    codeOf(await steps.decide(third, 'allow'))
    codeOf(await steps.authorize({ scope: 'email openid' }))
  })

  test('prompt=consent asks again', async () => {
    await steps.complete()
    const transaction = pageOf(await steps.authorize({ prompt: 'consent' }), 'consent', 'prompt_consent')
    codeOf(await steps.decide(transaction, 'allow'))
  })

  test('denied on the page: access_denied, and nothing is remembered', async () => {
    await steps.signIn()
    const transaction = pageOf(await steps.authorize(), 'consent', 'consent_missing')
    expectSent(await steps.decide(transaction, 'deny'), 'access_denied', 'user_denied')
    pageOf(await steps.authorize(), 'consent', 'consent_missing')
  })

  test('cancelled on the login page: access_denied', async () => {
    const transaction = pageOf(await steps.authorize(), 'login', 'no_session')
    expectSent(await steps.decide(transaction, 'deny'), 'access_denied', 'user_denied')
  })

  test('allowing before signing in allows nothing', async () => {
    const transaction = pageOf(await steps.authorize(), 'login', 'no_session')
    pageOf(await steps.decide(transaction, 'allow'), 'login', 'no_session')
    await steps.signIn('alice', transaction)
    pageOf(await steps.resume(transaction), 'consent', 'consent_missing')
  })

  test('the consent of one account is not that of the next one in the same request', async () => {
    await steps.signIn('alice')
    const transaction = pageOf(await steps.authorize({ scope: '' }), 'consent', 'consent_missing')
    const { stores } = steps.test.ports
    const allowed = { consentedAt: steps.test.now, consentedBy: 'acc_alice' } as const
    await stores.transactions.record(transaction.transactionId, allowed, steps.test.now)
    await steps.signIn('bob', transaction)
    pageOf(await steps.resume(transaction), 'consent', 'consent_missing')
  })

  test('a first-party client does not ask, unless it says prompt=consent', async () => {
    await steps.test.client({ clientId: 'first' as ClientId, skipConsent: true })
    await steps.signIn()
    answerOf(await steps.authorize({ client_id: 'first', prompt: 'none' }))
    pageOf(await steps.authorize({ client_id: 'first', prompt: 'consent' }), 'consent', 'prompt_consent')
  })
})
