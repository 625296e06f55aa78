import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { type CreateDatabase, now, race, tally, twoNodes } from './nodes.ts'
import { aDeviceAuthorization, aDigest, aGrant, aRefreshToken } from './records.ts'

const interval = 5_000

export function deviceAuthorizationConformance(create: CreateDatabase): void {
  describe('device authorizations', () => {
    const nodes = twoNodes(create)

    test('an authorization is found by either code until it expires', async () => {
      const { here, there } = nodes()
      const device = await inserted()
      for (const { provider } of [here, there]) {
        const { deviceAuthorizations } = provider
        assert.deepEqual(await deviceAuthorizations.find(device.digest, now), device)
        assert.deepEqual(await deviceAuthorizations.findByUserCode(device.userCode, now), device)
        assert.equal(await deviceAuthorizations.find(device.digest, device.expiresAt), undefined)
        assert.equal(await deviceAuthorizations.findByUserCode(device.userCode, device.expiresAt), undefined)
      }
    })

    test('a user code is refused while another live authorization has it, and free again afterwards', async () => {
      const { deviceAuthorizations } = nodes().here.provider
      const device = await inserted()
      const rival = aDeviceAuthorization({ userCode: device.userCode })
      assert.equal(await deviceAuthorizations.insert(rival, interval), 'exists')
      const later = { ...rival, createdAt: device.expiresAt, expiresAt: device.expiresAt + 60_000 }
      assert.equal(await deviceAuthorizations.insert(later, interval), 'inserted')
      assert.deepEqual(await deviceAuthorizations.findByUserCode(device.userCode, now), later)
    })

    test('RFC8628-3.5 a poll before the interval is too soon and makes it longer for good', async () => {
      const { deviceAuthorizations: devices } = nodes().here.provider
      const { digest } = await inserted({ expiresAt: now + 600_000 })
      assert.equal(await devices.poll(digest, 5_000, now), 'on-time')
      assert.equal(await devices.poll(digest, 5_000, now + 4_999), 'too-soon')
      assert.equal(await devices.poll(digest, 5_000, now + 4_999 + 9_999), 'too-soon')
      assert.equal(await devices.poll(digest, 5_000, now + 4_999 + 9_999 + 15_000), 'on-time')
      assert.equal(await devices.poll(aDigest(), 5_000, now), 'absent')
      assert.equal(await devices.poll(digest, 5_000, Number.MAX_SAFE_INTEGER), 'absent')
    })

    test('of concurrent decisions one counts', async () => {
      const device = await inserted()
      const grant = aGrant({ clientId: device.clientId })
      const answers = await race(16, nodes(), ({ provider }, i) =>
        provider.deviceAuthorizations.decide(device.digest, i % 2 === 0 ? { grant } : 'denied', now),
      )
      assert.deepEqual(tally(answers), { true: 1, false: 15 })
      const { state, grant: stored } = (await nodes().here.provider.deviceAuthorizations.find(device.digest, now)) ?? {}
      assert.deepEqual([state, stored], answers.indexOf(true) % 2 === 0 ? ['approved', grant] : ['denied', undefined])
    })

    test('of concurrent redemptions of an approved one exactly one inserts the grant; then it counts as absent', async () => {
      const { deviceAuthorizations, grants, refreshTokens } = nodes().here.provider
      const device = await inserted()
      const grant = aGrant({ clientId: device.clientId })
      const redemption = { digest: device.digest, now, grant, refreshToken: aRefreshToken(grant) }
      assert.equal(await deviceAuthorizations.redeem(redemption), 'absent')
      await deviceAuthorizations.decide(device.digest, { grant }, now)
      const answers = await race(32, nodes(), ({ provider }) => provider.deviceAuthorizations.redeem(redemption))
      assert.deepEqual(tally(answers), { redeemed: 1, absent: 31 })
      assert.deepEqual(await grants.find(grant.grantId, now), grant)
      assert.deepEqual(await refreshTokens.find(redemption.refreshToken.digest, now), redemption.refreshToken)
      assert.equal(await deviceAuthorizations.find(device.digest, now), undefined)
      assert.equal(await deviceAuthorizations.poll(device.digest, 0, now), 'absent')
    })

    test('a denied one is never redeemed', async () => {
      const { deviceAuthorizations } = nodes().here.provider
      const device = await inserted()
      assert.equal(await deviceAuthorizations.decide(device.digest, 'denied', now), true)
      assert.equal(await deviceAuthorizations.redeem({ digest: device.digest, now, grant: aGrant() }), 'absent')
    })

    async function inserted(members: Parameters<typeof aDeviceAuthorization>[0] = {}) {
      const device = aDeviceAuthorization(members)
      assert.equal(await nodes().here.provider.deviceAuthorizations.insert(device, interval), 'inserted')
      return device
    }
  })
}
