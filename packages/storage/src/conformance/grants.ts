import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Grant } from '@latchkey/core'
import type { Storage } from '../storage.ts'
import { type CreateDatabase, eventually, now, twoNodes } from './nodes.ts'
import { aCode } from './records.ts'

export function grantConformance(create: CreateDatabase): void {
  describe('grants', () => {
    const nodes = twoNodes(create)

    test('a grant is found until it expires', async () => {
      const grant = await redeemed(nodes().here)
      for (const { provider } of [nodes().here, nodes().there]) {
        assert.deepEqual(await provider.grants.find(grant.grantId, grant.expiresAt - 1), grant)
        assert.equal(await provider.grants.find(grant.grantId, grant.expiresAt), undefined)
        assert.equal(await provider.grants.find('gra_unknown', now), undefined)
      }
    })

    test('a grant that is inserted by itself is found by every node as one of a redemption is', async () => {
      const { here, there } = nodes()
      const { grant } = aCode()
      await here.provider.grants.insert(grant)
      for (const { provider } of [here, there]) assert.deepEqual(await provider.grants.find(grant.grantId, now), grant)
      await there.provider.grants.revoke(grant.grantId, now)
      assert.equal((await there.provider.grants.find(grant.grantId, now))?.revokedAt, now)
      await assert.rejects(here.provider.grants.insert(grant))
    })

    test('a revoked grant is found as revoked, at once where it was revoked', async () => {
      const { here } = nodes()
      const grant = await redeemed(here)
      await here.provider.grants.find(grant.grantId, now)
      await here.provider.grants.revoke(grant.grantId, now + 1)
      assert.deepEqual(await here.provider.grants.find(grant.grantId, now), { ...grant, revokedAt: now + 1 })
    })

    test('revocation is idempotent: the first instant stays', async () => {
      const { grants } = nodes().here.provider
      const grant = await redeemed(nodes().here)
      await grants.revoke(grant.grantId, now + 1)
      await grants.revoke(grant.grantId, now + 2)
      assert.equal((await grants.find(grant.grantId, now))?.revokedAt, now + 1)
      await grants.revoke('gra_unknown', now)
    })

    test('a node that has the grant in memory learns of its revocation elsewhere within a second', async () => {
      const { here, there } = nodes()
      const grant = await redeemed(here)
      assert.equal((await there.provider.grants.find(grant.grantId, now))?.revokedAt, undefined)
      await here.provider.grants.revoke(grant.grantId, now)
      await eventually(async () => (await there.provider.grants.find(grant.grantId, now))?.revokedAt === now)
    })

    test('a node that reads while another revokes does not keep what it read before', async () => {
      const { here, there } = nodes()
      for (let round = 0; round < 20; round += 1) {
        const grant = await redeemed(here)
        const reads = Array.from({ length: 20 }, async (_, i) => {
          await new Promise((resolve) => setTimeout(resolve, i % 4))
          await (i % 2 === 0 ? here : there).provider.grants.find(grant.grantId, now)
        })
        await Promise.all([here.provider.grants.revoke(grant.grantId, now), ...reads])
        assert.equal((await here.provider.grants.find(grant.grantId, now))?.revokedAt, now)
        await eventually(async () => (await there.provider.grants.find(grant.grantId, now))?.revokedAt === now)
      }
    })
  })
}

async function redeemed({ provider }: Storage): Promise<Grant> {
  const code = aCode()
  await provider.codes.insert(code)
  await provider.codes.redeem({ digest: code.digest, now, grant: code.grant })
  return code.grant
}
