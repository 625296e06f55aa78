import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { openFetcher, outcomeOf, shortOf } from './fetcher.ts'
import { HostileServer, json } from './hostile-server.ts'

describe('addresses that a client names', () => {
  let server: HostileServer
  before(async () => {
    server = await HostileServer.open(json({ secret: true }))
  })
  after(() => server[Symbol.asyncDispose]())

  const refused: readonly (readonly [url: string, problem: string])[] = [
    ['https://127.0.0.1/', 'address_not_allowed'],
    ['https://10.0.0.1/', 'address_not_allowed'],
    ['https://192.168.0.1/jwks', 'address_not_allowed'],
    ['https://169.254.169.254/latest/meta-data', 'address_not_allowed'],
    ['https://[::1]/', 'address_not_allowed'],
    ['https://[::ffff:127.0.0.1]/', 'address_not_allowed'],
    ['https://[::ffff:a9fe:a9fe]/', 'address_not_allowed'],
    ['https://[64:ff9b::7f00:1]/', 'address_not_allowed'],
    ['https://[2002:7f00:1::]/', 'address_not_allowed'],
    ['https://[fe80::1]/', 'address_not_allowed'],
    ['https://0/', 'address_not_allowed'],
    ['https://2130706433/', 'address_not_allowed'],
    ['https://0x7f.1/', 'address_not_allowed'],
    ['https://0177.0.0.1/', 'address_not_allowed'],
    ['https://127.1/', 'address_not_allowed'],
    ['http://8.8.8.8/', 'url_not_allowed'],
    ['ftp://8.8.8.8/', 'url_not_allowed'],
    ['file:///etc/passwd', 'url_not_allowed'],
    ['data:application/json,{}', 'url_not_allowed'],
    ['//rp.example/', 'url_not_allowed'],
    ['https://user@rp.example/', 'url_not_allowed'],
    ['https://user:password@rp.example/', 'url_not_allowed'],
    [`https://rp.example/${'x'.repeat(2_048)}`, 'url_not_allowed'],
  ]
  for (const [url, problem] of refused) {
    test(`${url.slice(0, 60)} is refused: ${problem}`, async () => {
      assert.equal(await outcomeOf(openFetcher({ allow: [] }), url), problem)
    })
  }

  test('nobody is told what a name means inside of our network', async () => {
    const fetcher = openFetcher({ allow: [], resolve: async () => ['10.11.12.13', 'fd00::1234'] })
    const outcome = await fetcher.fetch({ url: 'https://intranet.example/' })
    assert.ok(outcome.kind === 'failed' && outcome.problem === 'address_not_allowed')
    assert.match(outcome.detail, /^intranet\.example leads to an address/)
    assert.doesNotMatch(outcome.detail, /10\.11|1234/)
  })

  test('a name that leads to loopback is refused, and nothing is sent there', async () => {
    const fetcher = openFetcher({ allow: [], resolve: async () => ['127.0.0.1'] })
    const count = server.requests.length
    assert.equal(await outcomeOf(fetcher, `https://rp.example:${server.port}/`), 'address_not_allowed')
    assert.equal(server.requests.length, count)
  })

  test('localhost is refused as the machine resolves it', async () => {
    assert.equal(await outcomeOf(openFetcher({ allow: [] }), `https://localhost:${server.port}/`), 'address_not_allowed')
  })

  test('one private address among public ones is enough', async () => {
    const fetcher = openFetcher({ allow: [], resolve: async () => ['8.8.8.8', '2606:4700::1111', '10.0.0.1'] })
    assert.equal(await outcomeOf(fetcher, 'https://rp.example/'), 'address_not_allowed')
  })

  test('a name without an address is unreachable, and so is one whose resolution fails', async () => {
    assert.equal(await outcomeOf(openFetcher({ resolve: async () => [] }), 'https://rp.example/'), 'unreachable')
    const failing = openFetcher({ resolve: () => Promise.reject(new Error('SERVFAIL')) })
    assert.equal(await outcomeOf(failing, 'https://rp.example/'), 'unreachable')
  })

  test('DNS that changes between check and use changes nothing: the name is resolved once', async () => {
    const answers = ['127.0.0.1', '10.0.0.1', '169.254.169.254']
    let asked = 0
    const fetcher = openFetcher({ resolve: async () => [answers[asked++] ?? '0.0.0.0'] })
    const outcome = await fetcher.fetch({ url: `http://rp.example:${server.port}/rebinding` })
    assert.equal(shortOf(outcome), 'fetched')
    assert.equal(asked, 1)
    assert.equal(server.requests.at(-1)?.headers.host, `rp.example:${server.port}`)
  })

  test('DNS that answers with a private address the second time is refused the second time', async () => {
    const answers = ['127.0.0.1', '10.0.0.1']
    const fetcher = openFetcher({ resolve: async () => [answers.shift() ?? ''] })
    const url = `http://rp.example:${server.port}/`
    assert.equal(await outcomeOf(fetcher, url), 'fetched')
    assert.equal(await outcomeOf(fetcher, url), 'url_not_allowed')
  })

  test('plain http is for addresses that are allowed, all of them', async () => {
    const url = `http://rp.example:${server.port}/`
    assert.equal(await outcomeOf(openFetcher({ resolve: async () => ['127.0.0.1', '8.8.8.8'] }), url), 'url_not_allowed')
    assert.equal(await outcomeOf(openFetcher({ resolve: async () => ['127.0.0.1'] }), url), 'fetched')
    assert.equal(await outcomeOf(openFetcher(), server.url()), 'fetched')
  })

  test('a mapped form of an allowed address is allowed', async () => {
    assert.equal(await outcomeOf(openFetcher({ allow: ['127.0.0.1'] }), `http://[::ffff:127.0.0.1]:${server.port}/`), 'fetched')
  })

  test('where one address does not answer the next one is tried', async () => {
    const fetcher = openFetcher({ resolve: async () => ['::1', '127.0.0.1'] })
    assert.equal(await outcomeOf(fetcher, `http://rp.example:${server.port}/`), 'fetched')
  })

  test('what is said of a failure names neither path nor query', async () => {
    const outcome = await openFetcher({ allow: [] }).fetch({ url: 'https://127.0.0.1/callback?token=s3cret' })
    assert.ok(outcome.kind === 'failed')
    assert.match(outcome.detail, /^127\.0\.0\.1 leads to an address that is not public/)
    assert.doesNotMatch(outcome.detail, /s3cret|callback/)
  })
})
