import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Grant, RefreshToken } from '@latchkey/core'
import type { Storage } from '../storage.ts'
import { type CreateDatabase, eventually, now, race, tally, twoNodes } from './nodes.ts'
import { aCode, aDigest, aGrant, aRefreshToken } from './records.ts'

const grace = 10_000
const grantExpiresAt = now + 500_000

export function refreshTokenConformance(create: CreateDatabase): void {
  describe('refresh tokens', () => {
    const nodes = twoNodes(create)
    const rotate = ({ provider }: Storage, token: RefreshToken, successor: RefreshToken, at = now) =>
      provider.refreshTokens.rotate({ digest: token.digest, successor, grantExpiresAt, grace, now: at })

    test('a token is found until it expires', async () => {
      const { token } = await aFamily(nodes().here)
      const { refreshTokens } = nodes().there.provider
      assert.deepEqual(await refreshTokens.find(token.digest, token.expiresAt - 1), token)
      assert.equal(await refreshTokens.find(token.digest, token.expiresAt), undefined)
      assert.equal(await refreshTokens.find(aDigest(), now), undefined)
    })

    test('a token keeps the key and the certificate that it is bound to', async () => {
      const grant = aGrant()
      const token = aRefreshToken(grant, { jkt: 'key', x5tS256: 'certificate' })
      const code = aCode({ grant })
      const { here, there } = nodes()
      await here.provider.codes.insert(code)
      await here.provider.codes.redeem({ digest: code.digest, now, grant, refreshToken: token })
      assert.deepEqual(await there.provider.refreshTokens.find(token.digest, now), token)
    })

    test('rotation inserts the successor, extends the grant and leaves the old token to be recognised', async () => {
      const { here, there } = nodes()
      const { grant, token } = await aFamily(here)
      await there.provider.grants.find(grant.grantId, now)
      const successor = aRefreshToken(grant, { expiresAt: now + 400_000 })
      assert.equal(await rotate(here, token, successor), 'rotated')
      assert.deepEqual(await here.provider.refreshTokens.find(successor.digest, now), successor)
      const rotated = { ...token, rotatedAt: now, successor: successor.digest }
      assert.deepEqual(await here.provider.refreshTokens.find(token.digest, now), rotated)
      for (const { provider } of [here, there]) {
        const found = () => provider.grants.find(grant.grantId, grant.expiresAt)
        await eventually(async () => (await found())?.expiresAt === grantExpiresAt)
        assert.equal((await found())?.revokedAt, undefined)
      }
    })

    test('rotation never shortens the grant', async () => {
      const { here } = nodes()
      const { grant, token } = await aFamily(here, { expiresAt: grantExpiresAt + 7 })
      await rotate(here, token, aRefreshToken(grant))
      assert.equal((await here.provider.grants.find(grant.grantId, now))?.expiresAt, grantExpiresAt + 7)
    })

    test('the same successor within the grace is the same; a moment later it is a replay and revokes the family', async () => {
      const { here, there } = nodes()
      const { grant, token } = await aFamily(here)
      const successor = aRefreshToken(grant)
      await rotate(here, token, successor)
      assert.equal(await rotate(there, token, successor, now + grace), 'same')
      assert.equal((await there.provider.grants.find(grant.grantId, now))?.revokedAt, undefined)
      assert.equal(await rotate(there, token, successor, now + grace + 1), 'replayed')
      assert.equal((await there.provider.grants.find(grant.grantId, now))?.revokedAt, now + grace + 1)
      assert.equal(await rotate(here, successor, aRefreshToken(grant)), 'absent')
    })

    test('after its successor was rotated in turn, a token is a replay within the grace, too', async () => {
      const { here, there } = nodes()
      const { grant, token } = await aFamily(here)
      const [second, third] = [aRefreshToken(grant), aRefreshToken(grant)]
      await rotate(here, token, second)
      assert.equal(await rotate(there, second, third), 'rotated')
      assert.equal(await rotate(here, token, second), 'replayed')
      assert.equal((await here.provider.grants.find(grant.grantId, now))?.revokedAt, now)
    })

    test('another successor is a replay at once', async () => {
      const { here } = nodes()
      const { grant, token } = await aFamily(here)
      await rotate(here, token, aRefreshToken(grant))
      const other = aRefreshToken(grant)
      assert.equal(await rotate(here, token, other), 'replayed')
      assert.equal(await here.provider.refreshTokens.find(other.digest, now), undefined)
      assert.equal((await here.provider.grants.find(grant.grantId, now))?.revokedAt, now)
    })

    test('of 64 concurrent rotations to one successor one is rotated, the others are the same, and there is one successor row', async () => {
      const { grant, token } = await aFamily(nodes().here)
      const successor = aRefreshToken(grant)
      const answers = await race(64, nodes(), (storage) => rotate(storage, token, successor))
      assert.deepEqual(tally(answers), { rotated: 1, same: 63 })
      assert.deepEqual(await nodes().there.provider.refreshTokens.find(successor.digest, now), successor)
    })

    test('of concurrent rotations to different successors one is rotated, and the family is dead', async () => {
      const { grant, token } = await aFamily(nodes().here)
      const successors = Array.from({ length: 16 }, () => aRefreshToken(grant))
      const answers = await Promise.all(
        successors.map((successor, i) => rotate(i % 2 === 0 ? nodes().here : nodes().there, token, successor)),
      )
      const { rotated, replayed = 0, absent = 0, ...others } = tally(answers)
      assert.deepEqual([rotated, replayed + absent, others], [1, 15, {}])
      assert.ok(replayed >= 1)
      const rows = await Promise.all(successors.map(({ digest }) => nodes().here.provider.refreshTokens.find(digest, now)))
      assert.equal(rows.filter((row) => row !== undefined).length, 1)
      await eventually(async () => (await nodes().here.provider.grants.find(grant.grantId, now))?.revokedAt === now)
    })

    test('an unknown or expired token, or one of a revoked grant, is absent and nothing is written', async () => {
      const { here, there } = nodes()
      const unknown = await aFamily(here)
      assert.equal(await rotate(here, aRefreshToken(unknown.grant), aRefreshToken(unknown.grant)), 'absent')
      const expired = await aFamily(here)
      const late = aRefreshToken(expired.grant)
      assert.equal(await rotate(here, expired.token, late, expired.token.expiresAt), 'absent')
      assert.equal(await here.provider.refreshTokens.find(late.digest, now), undefined)
      const revoked = await aFamily(here)
      await there.provider.grants.revoke(revoked.grant.grantId, now)
      assert.equal(await rotate(here, revoked.token, aRefreshToken(revoked.grant)), 'absent')
      assert.equal((await here.provider.refreshTokens.find(revoked.token.digest, now))?.rotatedAt, undefined)
    })

    test('a rotation that races the revocation of its grant never leaves the family alive', async () => {
      for (let round = 0; round < 20; round += 1) {
        const { here, there } = nodes()
        const { grant, token } = await aFamily(here)
        const successor = aRefreshToken(grant)
        await Promise.all([rotate(here, token, successor), there.provider.grants.revoke(grant.grantId, now)])
        assert.equal((await there.provider.grants.find(grant.grantId, now))?.revokedAt, now)
        assert.equal(await rotate(there, successor, aRefreshToken(grant)), 'absent')
      }
    })
  })
}

async function aFamily({ provider }: Storage, members: Partial<Grant> = {}): Promise<{ grant: Grant; token: RefreshToken }> {
  const grant = aGrant(members)
  const code = aCode({ grant })
  const token = aRefreshToken(grant)
  await provider.codes.insert(code)
  assert.equal(await provider.codes.redeem({ digest: code.digest, now, grant, refreshToken: token }), 'redeemed')
  return { grant, token }
}
