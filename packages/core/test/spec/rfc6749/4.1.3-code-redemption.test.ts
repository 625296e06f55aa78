import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { ClientId, ReasonId } from '@latchkey/core'
import { expectRefusal, textOf } from '../../expect-refusal.ts'
import { challenge, clientSecret, redirectUri, TestProvider, verifier } from '../../test-provider.ts'

describe('RFC6749-4.1.3 access token request', () => {
  test('a code yields an access token with its type, life and scope', async () => {
    await using op = await TestProvider.open()
    await op.client()
    const answer = await op.redeem(await op.code({ scopes: ['openid', 'email'] }))
    assert.equal(answer.status, 200)
    assert.deepEqual(Object.keys(answer.body ?? {}).sort(), ['access_token', 'expires_in', 'id_token', 'scope', 'token_type'])
    assert.equal(answer.body?.['token_type'], 'Bearer')
    assert.equal(answer.body?.['expires_in'], 3600)
    assert.equal(answer.body?.['scope'], 'openid email')
    assert.match(textOf(answer, 'access_token'), /^lk_at_[A-Za-z0-9_-]{100,}$/)
  })

  test('a request without openid gets no ID token', async () => {
    await using op = await TestProvider.open()
    await op.client()
    const answer = await op.redeem(await op.code({ scopes: ['email'] }))
    assert.equal(answer.status, 200)
    assert.equal(answer.body?.['id_token'], undefined)
  })

  const refusals: readonly {
    readonly title: string
    readonly error: string
    readonly reason: ReasonId
    readonly code?: Parameters<TestProvider['code']>[0]
    readonly send?: Readonly<Record<string, string | undefined>>
  }[] = [
    { title: 'a code is missing', error: 'invalid_request', reason: 'code_missing', send: { code: undefined } },
    { title: 'a code is empty', error: 'invalid_request', reason: 'code_missing', send: { code: '' } },
    { title: 'a code is unknown', error: 'invalid_grant', reason: 'code_unknown', send: { code: 'lk_ac_unknown' } },
    { title: 'a code is of another client', error: 'invalid_grant', reason: 'code_client_mismatch', code: { clientId: 'other' } },
    {
      title: 'redirect_uri is missing',
      error: 'invalid_request',
      reason: 'code_redirect_uri_missing',
      send: { redirect_uri: undefined },
    },
    {
      title: 'redirect_uri has a slash more',
      error: 'invalid_grant',
      reason: 'code_redirect_uri_mismatch',
      send: { redirect_uri: `${redirectUri}/` },
    },
    {
      title: 'redirect_uri is sent although the request had none, and is another one',
      error: 'invalid_grant',
      reason: 'code_redirect_uri_mismatch',
      code: { redirectUriRequested: false },
      send: { redirect_uri: 'https://evil.example/' },
    },
  ]
  for (const { title, error, reason, code, send } of refusals) {
    test(`refused when ${title}`, async () => {
      await using op = await TestProvider.open()
      await op.client()
      await op.client({ clientId: 'other' as ClientId })
      expectRefusal(await op.redeem(await op.code(code), send), error, reason)
    })
  }

  test('redirect_uri may be left out when the request had none', async () => {
    await using op = await TestProvider.open()
    await op.client()
    const code = await op.code({ redirectUriRequested: false })
    assert.equal((await op.redeem(code, { redirect_uri: undefined })).status, 200)
  })

  test('an expired code is refused', async () => {
    await using op = await TestProvider.open()
    await op.client()
    const code = await op.code({ expiresAt: op.now + 1_000 })
    op.advance(1_000)
    expectRefusal(await op.redeem(code), 'invalid_grant', 'code_unknown')
  })

  test('a code of an account that was disabled meanwhile is refused', async () => {
    await using op = await TestProvider.open()
    await op.client()
    const code = await op.code()
    op.account({ active: false })
    expectRefusal(await op.redeem(code), 'invalid_grant', 'code_account_inactive')
  })

  test('a code that was under way while its person set another password is refused, and one from afterwards is not', async () => {
    await using op = await TestProvider.open()
    await op.client()
    op.account({ credentialVersion: 2 })
    const late = await op.code({ grant: { credentialVersion: 1 } })
    expectRefusal(await op.redeem(late), 'invalid_grant', 'code_account_inactive')
    assert.equal((await op.redeem(await op.code({ grant: { credentialVersion: 2 } }))).status, 200)
  })
})

