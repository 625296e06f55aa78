import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { AuthorizationCode } from '@latchkey/core'
import { type CreateDatabase, eventually, now, race, tally, twoNodes } from './nodes.ts'
import { aClient, aCode, aDigest, aGrant, aRefreshToken, origin } from './records.ts'

export function authorizationCodeConformance(create: CreateDatabase): void {
  describe('authorization codes', () => {
    const nodes = twoNodes(create)

    test('a code is found as it was inserted, by every node, until it expires', async () => {
      const { here, there } = nodes()
      for (const code of [aCode(), minimalCode()]) {
        await here.provider.codes.insert(code)
        assert.deepEqual(await here.provider.codes.find(code.digest, now), code)
        assert.deepEqual(await there.provider.codes.find(code.digest, code.expiresAt - 1), code)
        assert.equal(await there.provider.codes.find(code.digest, code.expiresAt), undefined)
      }
      const unasked = aCode()
      await here.provider.codes.insert(unasked)
      assert.equal(await here.provider.codes.find(unasked.digest, unasked.expiresAt), undefined)
      assert.equal(await here.provider.codes.find(aDigest(), now), undefined)
    })

    test('redemption inserts the grant and the refresh token; the code stays to be found as redeemed', async () => {
      const { codes, grants, refreshTokens } = nodes().here.provider
      const code = aCode()
      const refreshToken = aRefreshToken(code.grant)
      await codes.insert(code)
      assert.equal(await grants.find(code.grant.grantId, now), undefined)
      assert.equal(await codes.redeem({ digest: code.digest, now: now + 1, grant: code.grant, refreshToken }), 'redeemed')
      assert.deepEqual(await grants.find(code.grant.grantId, now), code.grant)
      assert.deepEqual(await refreshTokens.find(refreshToken.digest, now), refreshToken)
      assert.deepEqual(await codes.find(code.digest, now), { ...code, redeemedAt: now + 1 })
    })

    test('a grant that is stored with its code is there at once, and the redemption prolongs it', async () => {
      const { codes, grants, refreshTokens } = nodes().here.provider
      const code = storedCode()
      const refreshToken = aRefreshToken(code.grant)
      await codes.insert(code)
      assert.deepEqual(await codes.find(code.digest, now), code)
      assert.deepEqual(await nodes().there.provider.grants.find(code.grant.grantId, now), code.grant)
      const grant = { ...code.grant, expiresAt: code.grant.expiresAt + 5 }
      const redemption = { digest: code.digest, now, grant, grantStored: true }
      assert.equal(await codes.redeem({ ...redemption, refreshToken }), 'redeemed')
      assert.deepEqual(await grants.find(grant.grantId, now), grant)
      assert.deepEqual(await refreshTokens.find(refreshToken.digest, now), refreshToken)
      assert.equal(await codes.redeem(redemption), 'replayed')
      assert.equal((await grants.find(grant.grantId, now))?.revokedAt, now)
    })

    test('a code whose stored grant was revoked is absent, and nothing brings the grant back', async () => {
      const { codes, grants, refreshTokens } = nodes().here.provider
      const code = storedCode()
      const refreshToken = aRefreshToken(code.grant)
      await codes.insert(code)
      await nodes().there.provider.grants.revoke(code.grant.grantId, now)
      const redemption = { digest: code.digest, now, grant: code.grant, grantStored: true, refreshToken }
      assert.equal(await codes.redeem(redemption), 'absent')
      assert.equal(await refreshTokens.find(refreshToken.digest, now), undefined)
      await eventually(async () => (await grants.find(code.grant.grantId, now))?.revokedAt === now)
    })

    test('a code whose stored grant cannot be inserted is not there either', async () => {
      const { codes } = nodes().here.provider
      const first = storedCode()
      await codes.insert(first)
      const second = { ...storedCode(), grant: first.grant }
      await assert.rejects(codes.insert(second))
      assert.equal(await codes.find(second.digest, now), undefined)
    })

    test('of 64 concurrent redemptions of a code with a stored grant exactly one is redeemed', async () => {
      const code = storedCode()
      await nodes().here.provider.codes.insert(code)
      const answers = await race(64, nodes(), ({ provider }) =>
        provider.codes.redeem({ digest: code.digest, now, grant: code.grant, grantStored: true }),
      )
      assert.deepEqual(tally(answers), { redeemed: 1, replayed: 63 })
      await eventually(async () => (await nodes().there.provider.grants.find(code.grant.grantId, now))?.revokedAt === now)
    })

    test('of 64 concurrent redemptions on two nodes exactly one is redeemed; the replays have revoked its grant', async () => {
      const code = aCode()
      await nodes().here.provider.codes.insert(code)
      const tokens = Array.from({ length: 64 }, () => aRefreshToken(code.grant))
      const answers = await race(64, nodes(), ({ provider }, i) =>
        provider.codes.redeem({ digest: code.digest, now, grant: code.grant, ...(tokens[i] && { refreshToken: tokens[i] }) }),
      )
      assert.deepEqual(tally(answers), { redeemed: 1, replayed: 63 })
      const found = await Promise.all(tokens.map((token) => nodes().here.provider.refreshTokens.find(token.digest, now)))
      assert.equal(found.filter((token) => token !== undefined).length, 1)
      for (const { provider } of [nodes().here, nodes().there]) {
        await eventually(async () => (await provider.grants.find(code.grant.grantId, now))?.revokedAt === now)
      }
    })

    test('a replay revokes everything that was issued from the grant', async () => {
      const { codes, grants, refreshTokens } = nodes().here.provider
      const code = aCode()
      const refreshToken = aRefreshToken(code.grant)
      await codes.insert(code)
      await codes.redeem({ digest: code.digest, now, grant: code.grant, refreshToken })
      assert.equal(await codes.redeem({ digest: code.digest, now: now + 5, grant: aGrant() }), 'replayed')
      assert.equal((await grants.find(code.grant.grantId, now))?.revokedAt, now + 5)
      const rotation = { successor: aRefreshToken(code.grant), grantExpiresAt: now + 1, grace: 0, now }
      assert.equal(await refreshTokens.rotate({ digest: refreshToken.digest, ...rotation }), 'absent')
      assert.equal(await codes.redeem({ digest: code.digest, now: now + 6, grant: code.grant }), 'replayed')
      assert.equal((await grants.find(code.grant.grantId, now))?.revokedAt, now + 5)
    })

    test('an unknown or expired code is absent and nothing is inserted', async () => {
      const { codes, grants } = nodes().here.provider
      const code = aCode()
      await codes.insert(code)
      assert.equal(await codes.redeem({ digest: aDigest(), now, grant: code.grant }), 'absent')
      assert.equal(await codes.redeem({ digest: code.digest, now: code.expiresAt, grant: code.grant }), 'absent')
      assert.equal(await grants.find(code.grant.grantId, now), undefined)
    })

    test('a code whose grant was revoked before its redemption is absent', async () => {
      const { codes, grants } = nodes().here.provider
      const code = aCode()
      await codes.insert(code)
      await grants.revoke(code.grant.grantId, now)
      assert.equal(await codes.redeem({ digest: code.digest, now, grant: code.grant }), 'absent')
      assert.equal(await grants.find(code.grant.grantId, now), undefined)
    })

    test('a redemption that races the revocation of its grant leaves no live grant behind', async () => {
      for (let round = 0; round < 20; round += 1) {
        const { here, there } = nodes()
        const code = aCode()
        await here.provider.codes.insert(code)
        const [answer] = await Promise.all([
          here.provider.codes.redeem({ digest: code.digest, now, grant: code.grant }),
          there.provider.grants.revoke(code.grant.grantId, now),
        ])
        const grant = await there.provider.grants.find(code.grant.grantId, now)
        assert.ok(answer === 'absent' ? grant === undefined : grant?.revokedAt === now)
      }
    })

    test('a failed insertion redeems nothing: the code can be used again', async () => {
      const { codes, grants } = nodes().here.provider
      const [first, second] = [aCode(), aCode()]
      const refreshToken = aRefreshToken(first.grant)
      for (const code of [first, second]) await codes.insert(code)
      await codes.redeem({ digest: first.digest, now, grant: first.grant, refreshToken })
      await assert.rejects(codes.redeem({ digest: second.digest, now, grant: second.grant, refreshToken }))
      assert.equal(await grants.find(second.grant.grantId, now), undefined)
      assert.equal(await codes.redeem({ digest: second.digest, now, grant: second.grant }), 'redeemed')
    })

    test('each of concurrent failures counts once', async () => {
      const code = aCode()
      await nodes().here.provider.codes.insert(code)
      await race(20, nodes(), ({ provider }) => provider.codes.countFailure(code.digest, 100, now))
      assert.equal((await nodes().here.provider.codes.find(code.digest, now))?.failedRedemptions, 20)
    })

    test('at the limit of failures the code is dead: neither found nor redeemed', async () => {
      const { codes } = nodes().here.provider
      const code = aCode()
      await codes.insert(code)
      await codes.countFailure(code.digest, 3, now)
      await codes.countFailure(code.digest, 3, now)
      assert.equal((await codes.find(code.digest, now))?.failedRedemptions, 2)
      await codes.countFailure(code.digest, 3, now)
      assert.equal(await codes.find(code.digest, now), undefined)
      assert.equal(await codes.redeem({ digest: code.digest, now, grant: code.grant }), 'absent')
    })

    test('whatever happened to a code since it was inserted is seen when it is asked for the first time', async () => {
      const { here, there } = nodes()
      const changes: readonly [(code: AuthorizationCode) => Promise<unknown>, Partial<AuthorizationCode> | undefined][] = [
        [({ digest }) => here.provider.codes.countFailure(digest, 2, now), { failedRedemptions: 1 }],
        [({ digest }) => here.provider.codes.countFailure(digest, 1, now), undefined],
        [({ digest, grant }) => here.provider.codes.redeem({ digest, now, grant }), { redeemedAt: now }],
        [({ digest, grant }) => there.provider.codes.redeem({ digest, now, grant }), { redeemedAt: now }],
        [({ digest }) => there.provider.codes.countFailure(digest, 1, now), undefined],
        [({ grant }) => here.provider.grants.revoke(grant.grantId, now), undefined],
        [({ grant }) => there.provider.grants.revoke(grant.grantId, now), undefined],
        [({ grant }) => here.management.runtime.endAll(grant.accountId, now, origin), undefined],
        [({ grant }) => there.management.runtime.endAll(grant.accountId, now, origin), undefined],
        [({ grant }) => here.provider.accountAccess.removeClient({ ...grant, now, origin }), undefined],
        [({ grant }) => there.provider.accountAccess.removeClient({ ...grant, now, origin }), undefined],
        [({ grant }) => here.provider.clients.remove(grant.clientId, now), undefined],
        [({ grant }) => there.provider.clients.remove(grant.clientId, now), undefined],
      ]
      for (const [index, [change, expected]] of changes.entries()) {
        const code = aCode()
        await here.provider.clients.insert(aClient({ clientId: code.grant.clientId }))
        await here.provider.codes.insert(code)
        await change(code)
        // What another process did counts a moment later.
        await new Promise((resolve) => setTimeout(resolve, 5))
        const found = await here.provider.codes.find(code.digest, now)
        assert.deepEqual(found, expected && { ...code, ...expected }, `change ${index}`)
      }
    })

    test('failures cannot make a redeemed code unrecognisable', async () => {
      const { codes } = nodes().here.provider
      const code = aCode()
      await codes.insert(code)
      await codes.redeem({ digest: code.digest, now, grant: code.grant })
      await codes.countFailure(code.digest, 1, now)
      assert.equal(await codes.redeem({ digest: code.digest, now, grant: code.grant }), 'replayed')
    })
  })
}

function storedCode(): ReturnType<typeof aCode> {
  return aCode({ grantStored: true })
}

function minimalCode(): ReturnType<typeof aCode> {
  const { codeChallenge: _challenge, codeChallengeMethod: _method, nonce: _nonce, ...code } = aCode()
  const { sessionId: _session, claims: _claims, ...grant } = code.grant
  return { ...code, grant, redirectUriRequested: false }
}
