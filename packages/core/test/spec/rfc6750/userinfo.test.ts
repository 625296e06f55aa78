import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { GrantId, JsonAnswer, ReasonId, UserinfoInput } from '@latchkey/core'
import { expectRefusal, textOf } from '../../expect-refusal.ts'
import { TestProvider } from '../../test-provider.ts'

async function accessToken(op: TestProvider, code: Parameters<TestProvider['code']>[0] = {}): Promise<string> {
  return textOf(await op.redeem(await op.code(code)), 'access_token')
}

function ask(op: TestProvider, input: Partial<UserinfoInput>): Promise<JsonAnswer> {
  return op.provider.userinfo({ authorization: undefined, bodyTokens: [], tokenInQuery: false, ...input })
}

describe('RFC6750-2 where the access token is', () => {
  test('in the header, whatever the case of the scheme, or in the form', async () => {
    await using op = await TestProvider.open()
    await op.client()
    const token = await accessToken(op)
    for (const input of [{ authorization: `Bearer ${token}` }, { authorization: `bEARER ${token}` }, { bodyTokens: [token] }]) {
      assert.deepEqual((await ask(op, input)).body, { sub: 'subject-of-alice' })
    }
  })

  test('none at all is answered with a challenge that names no error', async () => {
    await using op = await TestProvider.open()
    for (const input of [{}, { authorization: 'Basic cnA6eA==' }, { bodyTokens: [''] }]) {
      const answer = await ask(op, input)
      assert.equal(answer.status, 401)
      assert.equal(answer.body, undefined)
      assert.equal(answer.challenge, 'Bearer realm="latchkey"')
      assert.equal(answer.refusal?.reason, 'access_token_missing')
    }
  })

  const wrong: readonly [title: string, input: (token: string) => Partial<UserinfoInput>, reason: ReasonId][] = [
    ['in header and form', (token) => ({ authorization: `Bearer ${token}`, bodyTokens: [token] }), 'access_token_repeated'],
    ['twice in the form', (token) => ({ bodyTokens: [token, token] }), 'access_token_repeated'],
    ['in the URL', () => ({ tokenInQuery: true }), 'access_token_in_query'],
    ['in the URL and the header', (token) => ({ authorization: `Bearer ${token}`, tokenInQuery: true }), 'access_token_in_query'],
    ['missing after the scheme', () => ({ authorization: 'Bearer ' }), 'access_token_malformed'],
    ['two in one header', (token) => ({ authorization: `Bearer ${token} ${token}` }), 'access_token_malformed'],
  ]
  for (const [title, input, reason] of wrong) {
    test(`${title}: invalid_request`, async () => {
      await using op = await TestProvider.open()
      await op.client()
      const answer = await ask(op, input(await accessToken(op)))
      expectRefusal(answer, 'invalid_request', reason)
      assert.match(answer.challenge ?? '', /^Bearer realm="latchkey", error="invalid_request", error_description="[^"\\]+"$/)
    })
  }
})

