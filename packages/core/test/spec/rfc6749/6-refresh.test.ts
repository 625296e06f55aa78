import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { ClientId } from '@latchkey/core'
import { decodeJwt } from 'jose'
import { expectRefusal, textOf } from '../../expect-refusal.ts'
import { TestProvider } from '../../test-provider.ts'

const day = 24 * 60 * 60_000
const asPublic = { client_secret: undefined }
const offline = { scopes: ['openid', 'email', 'offline_access'] }

describe('OIDCC-11 who gets a refresh token', () => {
  const cases: readonly [title: string, scopes: readonly string[], grantTypes: readonly string[], yields: boolean][] = [
    ['offline_access was granted', ['openid', 'offline_access'], ['authorization_code', 'refresh_token'], true],
    ['OpenID Connect without offline_access', ['openid', 'email'], ['authorization_code', 'refresh_token'], false],
    ['plain OAuth', ['email'], ['authorization_code', 'refresh_token'], true],
    ['a client that may not use it', ['openid', 'offline_access'], ['authorization_code'], false],
  ]
  for (const [title, scopes, grantTypes, yields] of cases) {
    test(`${title}: ${yields ? 'one' : 'none'}`, async () => {
      await using op = await TestProvider.open()
      await op.client({ grantTypes })
      const answer = await op.redeem(await op.code({ scopes }))
      assert.equal(typeof answer.body?.['refresh_token'], yields ? 'string' : 'undefined')
    })
  }
})

describe('RFC6749-6 refreshing an access token', () => {
  test('a confidential client keeps its token while much of its life remains', async () => {
    await using op = await TestProvider.open()
    await op.client()
    const first = await op.redeem(await op.code(offline))
    const token = textOf(first, 'refresh_token')
    for (let use = 0; use < 3; use++) {
      op.advance(day)
      const answer = await op.refresh(token)
      assert.equal((await op.userinfo(textOf(answer, 'access_token'))).status, 200)
      assert.equal(answer.body?.['refresh_token'], undefined)
      assert.equal(answer.body?.['scope'], 'openid email offline_access')
    }
  })

  test('a confidential client gets a new one with the full life when at most refreshTokenRenewal remains', async () => {
    await using op = await TestProvider.open()
    await op.client()
    const old = textOf(await op.redeem(await op.code(offline)), 'refresh_token')
    op.advance(26 * day)
    const next = textOf(await op.refresh(old), 'refresh_token')
    assert.notEqual(next, old)
    op.advance(25 * day)
    assert.equal((await op.refresh(next)).status, 200)
  })

  test('a public client gets a new one at each use', async () => {
    await using op = await TestProvider.open()
    await op.client({ public: true })
    let token = textOf(await op.redeem(await op.code(offline), asPublic), 'refresh_token')
    const seen = new Set([token])
    for (let use = 0; use < 3; use++) {
      op.advance(20 * day)
      token = textOf(await op.refresh(token, asPublic), 'refresh_token')
      seen.add(token)
    }
    assert.equal(seen.size, 4)
  })

  test('the ID token keeps sub and auth_time, has a new iat and no nonce', async () => {
    await using op = await TestProvider.open()
    await op.client()
    const first = await op.redeem(await op.code({ ...offline, nonce: 'n-1' }))
    op.advance(60_000)
    const second = await op.refresh(textOf(first, 'refresh_token'))
    const [before, after] = [decodeJwt(textOf(first, 'id_token')), decodeJwt(textOf(second, 'id_token'))]
    assert.equal(before['nonce'], 'n-1')
    assert.equal('nonce' in after, false)
    for (const name of ['iss', 'sub', 'aud', 'auth_time', 'sid', 'acr']) assert.deepEqual(after[name], before[name], name)
    assert.equal(after.iat, (before.iat ?? 0) + 60)
  })

  test('a narrower scope narrows the access token, not the refresh token', async () => {
    await using op = await TestProvider.open()
    await op.client()
    const token = textOf(await op.redeem(await op.code(offline)), 'refresh_token')
    const narrow = await op.refresh(token, { scope: 'openid' })
    assert.equal(narrow.body?.['scope'], 'openid')
    assert.deepEqual(Object.keys((await op.userinfo(textOf(narrow, 'access_token'))).body ?? {}), ['sub'])
    assert.equal((await op.refresh(token)).body?.['scope'], 'openid email offline_access')
    assert.equal((await op.refresh(token, { scope: 'email' })).body?.['id_token'], undefined)
  })

  test('a client whose record was narrowed gets no more than it allows now', async () => {
    await using op = await TestProvider.open()
    const client = await op.client()
    const token = textOf(await op.redeem(await op.code(offline)), 'refresh_token')
    const narrowed = { ...client, scopes: ['openid', 'offline_access'] }
    assert.equal(await op.ports.stores.clients.replace(narrowed, client.updatedAt), 'replaced')
    assert.equal((await op.refresh(token)).body?.['scope'], 'openid offline_access')
    expectRefusal(await op.refresh(token, { scope: 'openid email' }), 'invalid_scope', 'refresh_scope_exceeded')
  })

  for (const scope of ['openid profile', 'openid  email', 'openid "email"']) {
    test(`a scope that was not granted is refused: ${scope}`, async () => {
      await using op = await TestProvider.open()
      await op.client()
      const token = textOf(await op.redeem(await op.code(offline)), 'refresh_token')
      expectRefusal(await op.refresh(token, { scope }), 'invalid_scope', 'refresh_scope_exceeded')
    })
  }

  test('a missing, unknown or expired token is refused', async () => {
    await using op = await TestProvider.open()
    await op.client()
    const token = textOf(await op.redeem(await op.code(offline)), 'refresh_token')
    expectRefusal(await op.refresh(''), 'invalid_request', 'refresh_token_missing')
    expectRefusal(await op.refresh('lk_rt_unknown'), 'invalid_grant', 'refresh_token_unknown')
    expectRefusal(await op.refresh(`${token}x`), 'invalid_grant', 'refresh_token_unknown')
    expectRefusal(await op.refresh('something else'), 'invalid_grant', 'refresh_token_unknown')
    op.advance(30 * day)
    expectRefusal(await op.refresh(token), 'invalid_grant', 'refresh_token_unknown')
  })

  test('a token of another client is refused and stays valid for its own', async () => {
    await using op = await TestProvider.open()
    await op.client()
    await op.client({ clientId: 'other' as ClientId, public: true })
    const token = textOf(await op.redeem(await op.code(offline)), 'refresh_token')
    const stolen = await op.refresh(token, { client_id: 'other', client_secret: undefined })
    expectRefusal(stolen, 'invalid_grant', 'refresh_token_client_mismatch')
    assert.equal((await op.refresh(token)).status, 200)
  })

  test('a token of a disabled account is refused', async () => {
    await using op = await TestProvider.open()
    await op.client()
    const token = textOf(await op.redeem(await op.code(offline)), 'refresh_token')
    op.account({ active: false })
    expectRefusal(await op.refresh(token), 'invalid_grant', 'refresh_account_inactive')
  })

  test('tokens of a grant that was stored after its person had set another password are refused', async () => {
    await using op = await TestProvider.open()
    await op.client()
    op.account({ credentialVersion: 1 })
    const tokens = await op.redeem(await op.code({ ...offline, grant: { credentialVersion: 1 } }))
    op.account({ credentialVersion: 2 })
    expectRefusal(await op.refresh(textOf(tokens, 'refresh_token')), 'invalid_grant', 'refresh_account_inactive')
    assert.equal((await op.userinfo(textOf(tokens, 'access_token'))).status, 401)
  })

  test('no access token outlives its grant', async () => {
    await using op = await TestProvider.open({ refreshTokenRenewal: 0 })
    await op.client()
    const token = textOf(await op.redeem(await op.code(offline)), 'refresh_token')
    op.advance(30 * day - 1)
    op.configure({ accessTokenExpiry: 100 * day })
    assert.equal((await op.refresh(token)).body?.['expires_in'], 3600)
  })
})

