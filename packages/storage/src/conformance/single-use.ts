import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { type CreateDatabase, now, race, twoNodes } from './nodes.ts'
import { aDigest } from './records.ts'

export function singleUseConformance(create: CreateDatabase): void {
  describe('single use', () => {
    const nodes = twoNodes(create)
    const expiresAt = now + 60_000

    test('a value is claimed once until it expires, and once again then', async () => {
      const { singleUse } = nodes().here.provider
      const use = { purpose: 'client-assertion', digest: aDigest(), expiresAt } as const
      assert.equal(await singleUse.claim({ ...use, now }), true)
      assert.equal(await singleUse.claim({ ...use, now: expiresAt - 1 }), false)
      assert.equal(await nodes().there.provider.singleUse.claim({ ...use, now }), false)
      assert.equal(await singleUse.claim({ ...use, now: expiresAt, expiresAt: expiresAt + 60_000 }), true)
      assert.equal(await singleUse.claim({ ...use, now: expiresAt }), false)
    })

    test('whether a value was claimed is known on every node until it expires, for its purpose', async () => {
      const { here, there } = nodes()
      const use = { purpose: 'revoked-token', digest: aDigest() } as const
      assert.equal(await there.provider.singleUse.isClaimed({ ...use, now }), false)
      await here.provider.singleUse.claim({ ...use, expiresAt, now })
      assert.equal(await there.provider.singleUse.isClaimed({ ...use, now: expiresAt - 1 }), true)
      assert.equal(await there.provider.singleUse.isClaimed({ ...use, purpose: 'dpop-proof', now }), false)
      assert.equal(await there.provider.singleUse.isClaimed({ ...use, now: expiresAt }), false)
    })

    test('one value of two purposes is two values', async () => {
      const { singleUse } = nodes().here.provider
      const digest = aDigest()
      assert.equal(await singleUse.claim({ purpose: 'client-assertion', digest, expiresAt, now }), true)
      assert.equal(await singleUse.claim({ purpose: 'dpop-proof', digest, expiresAt, now }), true)
    })

    test('of 64 concurrent claims on two nodes one succeeds', async () => {
      const digest = aDigest()
      const claimed = await race(64, nodes(), ({ provider }) =>
        provider.singleUse.claim({ purpose: 'dpop-proof', digest, expiresAt, now }),
      )
      assert.equal(claimed.filter((one) => one).length, 1)
    })

    test('a value that expires within a millisecond, as times with fractions of seconds do, is claimed once until that one is over', async () => {
      const { singleUse } = nodes().here.provider
      const use = { purpose: 'client-assertion', digest: aDigest(), expiresAt: expiresAt + 0.25 } as const
      assert.equal(await singleUse.claim({ ...use, now }), true)
      assert.equal(await singleUse.claim({ ...use, now: expiresAt }), false)
      assert.equal(await singleUse.claim({ ...use, now: expiresAt + 1 }), true)
    })

    test('an expired value is swept', async () => {
      const { here } = nodes()
      await here.provider.singleUse.claim({ purpose: 'request-object', digest: aDigest(), expiresAt: now + 1, now })
      assert.notEqual(await here.sweep(now + 2), 0)
    })
  })
}