describe('RFC6749-4.1.2 a code is used once', () => {
  test('a second use is refused, and what the first issued is revoked', async () => {
    await using op = await TestProvider.open()
    await op.client()
    const code = await op.code({ scopes: ['openid', 'offline_access'] })
    const first = await op.redeem(code)
    assert.equal((await op.userinfo(textOf(first, 'access_token'))).status, 200)
    expectRefusal(await op.redeem(code), 'invalid_grant', 'code_replayed')
    assert.equal((await op.userinfo(textOf(first, 'access_token'))).status, 401)
    expectRefusal(await op.refresh(textOf(first, 'refresh_token')), 'invalid_grant', 'refresh_token_revoked')
  })

  test('a second use with a wrong verifier revokes too: the code has leaked', async () => {
    await using op = await TestProvider.open()
    await op.client()
    const code = await op.code({ codeChallenge: challenge, codeChallengeMethod: 'S256' })
    const first = await op.redeem(code, { code_verifier: verifier })
    expectRefusal(await op.redeem(code, { code_verifier: 'x'.repeat(43) }), 'invalid_grant', 'code_replayed')
    assert.equal((await op.userinfo(textOf(first, 'access_token'))).status, 401)
  })

  test('a replay revokes also after the account was deleted, and concurrent replays are all refused', async () => {
    await using op = await TestProvider.open()
    await op.client()
    const code = await op.code()
    const first = await op.redeem(code)
    op.account('deleted')
    for (const answer of await Promise.all([op.redeem(code), op.redeem(code)])) {
      expectRefusal(answer, 'invalid_grant', 'code_replayed')
    }
    op.account({})
    assert.equal((await op.userinfo(textOf(first, 'access_token'))).status, 401)
  })

  test('another client that presents a used code revokes nothing', async () => {
    await using op = await TestProvider.open()
    await op.client()
    await op.client({ clientId: 'other' as ClientId, secret: 'secret of the other' })
    const code = await op.code()
    const first = await op.redeem(code)
    const stolen = await op.redeem(code, { client_id: 'other', client_secret: 'secret of the other' })
    expectRefusal(stolen, 'invalid_grant', 'code_client_mismatch')
    assert.equal((await op.userinfo(textOf(first, 'access_token'))).status, 200)
  })

  test('a code that dies between its checks and its use yields nothing', async () => {
    await using op = await TestProvider.open()
    await op.client()
    const code = await op.code()
    const { codes } = op.ports.stores
    const { redeem } = codes
    Object.assign(codes, {
      redeem: async (redemption: Parameters<typeof redeem>[0]) => {
        await codes.countFailure(redemption.digest, 1, op.now)
        return redeem(redemption)
      },
    })
    expectRefusal(await op.redeem(code), 'invalid_grant', 'code_gone')
  })

  test('of 50 concurrent redemptions exactly one succeeds', async () => {
    await using op = await TestProvider.open()
    await op.client()
    const code = await op.code()
    const answers = await Promise.all(Array.from({ length: 50 }, () => op.redeem(code)))
    assert.equal(answers.filter((answer) => answer.status === 200).length, 1)
    assert.deepEqual(new Set(answers.map((answer) => answer.refusal?.error)), new Set([undefined, 'invalid_grant']))
  })
})

describe('LATCHKEY-0008-authcode-max-attempts failed redemptions', () => {
  test('at the limit the code is dead, also for who has everything right', async () => {
    await using op = await TestProvider.open({ authCodeMaxAttempts: 2 })
    await op.client()
    const code = await op.code()
    await op.redeem(code, { redirect_uri: 'https://evil.example/' })
    await op.redeem(code, { redirect_uri: 'https://evil.example/' })
    expectRefusal(await op.redeem(code), 'invalid_grant', 'code_unknown')
  })

  test('below the limit it still works, and a failed client authentication does not count', async () => {
    await using op = await TestProvider.open({ authCodeMaxAttempts: 2 })
    await op.client()
    const code = await op.code()
    await op.redeem(code, { redirect_uri: 'https://evil.example/' })
    for (let attempt = 0; attempt < 5; attempt++) await op.redeem(code, { client_secret: `${clientSecret}x` })
    assert.equal((await op.redeem(code)).status, 200)
  })
})
