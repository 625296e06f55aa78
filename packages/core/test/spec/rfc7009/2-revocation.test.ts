import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { ClientId, JsonAnswer } from '@latchkey/core'
import { expectRefusal, textOf } from '../../expect-refusal.ts'
import { basic, clientSecret, form, TestProvider } from '../../test-provider.ts'

function revoke(op: TestProvider, token: string | undefined, secret = clientSecret): Promise<JsonAnswer> {
  return op.provider.revoke({ parameters: form({ client_id: 'rp', client_secret: secret, token }), authorization: undefined })
}

async function signedIn(op: TestProvider): Promise<{ readonly access: string; readonly refresh: string }> {
  const answer = await op.redeem(await op.code({ scopes: ['openid', 'offline_access'] }))
  return { access: textOf(answer, 'access_token'), refresh: textOf(answer, 'refresh_token') }
}

describe('RFC7009-2 token revocation', () => {
  for (const kind of ['access', 'refresh'] as const) {
    test(`the ${kind} token takes everything of its grant with it`, async () => {
      await using op = await TestProvider.open()
      await op.client()
      const tokens = await signedIn(op)
      const answer = await revoke(op, tokens[kind])
      assert.equal(answer.status, 200)
      assert.equal(answer.body, undefined)
      assert.equal((await op.userinfo(tokens.access)).status, 401)
      expectRefusal(await op.refresh(tokens.refresh), 'invalid_grant', 'refresh_token_revoked')
      assert.equal((await revoke(op, tokens[kind])).status, 200)
    })
  }

  test('a token that is unknown, malformed or expired is no error', async () => {
    await using op = await TestProvider.open()
    await op.client()
    const tokens = await signedIn(op)
    for (const token of ['x', 'lk_at_x', 'lk_rt_x', `${tokens.access}x`]) assert.equal((await revoke(op, token)).status, 200)
    op.advance(60 * 60_000)
    assert.equal((await revoke(op, tokens.access)).status, 200)
    assert.equal((await op.refresh(tokens.refresh)).status, 200)
  })

  for (const kind of ['access', 'refresh'] as const) {
    test(`the ${kind} token of another client is refused and lives on`, async () => {
      await using op = await TestProvider.open()
      await op.client()
      await op.client({ clientId: 'other' as ClientId, secret: 'secret of the other' })
      const tokens = await signedIn(op)
      const parameters = form({ token: tokens[kind] })
      const answer = await op.provider.revoke({ parameters, authorization: basic('other', 'secret of the other') })
      expectRefusal(answer, 'invalid_grant', 'revocation_client_mismatch')
      assert.equal((await op.userinfo(tokens.access)).status, 200)
      assert.equal((await op.refresh(tokens.refresh)).status, 200)
    })
  }

  test('the client must authenticate and name a token', async () => {
    await using op = await TestProvider.open()
    await op.client()
    const tokens = await signedIn(op)
    expectRefusal(await revoke(op, tokens.access, 'wrong'), 'invalid_client', 'client_auth_secret_wrong', 401)
    expectRefusal(await revoke(op, undefined), 'invalid_request', 'revocation_token_missing')
    assert.equal((await op.userinfo(tokens.access)).status, 200)
  })
})
