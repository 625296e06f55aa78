import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Grant } from '@latchkey/core'
import type { ObjectChange, TrustedIssuerRecord } from '@latchkey/management/stores'
import type { Storage } from '../storage.ts'
import { aTrustedIssuer, commit, removal, versionOf } from './managed-records.ts'
import { type CreateDatabase, eventually, now, race, tally, twoNodes } from './nodes.ts'
import { aGrant } from './records.ts'

/** Grants that a trusted issuer vouches for: they end with it. */
export function vouchedGrantConformance(create: CreateDatabase): void {
  describe('vouched grants', () => {
    const nodes = twoNodes(create)

    async function trusted(): Promise<TrustedIssuerRecord> {
      const record = aTrustedIssuer()
      assert.equal((await commit(nodes().here, [{ object: 'TrustedIssuer', kind: 'create', record }])).kind, 'committed')
      return record
    }

    async function change(storage: Storage, record: TrustedIssuerRecord): Promise<ObjectChange> {
      const id = record.trustedIssuerId
      return { object: 'TrustedIssuer', kind: 'replace', id, version: await versionOf(storage, 'TrustedIssuer', id), record }
    }

    async function revokedAt(storage: Storage, { grantId }: Grant): Promise<number | undefined> {
      return (await storage.provider.grants.find(grantId, now))?.revokedAt
    }

    for (const how of ['disabled', 'removed'] as const) {
      test(`all of an issuer that is ${how} are revoked, at once there and within a second elsewhere; no others`, async () => {
        const { here, there } = nodes()
        const [ending, staying] = [await trusted(), await trusted()]
        const vouched = [1, 2].map(() => aGrant({ vouchedBy: ending.trustedIssuerId }))
        const others = [aGrant({ vouchedBy: staying.trustedIssuerId }), aGrant()]
        for (const grant of [...vouched, ...others]) assert.equal(await here.provider.grants.insert(grant), 'inserted')
        for (const grant of [...vouched, ...others]) {
          for (const node of [here, there]) assert.deepEqual(await node.provider.grants.find(grant.grantId, now), grant)
        }
        const end =
          how === 'removed'
            ? await removal(here, 'TrustedIssuer', ending.trustedIssuerId)
            : await change(here, { ...ending, enabled: false })
        assert.equal((await commit(here, [end])).kind, 'committed')
        for (const grant of vouched) {
          assert.equal(await revokedAt(here, grant), now)
          await eventually(async () => (await revokedAt(there, grant)) === now)
        }
        for (const grant of others) {
          for (const node of [here, there]) assert.equal(await revokedAt(node, grant), undefined)
        }
        assert.deepEqual(await here.management.runtime.listGrants({ vouchedBy: ending.trustedIssuerId }, { limit: 9 }, now), [])
        const { accountId } = vouched[0] ?? aGrant()
        const { audit } = here.management
        await audit.seal()
        const events = await audit.query({ accountId, isAscending: true, limit: 9 })
        assert.deepEqual(
          events.map(({ event }) => [event.kind, event.reason]),
          [
            ['grant', undefined],
            ['revocation', 'issuer-ended'],
          ],
        )
      })
    }

    test('are found by their issuer', async () => {
      const { here } = nodes()
      const { trustedIssuerId: vouchedBy } = await trusted()
      const grant = aGrant({ vouchedBy })
      await here.provider.grants.insert(grant)
      assert.deepEqual(await here.management.runtime.listGrants({ vouchedBy }, { limit: 9 }, now), [grant])
      assert.equal(await here.management.runtime.countGrants({ vouchedBy }, now), 1)
    })

    test('those that were revoked stay so when the issuer is enabled again, and new ones are inserted', async () => {
      const { here } = nodes()
      const record = await trusted()
      const grant = aGrant({ vouchedBy: record.trustedIssuerId })
      await here.provider.grants.insert(grant)
      for (const enabled of [false, true, false, true]) await commit(here, [await change(here, { ...record, enabled })])
      assert.equal(await revokedAt(here, grant), now)
      const { audit } = here.management
      await audit.seal()
      const events = await audit.query({ accountId: grant.accountId, isAscending: true, limit: 9 })
      assert.deepEqual(
        events.map(({ event }) => event.kind),
        ['grant', 'revocation'],
        'told once',
      )
      assert.equal(await here.provider.grants.insert(aGrant({ vouchedBy: record.trustedIssuerId })), 'inserted')
    })

    test('none is inserted for an issuer that is disabled, or that never was', async () => {
      const { here, there } = nodes()
      const record = await trusted()
      await commit(here, [await change(here, { ...record, enabled: false })])
      for (const vouchedBy of [record.trustedIssuerId, 'tis_unknown'] as const) {
        const grant = aGrant({ vouchedBy })
        assert.equal(await there.provider.grants.insert(grant), 'issuer-ended')
        assert.equal(await there.provider.grants.find(grant.grantId, now), undefined)
      }
    })

    test('of 64 that are inserted while the issuer is disabled none outlives it', async () => {
      const record = await trusted()
      const off = await change(nodes().here, { ...record, enabled: false })
      const grants = Array.from({ length: 64 }, () => aGrant({ vouchedBy: record.trustedIssuerId }))
      const [outcomes] = await Promise.all([
        race(64, nodes(), ({ provider }, index) => provider.grants.insert(grants[index] ?? aGrant())),
        commit(nodes().there, [off]),
      ])
      const { inserted = 0, 'issuer-ended': ended = 0 } = tally(outcomes)
      assert.equal(inserted + ended, 64)
      const { here, there } = nodes()
      for (const node of [here, there]) {
        await eventually(async () => {
          const found = await Promise.all(grants.map(({ grantId }) => node.provider.grants.find(grantId, now)))
          return found.every((grant) => grant === undefined || grant.revokedAt !== undefined)
        })
      }
      assert.deepEqual(await here.management.runtime.listGrants({ vouchedBy: record.trustedIssuerId }, { limit: 99 }, now), [])
    })
  })
}
