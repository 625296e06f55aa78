import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Storage } from '../storage.ts'
import { type CreateDatabase, eventually, now, twoNodes } from './nodes.ts'
import { aCode, aDigest, aGrant, aSession, origin } from './records.ts'

export function sessionConformance(create: CreateDatabase): void {
  describe('sessions', () => {
    const nodes = twoNodes(create)

    test('a session is found by its cookie until it expires', async () => {
      const { here, there } = nodes()
      const session = aSession()
      await here.provider.sessions.insert(session)
      for (const { provider } of [here, there]) {
        assert.deepEqual(await provider.sessions.findByCookie(session.digest, now), session)
        assert.deepEqual(await provider.sessions.findByCookie(session.digest, session.expiresAt - 1), session)
        assert.equal(await provider.sessions.findByCookie(session.digest, session.expiresAt), undefined)
        assert.equal(await provider.sessions.findByCookie(aDigest(), now), undefined)
      }
    })

    test('renewal replaces the cookie and the proof, and the old cookie is worth nothing on any node', async () => {
      const { here, there } = nodes()
      const session = aSession()
      await here.provider.sessions.insert(session)
      for (const { provider } of [here, there]) await provider.sessions.findByCookie(session.digest, now)
      const proof = { digest: aDigest(), authTime: now + 1, acr: 'other', amr: ['hwk'], expiresAt: now + 90_000 }
      const renewed = { ...session, ...proof }
      assert.equal(await here.provider.sessions.renew(renewed, now), true)
      assert.equal(await here.provider.sessions.findByCookie(session.digest, now), undefined)
      assert.deepEqual(await here.provider.sessions.findByCookie(renewed.digest, now), renewed)
      await eventually(async () => (await there.provider.sessions.findByCookie(session.digest, now)) === undefined)
      assert.deepEqual(await there.provider.sessions.findByCookie(renewed.digest, now), renewed)
    })

    test('a session that is gone, expired or of another account is not renewed', async () => {
      const { sessions } = nodes().here.provider
      assert.equal(await sessions.renew(aSession(), now), false)
      const session = aSession()
      await sessions.insert(session)
      assert.equal(await sessions.renew({ ...session, digest: aDigest(), expiresAt: now + 90_000 }, session.expiresAt), false)
      assert.equal(await sessions.renew({ ...session, digest: aDigest(), accountId: 'acc_other' }, now), false)
      assert.deepEqual(await sessions.findByCookie(session.digest, now), session)
    })

    test('an ended session is not found by any node; its grants live on', async () => {
      const { here, there } = nodes()
      const session = aSession()
      await here.provider.sessions.insert(session)
      const code = aCode()
      const grant = { ...code.grant, sessionId: session.sessionId }
      await here.provider.codes.insert({ ...code, grant })
      await here.provider.codes.redeem({ digest: code.digest, now, grant })
      await there.provider.sessions.findByCookie(session.digest, now)
      await here.provider.sessions.end(session.sessionId)
      await here.provider.sessions.end(session.sessionId)
      assert.equal(await here.provider.sessions.findByCookie(session.digest, now), undefined)
      await eventually(async () => (await there.provider.sessions.findByCookie(session.digest, now)) === undefined)
      assert.deepEqual(await here.provider.grants.find(grant.grantId, now), grant)
    })

    for (const grantStored of [false, true]) {
      test(`a redemption that races with the end of the session leaves no grant that lives, stored before: ${grantStored}`, async () => {
        const { here, there } = nodes()
        for (let round = 0; round < 16; round += 1) {
          const session = aSession()
          const { sessionId, accountId } = session
          await here.provider.sessions.insert(session)
          const grant = aGrant({ sessionId, accountId })
          const code = aCode({ grant, ...(grantStored && { grantStored }) })
          await here.provider.codes.insert(code)
          const [outcome] = await Promise.all([
            here.provider.codes.redeem({ digest: code.digest, now, grant, grantStored }),
            there.provider.sessions.end(sessionId, origin, 'revoke'),
          ])
          const liveOn = async ({ provider }: Storage): Promise<boolean> => {
            const found = await provider.grants.find(grant.grantId, now)
            return found !== undefined && found.revokedAt === undefined
          }
          assert.equal(await liveOn(there), false, `${outcome} in round ${round}`)
          await eventually(async () => !(await liveOn(here)))
        }
      })
    }
  })
}
