import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { after, before, describe, test } from 'node:test'
import { makeCertificate, type TemporaryFolder, temporaryFolder } from '@latchkey/testing'
import { openFetcher, outcomeOf } from './fetcher.ts'
import { HostileServer, json } from './hostile-server.ts'

describe('TLS of servers that a client names', () => {
  let folder: TemporaryFolder
  let server: HostileServer
  let ca: string
  before(async () => {
    folder = temporaryFolder()
    const { certificateFile, keyFile, authority } = makeCertificate(folder.path)
    ca = authority
    server = await HostileServer.open(json({}), {
      key: readFileSync(keyFile, 'utf8'),
      cert: readFileSync(certificateFile, 'utf8'),
    })
  })
  after(async () => {
    await server[Symbol.asyncDispose]()
    folder.remove()
  })

  test('a certificate of the name is accepted, whatever address the name has', async () => {
    assert.equal(
      await outcomeOf(openFetcher({ ca, resolve: async () => ['127.0.0.1'] }), `https://localhost:${server.port}/`),
      'fetched',
    )
    assert.equal(server.requests.at(-1)?.headers.host, `localhost:${server.port}`)
  })

  test('a certificate of the address is accepted for the address', async () => {
    assert.equal(await outcomeOf(openFetcher({ ca }), `https://127.0.0.1:${server.port}/`), 'fetched')
  })

  const wrong: readonly (readonly [what: string, host: string, trusted: boolean])[] = [
    ['of another name', 'rp.example', true],
    ['of an authority that is not trusted', 'localhost', false],
  ]
  for (const [what, host, trusted] of wrong) {
    test(`a certificate ${what} is refused, and nothing is sent`, async () => {
      const count = server.requests.length
      const fetcher = openFetcher({ ...(trusted ? { ca } : {}), resolve: async () => ['127.0.0.1'] })
      const outcome = await fetcher.fetch({ url: `https://${host}:${server.port}/` })
      assert.ok(outcome.kind === 'failed' && outcome.problem === 'unreachable')
      assert.match(outcome.detail, /certificate/)
      assert.equal(server.requests.length, count)
    })
  }

  test('an environment that turns checks off changes nothing', async () => {
    const before = process.env['NODE_TLS_REJECT_UNAUTHORIZED']
    process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = '0'
    try {
      const fetcher = openFetcher({ resolve: async () => ['127.0.0.1'] })
      assert.equal(await outcomeOf(fetcher, `https://localhost:${server.port}/`), 'unreachable')
    } finally {
      if (before === undefined) delete process.env['NODE_TLS_REJECT_UNAUTHORIZED']
      else process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = before
    }
  })

  test('plain http to a port that speaks TLS, and the other way round, is unreachable', async () => {
    assert.notEqual(await outcomeOf(openFetcher(), server.url()), 'fetched')
    await using plain = await HostileServer.open(json({}))
    assert.equal(await outcomeOf(openFetcher(), `https://127.0.0.1:${plain.port}/`), 'unreachable')
  })
})
