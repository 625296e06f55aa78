import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { type CreateDatabase, now, race, tally, twoNodes } from './nodes.ts'
import { aPushedRequest } from './records.ts'

export function pushedRequestConformance(create: CreateDatabase): void {
  describe('pushed requests', () => {
    const nodes = twoNodes(create)

    test('a request is found as it was inserted, as often as it is asked for, until it can no longer be opened', async () => {
      const { here, there } = nodes()
      const pushed = await inserted()
      for (const { provider } of [here, there, here]) {
        assert.deepEqual(await provider.pushedRequests.find(pushed.digest, pushed.opensUntil - 1), pushed)
      }
      assert.equal(await here.provider.pushedRequests.find(pushed.digest, pushed.opensUntil), undefined)
      assert.equal(await here.provider.pushedRequests.find(aPushedRequest().digest, now), undefined)
    })

    test('one that was used is gone', async () => {
      const { pushedRequests } = nodes().here.provider
      const { digest } = await inserted()
      assert.equal(await pushedRequests.use(digest, now), true)
      assert.equal(await pushedRequests.find(digest, now), undefined)
      assert.equal(await pushedRequests.use(digest, now), false)
    })

    test('one that was opened in time is used until it expires', async () => {
      const { pushedRequests } = nodes().here.provider
      const [late, tooLate] = [await inserted(), await inserted()]
      assert.equal(await pushedRequests.use(late.digest, late.expiresAt - 1), true)
      assert.equal(await pushedRequests.use(tooLate.digest, tooLate.expiresAt), false)
    })

    test('of 64 concurrent uses on two nodes one succeeds', async () => {
      const { digest } = await inserted()
      const answers = await race(64, nodes(), ({ provider }) => provider.pushedRequests.use(digest, now))
      assert.deepEqual(tally(answers), { true: 1, false: 63 })
    })

    test('the sweep removes what has expired, and leaves what can still be answered', async () => {
      const { here } = nodes()
      const [gone, waiting] = [await inserted(), await inserted({ expiresAt: now + 600_000 })]
      await here.sweep(gone.expiresAt)
      assert.equal(await here.provider.pushedRequests.use(gone.digest, now), false)
      assert.equal(await here.provider.pushedRequests.use(waiting.digest, gone.expiresAt), true)
    })

    async function inserted(members: Parameters<typeof aPushedRequest>[0] = {}) {
      const pushed = aPushedRequest(members)
      await nodes().here.provider.pushedRequests.insert(pushed)
      return pushed
    }
  })
}
