import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { type CreateDatabase, now, race, tally, twoNodes } from './nodes.ts'
import { aDigest, anAccount } from './records.ts'

export function throttleConformance(create: CreateDatabase): void {
  describe('throttle', () => {
    const nodes = twoNodes(create)

    test('failures are counted together by all nodes, none is lost', async () => {
      const key = aDigest()
      const counts = await race(40, nodes(), ({ identity }, i) => identity.throttle.add(key, now + i, now + 1_000))
      assert.deepEqual(
        [...counts].sort((a, b) => a - b),
        Array.from({ length: 40 }, (_, i) => i + 1),
      )
      assert.equal((await nodes().here.identity.throttle.find(key, now))?.failures, 40)
    })

    test('a count expires and then starts again at one', async () => {
      const { throttle } = nodes().here.identity
      const key = aDigest()
      await throttle.add(key, now, now + 10)
      assert.deepEqual(await throttle.find(key, now + 9), { failures: 1, lastFailureAt: now })
      assert.equal(await throttle.find(key, now + 10), undefined)
      assert.equal(await throttle.add(key, now + 10, now + 20), 1)
      assert.equal(await throttle.add(key, now + 15, now + 30), 2)
      assert.deepEqual(await throttle.find(key, now + 29), { failures: 2, lastFailureAt: now + 15 })
    })

    test('a cleared count is gone', async () => {
      const { throttle } = nodes().here.identity
      const key = aDigest()
      await throttle.add(key, now, now + 10)
      await throttle.clear(key)
      assert.equal(await throttle.find(key, now), undefined)
      await throttle.clear(key)
    })
  })
}

export function oneTimeTokenConformance(create: CreateDatabase): void {
  const administrator = () => anAccount({ roles: ['administrator'] })

  describe('one-time tokens', () => {
    const nodes = twoNodes(create)

    test('a token is live until it expires, and removing all of a purpose removes it', async () => {
      const { oneTimeTokens } = nodes().here.identity
      const digest = aDigest()
      assert.equal(await oneTimeTokens.isLive(digest, 'setup', now), false)
      await oneTimeTokens.insert({ digest, purpose: 'setup', expiresAt: now + 10 })
      assert.equal(await nodes().there.identity.oneTimeTokens.isLive(digest, 'setup', now + 9), true)
      assert.equal(await oneTimeTokens.isLive(digest, 'setup', now + 10), false)
      assert.equal(await oneTimeTokens.redeemForFirstAdministrator(digest, administrator(), now + 10), 'refused')
      await oneTimeTokens.removeAll('setup')
      assert.equal(await oneTimeTokens.isLive(digest, 'setup', now), false)
      assert.equal(await oneTimeTokens.redeemForFirstAdministrator(digest, administrator(), now), 'refused')
    })

    test('a name that exists leaves the token as it was', async () => {
      const { accounts, oneTimeTokens } = nodes().here.identity
      const [digest, existing] = [aDigest(), anAccount()]
      await accounts.insert(existing)
      await oneTimeTokens.insert({ digest, purpose: 'setup', expiresAt: now + 10 })
      const answer = await oneTimeTokens.redeemForFirstAdministrator(
        digest,
        { ...administrator(), username: existing.username },
        now,
      )
      assert.equal(answer, 'exists')
      assert.equal(await oneTimeTokens.isLive(digest, 'setup', now), true)
    })

    test('of concurrent calls, with one token or with several, one inserts the first administrator', async () => {
      const digests = Array.from({ length: 4 }, () => aDigest())
      for (const digest of digests) {
        await nodes().here.identity.oneTimeTokens.insert({ digest, purpose: 'setup', expiresAt: now + 10 })
      }
      const answers = await race(32, nodes(), ({ identity }, i) =>
        identity.oneTimeTokens.redeemForFirstAdministrator(digests[(i >> 1) % 4] ?? aDigest(), administrator(), now),
      )
      assert.deepEqual(tally(answers), { inserted: 1, refused: 31 })
      assert.equal(await nodes().there.identity.accounts.hasAdministrator(), true)
    })
  })
}
