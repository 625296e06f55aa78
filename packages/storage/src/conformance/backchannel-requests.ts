import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { BackchannelRequest } from '@latchkey/core'
import { type CreateDatabase, now, race, tally, twoNodes } from './nodes.ts'
import { aBackchannelRequest, aClient, aDigest, aGrant, anAccount, aRefreshToken } from './records.ts'

const pace = { interval: 5_000, limit: 3 }
const minute = 60_000

export function backchannelRequestConformance(create: CreateDatabase): void {
  describe('backchannel requests', () => {
    const nodes = twoNodes(create)
    const store = () => nodes().here.provider.backchannelRequests

    test('a request is found by its digest until it expires, also when nobody decided in time', async () => {
      const { here, there } = nodes()
      const request = await inserted()
      for (const { provider } of [here, there]) {
        const requests = provider.backchannelRequests
        assert.deepEqual(await requests.find(request.digest, now), request)
        assert.deepEqual(await requests.find(request.digest, request.validUntil), request)
        assert.equal(await requests.find(request.digest, request.expiresAt), undefined)
        assert.equal(await requests.find(aDigest(), now), undefined)
      }
    })

    test('a person sees what waits for them, in the order in which it came', async () => {
      const first = await inserted()
      const { accountId } = first
      const late = await inserted({ accountId })
      const denied = await inserted({ accountId })
      await inserted()
      await store().decide({ requestId: denied.requestId, accountId, outcome: 'denied', now })
      // Ids of `newId` order as the times do at which they were made.
      const inOrder = [first, late].sort((one, other) => (one.requestId < other.requestId ? -1 : 1))
      assert.deepEqual(await store().pendingOf(accountId, now), inOrder)
      assert.deepEqual(await store().pendingOf(accountId, late.validUntil), [])
    })

    test('of concurrent requests of one client for one person as many are kept as may wait', async () => {
      const { accountId, clientId } = aBackchannelRequest()
      const answers = await race(16, nodes(), ({ provider }) =>
        provider.backchannelRequests.insert(aBackchannelRequest({ accountId, clientId }), pace),
      )
      assert.deepEqual(tally(answers), { inserted: 3, 'too-many': 13 })
      assert.equal(await store().insert(aBackchannelRequest({ accountId }), pace), 'inserted')
      assert.equal(await store().insert(aBackchannelRequest({ clientId }), pace), 'inserted')
      const later = { accountId, clientId, createdAt: now + minute, validUntil: now + 2 * minute }
      assert.equal(await store().insert(aBackchannelRequest(later), pace), 'inserted')
    })

    test('CIBA-11 a poll before the interval is too soon and makes it longer for good', async () => {
      const { digest } = await inserted({ validUntil: now + 10 * minute })
      assert.equal(await store().poll(digest, 5_000, now), 'on-time')
      assert.equal(await store().poll(digest, 5_000, now + 4_999), 'too-soon')
      assert.equal(await store().poll(digest, 5_000, now + 4_999 + 9_999), 'too-soon')
      assert.equal(await store().poll(digest, 5_000, now + 4_999 + 9_999 + 15_000), 'on-time')
      assert.equal(await store().poll(aDigest(), 5_000, now), 'absent')
      assert.equal(await store().poll(digest, 5_000, Number.MAX_SAFE_INTEGER), 'absent')
    })

    test('of concurrent decisions one counts, and only those of the person who is asked', async () => {
      const { requestId, digest, accountId } = await inserted()
      const grant = aGrant({ accountId })
      const foreign = { requestId, accountId: 'acc_stranger', outcome: { grant }, now } as const
      assert.equal(await store().decide(foreign), false)
      const answers = await race(16, nodes(), ({ provider }, i) =>
        provider.backchannelRequests.decide({ requestId, accountId, outcome: i % 2 === 0 ? { grant } : 'denied', now }),
      )
      assert.deepEqual(tally(answers), { true: 1, false: 15 })
      const { state, grant: stored } = (await store().find(digest, now)) ?? {}
      assert.deepEqual([state, stored], answers.indexOf(true) % 2 === 0 ? ['approved', grant] : ['denied', undefined])
    })

    test('one that nobody decided in time can be decided no more', async () => {
      const { requestId, accountId, validUntil } = await inserted()
      assert.equal(await store().decide({ requestId, accountId, outcome: 'denied', now: validUntil }), false)
    })

    test('of 64 concurrent redemptions of an approved one exactly one inserts the grant', async () => {
      const { grants, refreshTokens } = nodes().here.provider
      const { digest, requestId, accountId } = await inserted()
      const grant = aGrant({ accountId })
      const redemption = { digest, now, grant, refreshToken: aRefreshToken(grant) }
      assert.equal(await store().redeem(redemption), 'absent')
      await store().decide({ requestId, accountId, outcome: { grant }, now })
      const answers = await race(64, nodes(), ({ provider }) => provider.backchannelRequests.redeem(redemption))
      assert.deepEqual(tally(answers), { redeemed: 1, absent: 63 })
      assert.deepEqual(await grants.find(grant.grantId, now), grant)
      assert.deepEqual(await refreshTokens.find(redemption.refreshToken.digest, now), redemption.refreshToken)
      assert.equal((await store().find(digest, now))?.isRedeemed, true)
      assert.equal(await store().poll(digest, 0, now), 'absent')
    })

    test('a denied one is never redeemed, an approved one not after its end', async () => {
      const denied = await inserted()
      await store().decide({ requestId: denied.requestId, accountId: denied.accountId, outcome: 'denied', now })
      assert.equal(await store().redeem({ digest: denied.digest, now, grant: aGrant() }), 'absent')
      const late = await inserted()
      const grant = aGrant({ accountId: late.accountId })
      await store().decide({ requestId: late.requestId, accountId: late.accountId, outcome: { grant }, now })
      assert.equal(await store().redeem({ digest: late.digest, now: late.validUntil, grant }), 'absent')
    })

    test('a client that only asks is never due; of one that is told it is heard, and it is due at once or at the end', async () => {
      const heard = Promise.withResolvers<void>()
      const stop = store().onQueued(heard.resolve)
      const silent = await inserted()
      await store().decide({ requestId: silent.requestId, accountId: silent.accountId, outcome: 'denied', now })
      const forgotten = await inserted({ mode: 'ping' })
      const told = await inserted({ mode: 'ping' })
      await store().decide({ requestId: told.requestId, accountId: told.accountId, outcome: 'denied', now })
      await heard.promise
      stop()
      const due = await nodes().there.provider.backchannelRequests.dueClients(now)
      assert.deepEqual(
        [silent, forgotten, told].map(({ clientId }) => due.includes(clientId)),
        [false, false, true],
      )
      assert.ok((await store().dueClients(forgotten.validUntil)).includes(forgotten.clientId))
      assert.ok(((await store().nextDue()) ?? Number.POSITIVE_INFINITY) <= now)
    })

    test('of concurrent claims one gets it, and it is due again after the lease', async () => {
      const { clientId } = await decided()
      const claim = { clientId, limit: 5, leaseUntil: now + minute, now }
      const answers = await race(16, nodes(), ({ provider }) => provider.backchannelRequests.claim(claim))
      assert.equal(answers.flat().length, 1)
      assert.equal(answers.flat()[0]?.attempts, 1)
      assert.deepEqual(await store().claim(claim), [])
      const [again] = await store().claim({ ...claim, leaseUntil: now + 3 * minute, now: now + minute })
      assert.equal(again?.attempts, 2)
    })

    test('what came of an attempt counts if nobody has claimed it since, and takes the tokens away at the end', async () => {
      const { clientId, requestId, digest, grant } = await decided('push')
      const claim = { clientId, limit: 1, leaseUntil: now + minute, now }
      await store().claim(claim)
      const pushed = { sealedTokens: 'sealed', attempts: 1 }
      const redemption = { digest, now, grant, pushed }
      assert.equal(await store().redeem({ ...redemption, pushed: { ...pushed, attempts: 2 } }), 'absent')
      assert.equal(await store().redeem(redemption), 'redeemed')
      assert.equal(await store().redeem(redemption), 'absent')
      assert.equal(await store().report({ requestId, attempts: 2 }, { state: 'delivered' }), false)
      assert.equal(await store().report({ requestId, attempts: 1 }, { state: 'waiting', nextAttemptAt: now + 1 }), true)
      const [again] = await store().claim({ ...claim, now: now + 1 })
      assert.equal(again?.sealedTokens, 'sealed')
      assert.equal(await store().report({ requestId, attempts: 2 }, { state: 'delivered' }), true)
      assert.equal(await store().report({ requestId, attempts: 2 }, { state: 'delivered' }), false)
      assert.equal((await store().find(digest, now))?.sealedTokens, undefined)
      assert.deepEqual(await store().claim({ ...claim, now: now + 5 * minute }), [])
    })

    test('requests go with their client', async () => {
      const { clients } = nodes().here.provider
      const client = aClient()
      await clients.insert(client)
      const { digest } = await inserted({ clientId: client.clientId })
      await clients.remove(client.clientId, now)
      assert.equal(await store().find(digest, now), undefined)
    })

    test('an account whose password was changed loses what waits for it', async () => {
      const { accounts } = nodes().here.identity
      const account = anAccount({ passwordChangedAt: now })
      await accounts.insert(account)
      const { digest } = await inserted({ accountId: account.accountId })
      await accounts.replace({ ...account, passwordHash: 'new', passwordChangedAt: now + 1 }, account.updatedAt)
      assert.equal(await store().find(digest, now), undefined)
    })

    async function inserted(members: Partial<BackchannelRequest> = {}) {
      const request = aBackchannelRequest(members)
      assert.equal(await store().insert(request, pace), 'inserted')
      return request
    }

    async function decided(mode: 'ping' | 'push' = 'ping') {
      const request = await inserted({ mode })
      const grant = aGrant({ accountId: request.accountId })
      const { requestId, accountId } = request
      assert.equal(await store().decide({ requestId, accountId, outcome: { grant }, now }), true)
      return { ...request, grant }
    }
  })
}
