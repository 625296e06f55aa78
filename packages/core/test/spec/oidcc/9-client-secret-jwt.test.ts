import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import {
  asserted,
  assertionOf,
  claimsOf,
  es256,
  expectNobody,
  macOf,
  openWith,
  redeemBy,
  withSecret,
} from '../../assertion-kit.ts'
import { clientSecret, form, TestProvider } from '../../test-provider.ts'

describe('OIDCC-9 client_secret_jwt', () => {
  for (const algorithm of ['HS256', 'HS384', 'HS512']) {
    test(`a MAC with ${algorithm} proves the secret`, async () => {
      await using op = await openWith(withSecret)
      assert.equal((await redeemBy(op, await macOf(claimsOf(op), clientSecret, algorithm))).status, 200)
    })
  }

  test('each of several live secrets makes one, an expired one does not', async () => {
    await using op = await TestProvider.open()
    const old = 'an-old-secret-of-the-client-with-more-than-32-octets'
    await op.client({ ...withSecret, secrets: [{ ...op.secret(old), expiresAt: op.now + 1_000 }, op.secret(clientSecret)] })
    assert.equal((await redeemBy(op, await macOf(claimsOf(op), old))).status, 200)
    op.advance(1_000)
    expectNobody(await redeemBy(op, await macOf(claimsOf(op), old)), 'client_auth_assertion_signature')
    assert.equal((await redeemBy(op, await macOf(claimsOf(op), clientSecret))).status, 200)
    op.advance(1_000_000_000)
    await op.changeClient({ secrets: [{ ...op.secret(old), expiresAt: op.now }] })
    expectNobody(await redeemBy(op, await macOf(claimsOf(op), old)), 'client_auth_assertion_key')
  })

  test('a client that pins no method sends its secret instead', async () => {
    await using op = await openWith({})
    expectNobody(await redeemBy(op, await macOf(claimsOf(op), clientSecret)), 'client_auth_method_not_registered')
  })

  test('the secret itself is not taken where its MAC is pinned', async () => {
    await using op = await openWith(withSecret)
    expectNobody(await op.redeem(await op.code()), 'client_auth_method_not_registered')
  })
})

describe('RFC9700-2.5 what a client with keys may do as a confidential one', () => {
  test('its refresh tokens do not rotate at every use', async () => {
    await using op = await openWith()
    const code = await op.code({ scopes: ['openid', 'offline_access'] })
    const first = await op.redeem(code, asserted(await assertionOf(claimsOf(op), es256)))
    const token = String(first.body?.['refresh_token'])
    const again = await op.refresh(token, asserted(await assertionOf(claimsOf(op), es256)))
    assert.equal(again.status, 200)
    assert.ok(!('refresh_token' in (again.body ?? {})))
  })

  test('it may introspect', async () => {
    await using op = await openWith()
    const parameters = form({ ...asserted(await assertionOf(claimsOf(op), es256)), token: 'lk_at_x' })
    assert.equal((await op.provider.introspect({ parameters, authorization: undefined })).status, 200)
  })
})
