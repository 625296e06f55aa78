import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { decodeProtectedHeader, importPKCS8, SignJWT } from 'jose'
import { expectRefusal, textOf } from '../../expect-refusal.ts'
import { issuer, TestProvider } from '../../test-provider.ts'
import { claimsIn, idOf, introspect, tokenRequest } from '../../token-kit.ts'

const redirect = { grant_type: 'authorization_code', redirect_uri: 'https://rp.example/callback' }

describe('RFC9068-5 a token that could be taken for an ID token', () => {
  const other = 'https://other.example/app'

  test('is not issued: no client gets one whose audience is another client', async () => {
    await using op = await TestProvider.open()
    await op.client()
    await op.client({ clientId: idOf(other), public: true, expiresAt: op.now + 1 })
    op.advance(2)
    const code = await op.code({ scopes: ['openid'], grant: { resources: [other] } })
    expectRefusal(await tokenRequest(op, { ...redirect, code }), 'invalid_target', 'resource_is_client')
  })

  test('is issued for itself, and for an API that an administrator registered under that name', async () => {
    await using op = await TestProvider.open()
    await op.client()
    await op.client({ clientId: idOf(other), public: true })
    const own = await op.code({ clientId: other, scopes: ['openid'], grant: { resources: [other] } })
    const named = { client_id: other, client_secret: undefined }
    assert.equal((await op.redeem(own, named)).status, 200)
    op.defineResources({ resource: other, accessTokenFormat: 'jwt' })
    const code = await op.code({ scopes: ['openid'], grant: { resources: [other] } })
    assert.equal((await tokenRequest(op, { ...redirect, code })).status, 200)
  })
})

describe('RFC9068-4 access tokens that come back', () => {
  test('RFC9068-4 what the very key signed with another type, issuer or a member that names a key is none', async () => {
    await using op = await TestProvider.open()
    await op.client({ accessTokenFormat: 'jwt' })
    const token = textOf(await tokenRequest(op, { ...redirect, code: await op.code() }), 'access_token')
    const key = await importPKCS8(op.settings.signatureKey, 'ES256')
    const { kid = '' } = decodeProtectedHeader(token)
    const sign = (header: Readonly<Record<string, unknown>>, claims: Readonly<Record<string, unknown>> = {}) =>
      new SignJWT({ ...claimsIn(token), ...claims }).setProtectedHeader({ alg: 'ES256', kid, typ: 'at+jwt', ...header }).sign(key)
    assert.equal((await introspect(op, await sign({}))).body?.['active'], true)
    const others = [
      await sign({ typ: 'JWT' }),
      await sign({ typ: 'logout+jwt' }),
      await sign({ typ: undefined }),
      await sign({ jku: 'https://evil.example' }),
      await sign({ kid: undefined }),
      await sign({}, { iss: 'https://evil.example' }),
      await sign({}, { iss: [issuer] }),
      await sign({}, { jti: undefined }),
      await sign({}, { grant_id: 'gra_of_nobody' }),
      await sign({}, { exp: Math.floor(op.now / 1000) }),
    ]
    for (const text of others) assert.deepEqual((await introspect(op, text)).body, { active: false }, text)
  })
})
