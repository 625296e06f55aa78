import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { fakeClock } from '@latchkey/testing'
import { openFetcher, outcomeOf } from './fetcher.ts'
import { type Answer, HostileServer, json } from './hostile-server.ts'

describe('requests that are saved', () => {
  test('an answer is used again for as long as it says, and asked for anew on demand', async () => {
    await using server = await HostileServer.open(json({}, { 'cache-control': 'max-age=60' }))
    const clock = fakeClock()
    const fetcher = openFetcher({ clock: clock.now })
    const first = await fetcher.fetch({ url: server.url() })
    assert.ok(first.kind === 'fetched' && first.freshUntil === clock.now() + 60_000)
    clock.advance(59_999)
    assert.deepEqual(await fetcher.fetch({ url: `${server.url()}#fragment` }), first)
    assert.equal(server.requests.length, 1)
    await fetcher.fetch({ url: server.url(), cache: 'reload' })
    assert.equal(server.requests.length, 2)
    clock.advance(60_000)
    await fetcher.fetch({ url: server.url() })
    assert.equal(server.requests.length, 3)
  })

  test('an answer is not used any more when asking anew has failed', async () => {
    let isDown = false
    const answer: Answer = (request, response) => {
      if (isDown) response.writeHead(500).end()
      else json({}, { 'cache-control': 'max-age=60' })(request, response)
    }
    await using server = await HostileServer.open(answer)
    const fetcher = openFetcher()
    assert.equal(await outcomeOf(fetcher, server.url()), 'fetched')
    isDown = true
    assert.equal(await outcomeOf(fetcher, server.url()), 'fetched')
    assert.equal(await outcomeOf(fetcher, { url: server.url(), cache: 'reload' }), 'status')
    assert.equal(await outcomeOf(fetcher, server.url()), 'status')
  })

  test('an answer that says nothing of caching is asked for each time', async () => {
    await using server = await HostileServer.open(json({}))
    const fetcher = openFetcher()
    await fetcher.fetch({ url: server.url() })
    await fetcher.fetch({ url: server.url() })
    assert.equal(server.requests.length, 2)
  })

  test('an answer that was taken as text is not taken as JSON from the cache', async () => {
    const plain: Answer = (_request, response) =>
      void response.writeHead(200, { 'content-type': 'text/plain', 'cache-control': 'max-age=60' }).end('{}')
    await using server = await HostileServer.open(plain)
    const fetcher = openFetcher()
    assert.equal(await outcomeOf(fetcher, server.url()), 'fetched')
    assert.equal(await outcomeOf(fetcher, { url: server.url(), accept: ['application/json'] }), 'content_type')
  })

  test('64 equal requests at once are one', async () => {
    await using server = await HostileServer.open(json({}))
    const fetcher = openFetcher()
    const outcomes = await Promise.all(Array.from({ length: 64 }, () => outcomeOf(fetcher, server.url())))
    assert.deepEqual(new Set(outcomes), new Set(['fetched']))
    assert.equal(server.requests.length, 1)
  })

  test('forms are never shared', async () => {
    await using server = await HostileServer.open(json({}, { 'cache-control': 'max-age=60' }))
    const fetcher = openFetcher()
    await Promise.all([1, 2].map(() => fetcher.fetch({ url: server.url(), form: { logout_token: 'x' } })))
    assert.equal(server.requests.length, 2)
  })

  test('one server gets six connections at a time, all others wait for their turn', async () => {
    let open = 0
    let most = 0
    const held: (() => void)[] = []
    const { promise: six, resolve: sixAreThere } = Promise.withResolvers<void>()
    const answer: Answer = (_request, response) => {
      open += 1
      most = Math.max(most, open)
      const release = (): void => {
        open -= 1
        response.end('{}')
      }
      if (held.length < 6) held.push(release)
      else release()
      if (held.length === 6) sixAreThere()
    }
    await using server = await HostileServer.open(answer)
    const fetcher = openFetcher()
    const all = Array.from({ length: 20 }, (_, index) => outcomeOf(fetcher, { url: server.url(`/${index}`), timeout: 60_000 }))
    await six
    assert.equal(server.requests.length, 6)
    for (const release of held) release()
    assert.deepEqual(new Set(await Promise.all(all)), new Set(['fetched']))
    assert.equal(server.requests.length, 20)
    assert.ok(most <= 6, `${most} at once`)
  })

  test('whoever waits for a turn gives up with its time', async () => {
    await using server = await HostileServer.raw(() => {})
    const fetcher = openFetcher()
    const requests = Array.from({ length: 12 }, (_, index) => ({ url: server.url(`/${index}`), timeout: 400 }))
    const outcomes = await Promise.all(requests.map((request) => outcomeOf(fetcher, request)))
    assert.deepEqual(new Set(outcomes), new Set(['too_slow']))
  })

  test('hosts of one zone whose name servers never answer keep nobody else from being found', async () => {
    await using server = await HostileServer.open(json({}))
    const asked: string[] = []
    const resolve = (host: string): Promise<readonly string[]> => {
      asked.push(host)
      return host.endsWith('slow.example') ? new Promise(() => {}) : Promise.resolve(['127.0.0.1'])
    }
    const fetcher = openFetcher({ resolve })
    const { port } = new URL(server.url())
    const slow = ['a.slow.example', 'b.c.slow.example', 'slow.example.', 'slow.example'].map((host) =>
      outcomeOf(fetcher, { url: `http://${host}:${port}/`, timeout: 2_000 }),
    )
    assert.equal(await outcomeOf(fetcher, { url: `http://rp.example:${port}/`, timeout: 60_000 }), 'fetched')
    assert.deepEqual(new Set(await Promise.all(slow)), new Set(['too_slow']))
    assert.deepEqual(asked, ['a.slow.example', 'rp.example'])
  })
})
