import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { createLocalJWKSet, decodeProtectedHeader, jwtVerify } from 'jose'
import { textOf } from '../../expect-refusal.ts'
import { issuer, TestProvider } from '../../test-provider.ts'
import { calendar, claimsIn, defineApis, idOf, introspect, revoke, tokenRequest } from '../../token-kit.ts'

const redirect = { grant_type: 'authorization_code', redirect_uri: 'https://rp.example/callback' }

async function jwtFor(op: TestProvider, scopes: readonly string[], resources?: readonly string[]): Promise<string> {
  const code = await op.code({ scopes, ...(resources && { grant: { resources } }) })
  return textOf(await tokenRequest(op, { ...redirect, code }), 'access_token')
}

describe('RFC9068-2 access tokens that are JWTs', () => {
  test('have the claims of the profile and verify with the published keys', async () => {
    await using op = await TestProvider.open()
    defineApis(op)
    op.defineResources({ resource: calendar, scopes: ['calendar.read'], accessTokenFormat: 'jwt' })
    await op.client()
    const token = await jwtFor(op, ['openid', 'calendar.read'], [calendar])
    const keys = createLocalJWKSet({ keys: [...(await op.provider.jwks()).keys] } as never)
    const { payload, protectedHeader } = await jwtVerify(token, keys, {
      ...{ issuer, audience: calendar, typ: 'at+jwt', currentDate: new Date(op.now) },
    })
    const now = Math.floor(op.now / 1000)
    assert.equal(protectedHeader.alg, 'ES256')
    const { jti, grant_id: grantId, ...claims } = payload
    assert.deepEqual(claims, {
      ...{ iss: issuer, sub: 'subject-of-alice', aud: calendar, client_id: 'rp', iat: now, exp: now + 3600 },
      ...{ scope: 'calendar.read', auth_time: now - 60, acr: '1', amr: ['pwd'] },
    })
    assert.match(String(jti), /^.{16}$/)
    assert.match(String(grantId), /^gra_/)
  })

  test('are signed by the algorithm of the resource, and never with a secret', async () => {
    await using op = await TestProvider.open({ signatureAlgorithm: 'hs256', signatureKey: 'unused' })
    op.defineResources({ resource: calendar, accessTokenFormat: 'jwt', accessTokenSigningAlg: 'EdDSA' })
    await op.client({ accessTokenFormat: 'jwt' })
    assert.equal(decodeProtectedHeader(await jwtFor(op, ['openid'], [calendar])).alg, 'EdDSA')
    assert.equal(decodeProtectedHeader(await jwtFor(op, ['openid'])).alg, 'RS256')
  })

  test('RFC9068-3 of a client that wants them, for no resource, are for this server, which takes them', async () => {
    await using op = await TestProvider.open()
    await op.client({ accessTokenFormat: 'jwt' })
    const token = await jwtFor(op, ['openid', 'email'])
    assert.equal(claimsIn(token)['aud'], issuer)
    assert.equal((await op.userinfo(token)).body?.['email'], 'alice@example.org')
    const { body } = await introspect(op, token)
    assert.deepEqual([body?.['active'], body?.['aud'], body?.['scope']], [true, undefined, 'openid email'])
  })

  test('RFC7009-2 are dead at this server as soon as their grant is', async () => {
    await using op = await TestProvider.open()
    await op.client({ accessTokenFormat: 'jwt' })
    const token = await jwtFor(op, ['openid'])
    assert.equal((await revoke(op, token)).status, 200)
    assert.deepEqual((await introspect(op, token)).body, { active: false })
    assert.equal((await op.userinfo(token)).refusal?.reason, 'access_token_revoked')
  })

  test('RFC9068-2.2.3.1 name the groups of the person where that scope was granted', async () => {
    await using op = await TestProvider.open()
    await op.client({ accessTokenFormat: 'jwt' })
    op.account({ claims: { groups: ['staff'] } })
    assert.deepEqual(claimsIn(await jwtFor(op, ['openid', 'groups']))['groups'], ['staff'])
    assert.equal(claimsIn(await jwtFor(op, ['openid']))['groups'], undefined)
  })

  test('RFC8725-3.11 no other JWT passes for one, nor one of another issuer, key or algorithm', async () => {
    await using op = await TestProvider.open()
    await op.client({ accessTokenFormat: 'jwt' })
    const answer = await tokenRequest(op, { ...redirect, code: await op.code() })
    const token = textOf(answer, 'access_token')
    const [header = '', payload = '', signature = ''] = token.split('.')
    const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
    const { kid } = decodeProtectedHeader(token)
    const forged = [
      textOf(answer, 'id_token'),
      `${header}.${encode({ ...claimsIn(token), scope: 'openid email' })}.${signature}`,
      `${encode({ alg: 'none', typ: 'at+jwt' })}.${payload}.`,
      `${encode({ alg: 'HS256', kid, typ: 'at+jwt' })}.${payload}.${signature}`,
      `${encode({ alg: 'ES256', kid: '../keys', typ: 'at+jwt' })}.${payload}.${signature}`,
      `${encode({ alg: 'ES256', kid, typ: 'at+jwt', jku: 'https://evil.example' })}.${payload}.${signature}`,
      `${header}.${payload}.${'x'.repeat(7_000)}`,
    ]
    for (const text of forged) {
      assert.deepEqual((await introspect(op, text)).body, { active: false })
      assert.equal((await op.userinfo(text)).refusal?.reason, 'access_token_unknown', text.slice(0, 40))
    }
    assert.equal((await introspect(op, token)).body?.['active'], true)
  })

  test('a token of a client for itself names the client and no person', async () => {
    await using op = await TestProvider.open()
    defineApis(op)
    op.defineResources({ resource: calendar, scopes: ['calendar.read'], accessTokenFormat: 'jwt' })
    await op.client({ clientId: idOf('robot'), scopes: ['calendar.read'], grantTypes: ['client_credentials'] })
    const answer = await tokenRequest(op, { client_id: 'robot', grant_type: 'client_credentials', resource: calendar })
    const { iat: _iat, exp: _exp, jti: _jti, ...claims } = claimsIn(textOf(answer, 'access_token'))
    assert.deepEqual(claims, { iss: issuer, sub: 'robot', aud: calendar, client_id: 'robot', scope: 'calendar.read' })
    assert.equal((await introspect(op, textOf(answer, 'access_token'), 'robot')).body?.['active'], true)
  })
})
