import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Client, ClientId, JsonAnswer, ReasonId } from '@latchkey/core'
import { expectRefusal } from '../../expect-refusal.ts'
import { basic, clientSecret, redirectUri, TestProvider } from '../../test-provider.ts'

type Send = Readonly<Record<string, string | undefined>>
const withoutCredentials = { client_id: undefined, client_secret: undefined }

async function redeemWith(op: TestProvider, send: Send, authorization?: string): Promise<JsonAnswer> {
  const code = await op.code({ clientId: send['client_id'] ?? 'rp' })
  return op.token({ grant_type: 'authorization_code', code, redirect_uri: redirectUri, ...send }, authorization)
}

describe('RFC6749-2.3.1 client password', () => {
  test('a client that pins no method may use the header or the form', async () => {
    await using op = await TestProvider.open()
    await op.client()
    assert.equal((await redeemWith(op, {})).status, 200)
    assert.equal((await redeemWith(op, withoutCredentials, basic('rp', clientSecret))).status, 200)
    assert.equal((await redeemWith(op, { client_secret: undefined }, basic('rp', clientSecret))).status, 200)
  })

  test('both parts of the header are form-encoded, and the scheme has no case', async () => {
    await using op = await TestProvider.open()
    const clientId = 'https://rp.example/a b' as ClientId
    const secret = 'p+ä:%/ ß'
    await op.client({ clientId, secret })
    const code = await op.code({ clientId })
    const header = basic(clientId, secret).replace('Basic', 'bASIC')
    const send = { ...withoutCredentials, grant_type: 'authorization_code', code, redirect_uri: redirectUri }
    assert.equal((await op.token(send, header)).status, 200)
  })

  test('each of several live secrets works, an expired one does not', async () => {
    await using op = await TestProvider.open()
    const secrets = [{ ...op.secret('old'), expiresAt: op.now + 1_000 }, op.secret('new')]
    await op.client({ secrets })
    assert.equal((await redeemWith(op, { client_secret: 'old' })).status, 200)
    assert.equal((await redeemWith(op, { client_secret: 'new' })).status, 200)
    op.advance(1_000)
    expectRefusal(await redeemWith(op, { client_secret: 'old' }), 'invalid_client', 'client_auth_secret_wrong', 401)
    assert.equal((await redeemWith(op, { client_secret: 'new' })).status, 200)
  })

  test('a header with an empty password is a public client', async () => {
    await using op = await TestProvider.open()
    await op.client({ public: true })
    assert.equal((await redeemWith(op, withoutCredentials, basic('rp', ''))).status, 200)
  })
})

describe('RFC6749-5.2 failed client authentication', () => {
  const failures: readonly {
    readonly title: string
    readonly reason: ReasonId
    readonly client?: Partial<Client> & { readonly public?: boolean }
    readonly send?: Send
    readonly header?: string
  }[] = [
    { title: 'no credentials', reason: 'client_auth_missing', send: withoutCredentials },
    { title: 'an unknown client', reason: 'client_auth_unknown', send: { client_id: 'nobody' } },
    { title: 'a wrong secret', reason: 'client_auth_secret_wrong', send: { client_secret: 'wrong' } },
    {
      title: 'a wrong secret in the header',
      reason: 'client_auth_secret_wrong',
      send: withoutCredentials,
      header: basic('rp', 'wrong'),
    },
    {
      title: 'no secret although the client has one',
      reason: 'client_auth_method_not_registered',
      send: { client_secret: undefined },
    },
    {
      title: 'an empty password although the client has one',
      reason: 'client_auth_method_not_registered',
      send: withoutCredentials,
      header: basic('rp', ''),
    },
    { title: 'a secret of a public client', reason: 'client_auth_method_not_registered', client: { public: true } },
    {
      title: 'the form where the header is pinned',
      reason: 'client_auth_method_not_registered',
      client: { tokenEndpointAuthMethod: 'client_secret_basic' },
    },
    {
      title: 'the header where the form is pinned',
      reason: 'client_auth_method_not_registered',
      client: { tokenEndpointAuthMethod: 'client_secret_post' },
      send: withoutCredentials,
      header: basic('rp', clientSecret),
    },
    { title: 'another scheme', reason: 'client_auth_scheme_unsupported', send: withoutCredentials, header: 'Bearer abc' },
    {
      title: 'a header that is no base64',
      reason: 'client_auth_header_malformed',
      send: withoutCredentials,
      header: 'Basic %%%',
    },
    { title: 'a header without a colon', reason: 'client_auth_header_malformed', send: withoutCredentials, header: 'Basic cnA=' },
    {
      title: 'a header that is no UTF-8',
      reason: 'client_auth_header_malformed',
      send: withoutCredentials,
      header: 'Basic //86eA==',
    },
    {
      title: 'an assertion of another kind',
      reason: 'client_auth_assertion_type',
      send: { client_secret: undefined, client_assertion: 'eyJ', client_assertion_type: 'x' },
    },
  ]
  for (const { title, reason, client, send, header } of failures) {
    test(`${title}: invalid_client with the one public text${header ? ' and a challenge' : ''}`, async () => {
      await using op = await TestProvider.open()
      await op.client(client)
      const answer = await redeemWith(op, send ?? {}, header)
      expectRefusal(answer, 'invalid_client', reason, 401)
      assert.equal(answer.body?.['error_description'], 'Client authentication failed')
      assert.equal(answer.challenge, header === undefined ? undefined : 'Basic realm="latchkey", charset="UTF-8"')
    })
  }

  test('two methods at once are invalid_request', async () => {
    await using op = await TestProvider.open()
    await op.client()
    expectRefusal(await redeemWith(op, {}, basic('rp', clientSecret)), 'invalid_request', 'client_auth_multiple')
  })

  test('a client_id that is not the one of the header is invalid_request', async () => {
    await using op = await TestProvider.open()
    await op.client()
    const send = { client_id: 'other', client_secret: undefined }
    expectRefusal(await redeemWith(op, send, basic('rp', clientSecret)), 'invalid_request', 'client_auth_id_differs')
  })
})

describe('RFC6749-5.2 grant_type', () => {
  const cases: readonly [title: string, send: Send, error: string, reason: ReasonId][] = [
    ['missing', { grant_type: undefined }, 'invalid_request', 'grant_type_missing'],
    ['unknown', { grant_type: 'password' }, 'unsupported_grant_type', 'grant_type_unsupported'],
    ['a name of Object.prototype', { grant_type: 'constructor' }, 'unsupported_grant_type', 'grant_type_unsupported'],
    ['not for this client', { grant_type: 'refresh_token' }, 'unauthorized_client', 'grant_type_not_allowed'],
  ]
  for (const [title, send, error, reason] of cases) {
    test(`${title}: ${error}`, async () => {
      await using op = await TestProvider.open()
      await op.client({ grantTypes: ['authorization_code'] })
      expectRefusal(await redeemWith(op, send), error, reason)
    })
  }

  test('a repeated parameter is invalid_request', async () => {
    await using op = await TestProvider.open()
    await op.client()
    const parameters = [
      ['client_id', 'rp'],
      ['grant_type', 'authorization_code'],
      ['grant_type', 'refresh_token'],
    ] as const
    const answer = await op.provider.token({ parameters, authorization: undefined })
    expectRefusal(answer, 'invalid_request', 'parameter_repeated')
  })
})
