import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { ClientId, JsonAnswer } from '@latchkey/core'
import { expectRefusal, textOf } from '../../expect-refusal.ts'
import { basic, clientSecret, form, TestProvider } from '../../test-provider.ts'

function introspect(op: TestProvider, token: string | undefined, secret = clientSecret): Promise<JsonAnswer> {
  return op.provider.introspect({ parameters: form({ client_id: 'rp', client_secret: secret, token }), authorization: undefined })
}

async function signedIn(op: TestProvider): Promise<{ readonly access: string; readonly refresh: string }> {
  const answer = await op.redeem(await op.code({ scopes: ['openid', 'offline_access'] }))
  return { access: textOf(answer, 'access_token'), refresh: textOf(answer, 'refresh_token') }
}

const inactive = { active: false }

describe('RFC7662-2 token introspection', () => {
  test('an access token is active, with its client, subject, scope and times in seconds', async () => {
    await using op = await TestProvider.open()
    await op.client()
    const { access } = await signedIn(op)
    const { status, body } = await introspect(op, access)
    assert.equal(status, 200)
    assert.equal(body?.['active'], true)
    assert.equal(body?.['token_type'], 'Bearer')
    assert.equal(body?.['client_id'], 'rp')
    assert.equal(body?.['scope'], 'openid offline_access')
    assert.equal(typeof body?.['sub'], 'string')
    assert.equal(body?.['iat'], Math.floor(op.now / 1000))
    assert.equal(body?.['exp'], Math.floor(op.now / 1000) + 3600)
  })

  test('a refresh token is active until it was replaced', async () => {
    await using op = await TestProvider.open({ refreshTokenRenewal: 31 * 86_400_000 })
    await op.client()
    const { refresh } = await signedIn(op)
    const { body } = await introspect(op, refresh)
    assert.equal(body?.['active'], true)
    assert.equal(body?.['token_type'], undefined)
    assert.notEqual(textOf(await op.refresh(refresh), 'refresh_token'), refresh)
    assert.deepEqual((await introspect(op, refresh)).body, inactive)
  })

  test('a token that is unknown, malformed, expired or revoked is inactive, and nothing more is said', async () => {
    await using op = await TestProvider.open()
    await op.client()
    const { access, refresh } = await signedIn(op)
    for (const token of ['x', 'lk_at_x', 'lk_rt_x', `${access}x`]) assert.deepEqual((await introspect(op, token)).body, inactive)
    op.advance(60 * 60_000)
    assert.deepEqual((await introspect(op, access)).body, inactive)
    const second = textOf(await op.refresh(refresh), 'access_token')
    assert.equal((await introspect(op, second)).body?.['active'], true)
    await op.provider.revoke({
      parameters: form({ client_id: 'rp', client_secret: clientSecret, token: refresh }),
      authorization: undefined,
    })
    assert.deepEqual((await introspect(op, second)).body, inactive)
    assert.deepEqual((await introspect(op, refresh)).body, inactive)
  })

  test('RFC7662-4 a client learns nothing of the tokens of another', async () => {
    await using op = await TestProvider.open()
    await op.client()
    await op.client({ clientId: 'other' as ClientId, secret: 'secret of the other' })
    const { access, refresh } = await signedIn(op)
    for (const token of [access, refresh]) {
      const answer = await op.provider.introspect({
        parameters: form({ token }),
        authorization: basic('other', 'secret of the other'),
      })
      assert.deepEqual(answer.body, inactive)
    }
  })

  test('introspection-client-confidential: a public client cannot ask', async () => {
    await using op = await TestProvider.open()
    await op.client()
    await op.client({ clientId: 'app' as ClientId, public: true })
    const { access } = await signedIn(op)
    const answer = await op.provider.introspect({
      parameters: form({ client_id: 'app', token: access }),
      authorization: undefined,
    })
    expectRefusal(answer, 'invalid_client', 'introspection_public_client', 401)
  })

  test('introspection-token-present: the client must authenticate and name a token', async () => {
    await using op = await TestProvider.open()
    await op.client()
    const { access } = await signedIn(op)
    expectRefusal(await introspect(op, access, 'wrong'), 'invalid_client', 'client_auth_secret_wrong', 401)
    expectRefusal(await introspect(op, undefined), 'invalid_request', 'introspection_token_missing')
  })
})