describe('RFC6750-3.1 refused access tokens', () => {
  test('one that was not issued here: invalid_token', async () => {
    await using op = await TestProvider.open()
    await op.client()
    const token = await accessToken(op)
    const flipped = `${token.slice(0, -2)}${token.at(-2) === 'A' ? 'B' : 'A'}${token.at(-1)}`
    for (const text of [
      'x',
      'lk_at_',
      'lk_at_x',
      flipped,
      token.slice(0, -4),
      token.toLowerCase(),
      `${token}${'A'.repeat(5_000)}`,
    ]) {
      const answer = await op.userinfo(text)
      expectRefusal(answer, 'invalid_token', 'access_token_unknown', 401)
      assert.match(answer.challenge ?? '', /error="invalid_token"/)
    }
  })

  test('an expired one', async () => {
    await using op = await TestProvider.open()
    await op.client()
    const token = await accessToken(op)
    op.advance(60 * 60_000 - 1)
    assert.equal((await op.userinfo(token)).status, 200)
    op.advance(1)
    expectRefusal(await op.userinfo(token), 'invalid_token', 'access_token_expired', 401)
  })

  test('a revocation counts from the next request', async () => {
    await using op = await TestProvider.open()
    await op.client()
    const token = await accessToken(op, { grant: { grantId: 'gra_mine' as GrantId } })
    assert.equal((await op.userinfo(token)).status, 200)
    await op.ports.stores.grants.revoke('gra_mine', op.now)
    expectRefusal(await op.userinfo(token), 'invalid_token', 'access_token_revoked', 401)
  })

  test('a disabled account, and one that became another subject', async () => {
    await using op = await TestProvider.open()
    await op.client()
    const token = await accessToken(op)
    op.account({ active: false })
    expectRefusal(await op.userinfo(token), 'invalid_token', 'access_token_account_inactive', 401)
    op.account({ subject: 'somebody else' })
    expectRefusal(await op.userinfo(token), 'invalid_token', 'access_token_account_inactive', 401)
    op.account({})
    assert.equal((await op.userinfo(token)).status, 200)
  })

  test('a changed encryption key revokes all of them', async () => {
    await using op = await TestProvider.open()
    await op.client()
    const token = await accessToken(op)
    op.configure({ encryptionKey: 'another key of sixty-four characters, so that all is as it should' })
    expectRefusal(await op.userinfo(token), 'invalid_token', 'access_token_unknown', 401)
  })

  test('one without openid: insufficient_scope', async () => {
    await using op = await TestProvider.open()
    await op.client()
    const answer = await op.userinfo(await accessToken(op, { scopes: ['email'] }))
    expectRefusal(answer, 'insufficient_scope', 'access_token_without_openid', 403)
    assert.match(answer.challenge ?? '', /scope="openid"/)
  })
})

describe('OIDCC-5.3 what userinfo says', () => {
  const claims = {
    name: 'Alice Example',
    given_name: '',
    nickname: '  ',
    updated_at: 1_700_000_000,
    email: 'alice@example.org',
    email_verified: false,
    phone_number: '+49 30 1',
    address: { locality: 'Berlin', country: '' },
  }
  const cases: readonly [scopes: string, expected: Readonly<Record<string, unknown>>][] = [
    ['openid', {}],
    ['openid profile', { name: 'Alice Example', updated_at: 1_700_000_000 }],
    ['openid email', { email: 'alice@example.org', email_verified: false }],
    ['openid phone', { phone_number: '+49 30 1' }],
    ['openid address', { address: { locality: 'Berlin' } }],
  ]
  for (const [scopes, expected] of cases) {
    test(`OIDCC-5.4 the claims of ${scopes}, without empty ones`, async () => {
      await using op = await TestProvider.open()
      await op.client()
      op.account({ claims })
      const answer = await op.userinfo(await accessToken(op, { scopes: scopes.split(' ') }))
      assert.deepEqual(answer.body, { sub: 'subject-of-alice', ...expected })
    })
  }

  test('OIDCC-5.5 claims that the claims parameter asks for, at their place only', async () => {
    await using op = await TestProvider.open()
    await op.client()
    op.account({ claims })
    const request =
      '{"userinfo":{"name":{"essential":true},"given_name":null,"__proto__":null,"constructor":null,"unknown":null},"id_token":{"email":null}}'
    const answer = await op.userinfo(await accessToken(op, { claims: request }))
    assert.deepEqual(answer.body, { sub: 'subject-of-alice', name: 'Alice Example' })
  })

  test('the first use of a token is a step of its trace, later ones are not', async () => {
    await using op = await TestProvider.open()
    await op.client()
    const token = await accessToken(op)
    const answers = [await op.userinfo(token), await op.userinfo(token)]
    const steps = op.steps.filter(({ step }) => step.endpoint === 'userinfo')
    assert.deepEqual(
      steps.map(({ traceId, clientId, step }) => [traceId, clientId, step.outcome]),
      [['trc_1', 'rp', 'completed']],
    )
    assert.deepEqual(
      answers.map((answer) => answer.traceId),
      ['trc_1', 'trc_1'],
    )
  })
})