describe('RFC9700-4.14.2 refresh token rotation', () => {
  test('within the grace a repeated use yields the same successor', async () => {
    await using op = await TestProvider.open()
    await op.client({ public: true })
    const token = textOf(await op.redeem(await op.code(offline), asPublic), 'refresh_token')
    const answers = await Promise.all(Array.from({ length: 20 }, () => op.refresh(token, asPublic)))
    op.advance(10_000)
    answers.push(await op.refresh(token, asPublic))
    assert.equal(new Set(answers.map((answer) => textOf(answer, 'refresh_token'))).size, 1)
    assert.equal(new Set(answers.map((answer) => textOf(answer, 'access_token'))).size, 21)
  })

  test('after the grace a repeated use revokes the whole family', async () => {
    await using op = await TestProvider.open()
    await op.client({ public: true })
    const first = await op.redeem(await op.code(offline), asPublic)
    const old = textOf(first, 'refresh_token')
    const second = await op.refresh(old, asPublic)
    op.advance(10_001)
    expectRefusal(await op.refresh(old, asPublic), 'invalid_grant', 'refresh_token_replayed')
    expectRefusal(await op.refresh(textOf(second, 'refresh_token'), asPublic), 'invalid_grant', 'refresh_token_revoked')
    assert.equal((await op.userinfo(textOf(second, 'access_token'))).status, 401)
    assert.equal((await op.userinfo(textOf(first, 'access_token'))).status, 401)
  })

  test('once its successor was replaced, too, a repeated use is a replay within the grace: the client had that successor', async () => {
    await using op = await TestProvider.open()
    await op.client({ public: true })
    const first = textOf(await op.redeem(await op.code(offline), asPublic), 'refresh_token')
    const second = textOf(await op.refresh(first, asPublic), 'refresh_token')
    const third = textOf(await op.refresh(second, asPublic), 'refresh_token')
    expectRefusal(await op.refresh(first, asPublic), 'invalid_grant', 'refresh_token_replayed')
    expectRefusal(await op.refresh(third, asPublic), 'invalid_grant', 'refresh_token_revoked')
  })

  test('a changed encryption key ends no family, it only makes a repetition within the grace fail', async () => {
    await using op = await TestProvider.open()
    await op.client({ public: true })
    const old = textOf(await op.redeem(await op.code(offline), asPublic), 'refresh_token')
    const next = textOf(await op.refresh(old, asPublic), 'refresh_token')
    op.configure({ encryptionKey: 'another key of sixty-four characters, so that all is as it should' })
    expectRefusal(await op.refresh(old, asPublic), 'invalid_grant', 'refresh_successor_lost')
    assert.equal((await op.refresh(next, asPublic)).status, 200)
  })

  test('a grant that is revoked between load and rotation yields nothing', async () => {
    await using op = await TestProvider.open()
    await op.client({ public: true })
    const token = textOf(await op.redeem(await op.code(offline), asPublic), 'refresh_token')
    const { refreshTokens, grants } = op.ports.stores
    const { rotate } = refreshTokens
    Object.assign(refreshTokens, {
      rotate: async (rotation: Parameters<typeof rotate>[0]) => {
        await grants.revoke(rotation.successor.grantId, op.now)
        return rotate(rotation)
      },
    })
    expectRefusal(await op.refresh(token, asPublic), 'invalid_grant', 'refresh_token_gone')
  })
})
