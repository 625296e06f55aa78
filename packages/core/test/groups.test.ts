import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { decodeJwt } from 'jose'
import { textOf } from './expect-refusal.ts'
import { TestProvider } from './test-provider.ts'

describe('the groups claim', () => {
  const claims = { name: 'Alice', groups: ['admins', 'staff'] }

  test('comes with the scope groups, in userinfo and in ID tokens that hold claims', async () => {
    await using op = await TestProvider.open()
    op.account({ claims })
    await op.client({ claimsInIdToken: true })
    const answer = await op.redeem(await op.code({ scopes: ['openid', 'groups'] }))
    assert.deepEqual(decodeJwt(textOf(answer, 'id_token'))['groups'], claims.groups)
    const userinfo = await op.userinfo(textOf(answer, 'access_token'))
    assert.deepEqual(userinfo.body, { sub: 'subject-of-alice', groups: claims.groups })
  })

  test('comes with no other scope, and not by the claims parameter', async () => {
    await using op = await TestProvider.open()
    op.account({ claims })
    await op.client({ claimsInIdToken: true })
    const asked = JSON.stringify({ userinfo: { groups: null }, id_token: { groups: { essential: true } } })
    const answer = await op.redeem(await op.code({ scopes: ['openid', 'profile', 'email'], claims: asked }))
    assert.equal(decodeJwt(textOf(answer, 'id_token'))['groups'], undefined)
    assert.deepEqual((await op.userinfo(textOf(answer, 'access_token'))).body, { sub: 'subject-of-alice', name: 'Alice' })
  })

  test('is left out where there are none', async () => {
    await using op = await TestProvider.open()
    await op.client()
    for (const groups of [undefined, []] as const) {
      op.account({ claims: groups === undefined ? {} : { groups } })
      const answer = await op.redeem(await op.code({ scopes: ['openid', 'groups'] }))
      assert.deepEqual((await op.userinfo(textOf(answer, 'access_token'))).body, { sub: 'subject-of-alice' })
    }
  })

  test('is in the metadata', async () => {
    await using op = await TestProvider.open()
    const { scopes_supported: scopes, claims_supported: supported } = op.provider.discovery()
    assert.ok(Array.isArray(scopes) && scopes.includes('groups'))
    assert.ok(Array.isArray(supported) && supported.includes('groups'))
  })
})
