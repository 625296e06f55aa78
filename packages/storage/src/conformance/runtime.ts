import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Grant, Session } from '@latchkey/core'
import type { Storage } from '../storage.ts'
import { type CreateDatabase, eventually, now, twoNodes } from './nodes.ts'
import { aClientId, aCode, aGrant, aSession, origin } from './records.ts'

async function granted({ provider }: Storage, grant: Grant): Promise<void> {
  const code = aCode({ grant })
  await provider.codes.insert(code)
  await provider.codes.redeem({ digest: code.digest, now, grant })
}

export function runtimeConformance(create: CreateDatabase): void {
  describe('sessions and grants in lists', () => {
    const nodes = twoNodes(create)

    test('sessions come newest first, in pages, of all or of one account, without expired ones', async () => {
      const { here, there } = nodes()
      const { runtime } = there.management
      const sessions = Array.from({ length: 6 }, (_, i) =>
        aSession({ sessionId: `ses_0000000${i}`, accountId: i % 2 === 0 ? 'acc_even' : 'acc_odd' }),
      )
      for (const session of sessions) await here.provider.sessions.insert(session)
      await here.provider.sessions.insert(aSession({ sessionId: 'ses_00000009', expiresAt: now, accountId: 'acc_odd' }))
      const newest = sessions.toReversed()
      const ids = (found: readonly Session[]) => found.map(({ sessionId }) => sessionId)
      assert.deepEqual(await runtime.listSessions({}, { limit: 10 }, now), newest)
      assert.deepEqual(ids(await runtime.listSessions({ accountId: 'acc_odd' }, { limit: 2 }, now)), [
        'ses_00000005',
        'ses_00000003',
      ])
      const page = { limit: 2, after: 'ses_00000005', offset: 1 }
      assert.deepEqual(ids(await runtime.listSessions({}, page, now)), ['ses_00000003', 'ses_00000002'])
      assert.equal(await runtime.countSessions({}, now), 6)
      assert.equal(await runtime.countSessions({ accountId: 'acc_odd', newerThan: 'ses_00000003' }, now), 1)
      const asked = ['ses_00000001', 'ses_00000009', 'ses_unknown', 'x\0'] as never[]
      assert.deepEqual(await runtime.findSessions(asked, now), [sessions[1]])
    })

    test('grants come newest first, in pages, by account, client and session, without expired and revoked ones', async () => {
      const { here, there } = nodes()
      const { runtime } = there.management
      const clientIds = [aClientId(), aClientId()]
      const grants = Array.from({ length: 6 }, (_, i) =>
        aGrant({
          ...{ grantId: `gra_0000000${i}`, accountId: i % 2 === 0 ? 'acc_even' : 'acc_odd', sessionId: `ses_${i}` },
          ...{ clientId: clientIds[i < 3 ? 0 : 1] ?? aClientId() },
        }),
      )
      const { sessionId: _, ...sessionless } = aGrant({ grantId: 'gra_00000006', accountId: 'acc_even' })
      for (const grant of [...grants, sessionless]) await granted(here, grant)
      await granted(here, aGrant({ grantId: 'gra_00000007', expiresAt: now }))
      await granted(here, aGrant({ grantId: 'gra_00000008' }))
      await here.provider.grants.revoke('gra_00000008', now)
      assert.deepEqual(await runtime.listGrants({}, { limit: 10 }, now), [sessionless, ...grants.toReversed()])
      const ids = (found: readonly Grant[]) => found.map(({ grantId }) => grantId)
      const all = { limit: 10 }
      assert.deepEqual(ids(await runtime.listGrants({ accountId: 'acc_odd' }, all, now)), [
        'gra_00000005',
        'gra_00000003',
        'gra_00000001',
      ])
      const [clientId = aClientId()] = clientIds
      assert.deepEqual(ids(await runtime.listGrants({ clientId, accountId: 'acc_even' }, all, now)), [
        'gra_00000002',
        'gra_00000000',
      ])
      assert.deepEqual(ids(await runtime.listGrants({ sessionId: 'ses_4' }, all, now)), ['gra_00000004'])
      assert.deepEqual(ids(await runtime.listGrants({}, { limit: 2, after: 'gra_00000005', offset: 1 }, now)), [
        ...['gra_00000003', 'gra_00000002'],
      ])
      assert.equal(await runtime.countGrants({}, now), 7)
      assert.equal(await runtime.countGrants({ clientId, newerThan: 'gra_00000001' }, now), 1)
      const asked = ['gra_00000001', 'gra_00000007', 'gra_00000008', 'gra_unknown'] as const
      assert.deepEqual(await runtime.findGrants(asked, now), [grants[1]])
    })

    test('ending all of an account is known to every node within a second, and touches nobody else', async () => {
      const { here, there } = nodes()
      const [session, other] = [aSession({ accountId: 'acc_ended' }), aSession()]
      const grant = aGrant({ accountId: 'acc_ended' })
      for (const each of [session, other]) await here.provider.sessions.insert(each)
      await granted(here, grant)
      await here.provider.sessions.findByCookie(session.digest, now)
      await here.provider.grants.find(grant.grantId, now)
      const pending = aCode({ grant: aGrant({ accountId: 'acc_ended' }) })
      await here.provider.codes.insert(pending)
      assert.deepEqual(await there.management.runtime.endAll('acc_ended', now, origin), { sessions: 1, grants: 1 })
      assert.equal(await there.provider.sessions.findByCookie(session.digest, now), undefined)
      assert.equal(await there.provider.codes.redeem({ digest: pending.digest, now, grant: pending.grant }), 'absent')
      await eventually(async () => (await here.provider.sessions.findByCookie(session.digest, now)) === undefined)
      await eventually(async () => (await here.provider.grants.find(grant.grantId, now))?.revokedAt === now)
      assert.deepEqual(await here.provider.sessions.findByCookie(other.digest, now), other)
    })
  })
}
