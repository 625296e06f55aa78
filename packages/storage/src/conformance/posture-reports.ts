import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { type ClientId, postureReportLife } from '@latchkey/core'
import { type CreateDatabase, now, race, twoNodes } from './nodes.ts'
import { aClient } from './records.ts'

export function postureReportConformance(create: CreateDatabase): void {
  describe('posture reports', () => {
    const nodes = twoNodes(create)

    async function storedClient(): Promise<ClientId> {
      const client = aClient()
      await nodes().here.provider.clients.insert(client)
      return client.clientId
    }

    test('breaches add up for each rule and client, on every node', async () => {
      const [here, there] = [nodes().here.provider.postureReports, nodes().there.provider.postureReports]
      const clientId = await storedClient()
      const before = await here.state()
      await here.add([{ rule: 'pkce-required', clientId, count: 2, lastAt: now }], now)
      await there.add(
        [
          { rule: 'pkce-required', clientId, count: 3, lastAt: now + 5 },
          { rule: 'code-age', clientId, count: 1, lastAt: now + 5 },
        ],
        now + 5,
      )
      const all = await here.list({ clientId }, { limit: 10 }, now + 5)
      assert.deepEqual(
        new Map(all.map(({ rule, count, firstAt, lastAt }) => [rule, [count, firstAt, lastAt]])),
        new Map([
          ['pkce-required', [5, now, now + 5]],
          ['code-age', [1, now + 5, now + 5]],
        ]),
      )
      assert.equal(await there.count({ clientId, rule: 'code-age' }, now), 1)
      assert.deepEqual(
        await there.find(
          all.slice(0, 1).map(({ reportId }) => reportId),
          now,
        ),
        all.slice(0, 1),
      )
      assert.notEqual(await here.state(), before)
    })

    test('a list goes on behind a report, and counts those before it', async () => {
      const { postureReports } = nodes().here.provider
      const clientId = await storedClient()
      for (const [index, rule] of (['pkce-required', 'code-age', 'resource-known'] as const).entries()) {
        await postureReports.add([{ rule, clientId, count: 1, lastAt: now + index }], now + index)
      }
      const all = await postureReports.list({ clientId }, { limit: 10 }, now)
      assert.deepEqual(
        all.map(({ rule }) => rule),
        ['resource-known', 'code-age', 'pkce-required'],
      )
      const [first, second] = all
      assert.ok(first !== undefined && second !== undefined)
      assert.deepEqual(await postureReports.list({ clientId }, { after: first.reportId, limit: 1 }, now), [second])
      assert.equal(await postureReports.count({ clientId, newerThan: second.reportId }, now), 1)
    })

    test('ids that belong to no client share one report', async () => {
      const { postureReports } = nodes().here.provider
      const ofNobody = async () => {
        const all = await postureReports.list({ rule: 'redirect-uri-https' }, { limit: 10 }, now)
        return all.filter(({ clientId }) => clientId === undefined)
      }
      const made = ['https://one.example/', 'https://two.example/', "'; --"].map((text) => text as ClientId)
      for (const clientId of made)
        await postureReports.add([{ rule: 'redirect-uri-https', clientId, count: 1, lastAt: now }], now)
      assert.deepEqual(
        (await ofNobody()).map(({ count }) => count),
        [3],
      )
    })

    test('of 64 concurrent additions on two nodes none is lost', async () => {
      const clientId = await storedClient()
      await race(64, nodes(), ({ provider }) =>
        provider.postureReports.add(
          [
            { rule: 'pkce-required', clientId, count: 1, lastAt: now },
            { rule: 'code-age', clientId, count: 2, lastAt: now },
          ],
          now,
        ),
      )
      const all = await nodes().here.provider.postureReports.list({ clientId }, { limit: 10 }, now)
      assert.deepEqual(
        all.map(({ count }) => count).toSorted((a, b) => a - b),
        [64, 128],
      )
    })

    test('90 days after the last breach a report is gone, begins anew, and is swept', async () => {
      const { here } = nodes()
      const { postureReports } = here.provider
      const clientId = await storedClient()
      const breach = { rule: 'pkce-required', clientId, count: 7 } as const
      await postureReports.add([{ ...breach, lastAt: now }], now)
      const end = now + postureReportLife
      assert.equal(await postureReports.count({ clientId }, end - 1), 1)
      assert.equal(await postureReports.count({ clientId }, end), 0)
      await postureReports.add([{ ...breach, count: 1, lastAt: end }], end)
      const [anew] = await postureReports.list({ clientId }, { limit: 1 }, end)
      assert.deepEqual([anew?.count, anew?.firstAt, anew?.lastAt], [1, end, end])
      await here.sweep(end + postureReportLife)
      await postureReports.add([{ ...breach, count: 1, lastAt: now }], now)
      const [afterSweep] = await postureReports.list({ clientId }, { limit: 1 }, now)
      assert.notEqual(afterSweep?.reportId, anew?.reportId)
    })
  })
}
