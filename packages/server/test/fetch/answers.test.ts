import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { gzipSync } from 'node:zlib'
import { openFetcher, outcomeOf, shortOf } from './fetcher.ts'
import { type Answer, HostileServer, json } from './hostile-server.ts'

/** Milliseconds for servers that never end; all others have the default. */
const short = 400

async function against(answer: Answer, run: (server: HostileServer) => Promise<void>): Promise<void> {
  await using server = await HostileServer.open(answer)
  await run(server)
}

describe('answers of servers that a client names', () => {
  test('a redirect is not followed unless that was asked for', () =>
    against(
      (request, response) => {
        if (request.url === '/end') json({ at: 'end' })(request, response)
        else response.writeHead(302, { location: '/end' }).end()
      },
      async (server) => {
        const outcome = await openFetcher().fetch({ url: server.url() })
        assert.ok(outcome.kind === 'failed' && outcome.problem === 'redirected' && outcome.status === 302)
        assert.deepEqual(
          server.requests.map(({ path }) => path),
          ['/'],
        )
        const followed = await openFetcher().fetch({ url: server.url(), maxRedirects: 1 })
        assert.ok(followed.kind === 'fetched' && followed.body === '{"at":"end"}')
      },
    ))

  const targets = [
    'https://10.0.0.1/',
    'https://[::ffff:10.0.0.1]/',
    'http://8.8.8.8/',
    'file:///etc/passwd',
    'https://u:p@rp.example/',
  ]
  for (const location of targets) {
    test(`a redirect to ${location} is held to the same rules`, () =>
      against(
        (_request, response) => void response.writeHead(307, { location }).end(),
        async (server) => {
          assert.match(await outcomeOf(openFetcher(), { url: server.url(), maxRedirects: 3 }), /^(address|url)_not_allowed$/)
        },
      ))
  }

  test('a circle of redirects ends', () =>
    against(
      (_request, response) => void response.writeHead(301, { location: '/again' }).end(),
      async (server) => {
        assert.equal(await outcomeOf(openFetcher(), { url: server.url(), maxRedirects: 3 }), 'redirected')
        assert.equal(server.requests.length, 4)
      },
    ))

  test('a POST is never redirected', () =>
    against(
      (_request, response) => void response.writeHead(307, { location: '/elsewhere' }).end(),
      async (server) => {
        const request = { url: server.url(), form: { logout_token: 'x' }, maxRedirects: 3 }
        assert.equal(await outcomeOf(openFetcher(), request), 'redirected')
        assert.equal(server.requests.length, 1)
      },
    ))

  test('a server that accepts and says nothing is given up', async () => {
    await using server = await HostileServer.raw(() => {})
    assert.equal(await outcomeOf(openFetcher(), { url: server.url(), timeout: short }), 'too_slow')
  })

  test('a body that comes slowly is given up', () =>
    against(
      (_request, response) => {
        response.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' }).write(' ')
        const timer = setInterval(() => response.write(' '), 50)
        response.on('close', () => clearInterval(timer))
      },
      async (server) => assert.equal(await outcomeOf(openFetcher(), { url: server.url(), timeout: short }), 'too_slow'),
    ))

  test('a header that comes slowly is given up', async () => {
    await using server = await HostileServer.raw((socket) => {
      socket.write('HTTP/1.1 200 OK\r\n')
      const timer = setInterval(() => socket.write('x'), 50)
      socket.on('close', () => clearInterval(timer))
    })
    assert.equal(await outcomeOf(openFetcher(), { url: server.url(), timeout: short }), 'too_slow')
  })

  test('a name that resolves slowly is given up', async () => {
    const fetcher = openFetcher({ resolve: () => new Promise(() => {}) })
    assert.equal(await outcomeOf(fetcher, { url: 'https://rp.example/', timeout: short }), 'too_slow')
  })

  test('an endless body is cut off at the limit', () =>
    against(
      (_request, response) => {
        response.writeHead(200, { 'content-type': 'application/json' })
        const block = ' '.repeat(16_384)
        const pour = (): void => {
          while (!response.destroyed && response.write(block));
        }
        response.on('drain', pour)
        pour()
      },
      async (server) => assert.equal(await outcomeOf(openFetcher(), server.url()), 'too_large'),
    ))

  test('a body that announces itself as too large is not read', () =>
    against(
      (_request, response) => void response.writeHead(200, { 'content-length': '65537' }).flushHeaders(),
      async (server) => assert.equal(await outcomeOf(openFetcher(), server.url()), 'too_large'),
    ))

  test('the limit counts octets and may be reached', () =>
    against(
      (_request, response) => void response.end('é'.repeat(50)),
      async (server) => {
        assert.equal(await outcomeOf(openFetcher(), { url: server.url(), maxBytes: 100 }), 'fetched')
        assert.equal(await outcomeOf(openFetcher(), { url: server.url(), maxBytes: 99 }), 'too_large')
      },
    ))

  test('headers without end are refused', async () => {
    await using server = await HostileServer.raw((socket) => {
      socket.write('HTTP/1.1 200 OK\r\n')
      const pour = (): void => {
        while (!socket.destroyed && socket.write(`x-padding: ${'x'.repeat(8_000)}\r\n`));
      }
      socket.on('drain', pour)
      pour()
    })
    assert.match(await outcomeOf(openFetcher(), server.url()), /^(too_large|unreachable)$/)
  })

  test('a compressed answer is refused, so that a small one cannot become large', () =>
    against(
      (_request, response) => {
        const bomb = gzipSync(Buffer.alloc(50_000_000, ' '))
        response.writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' }).end(bomb)
      },
      async (server) => {
        assert.equal(await outcomeOf(openFetcher(), server.url()), 'content_type')
        assert.equal(server.requests[0]?.headers['accept-encoding'], 'identity')
      },
    ))

  const types: readonly (readonly [contentType: string | undefined, outcome: string])[] = [
    ['application/json', 'fetched'],
    ['Application/JSON; charset=utf-8', 'fetched'],
    ['text/html', 'content_type'],
    ['application/jsonp', 'content_type'],
    ['text/html, application/json', 'content_type'],
    [undefined, 'content_type'],
  ]
  for (const [contentType, outcome] of types) {
    test(`where JSON is wanted an answer of type ${contentType ?? '(none)'} is ${outcome}`, () =>
      against(
        (_request, response) => void response.writeHead(200, contentType ? { 'content-type': contentType } : {}).end('{}'),
        async (server) => {
          assert.equal(await outcomeOf(openFetcher(), { url: server.url(), accept: ['application/json'] }), outcome)
        },
      ))
  }

  for (const status of [204, 206, 304, 400, 401, 404, 500, 503]) {
    const isSuccess = status < 300
    test(`an answer with status ${status} is ${isSuccess ? 'taken' : 'none'}`, () =>
      against(
        (_request, response) => void response.writeHead(status).end(),
        async (server) => {
          const outcome = await openFetcher().fetch({ url: server.url() })
          assert.equal(outcome.status, status)
          assert.equal(shortOf(outcome), isSuccess ? 'fetched' : 'status')
        },
      ))
  }

  test('a connection that breaks within the body is no answer', async () => {
    await using server = await HostileServer.raw((socket) => {
      socket.end('HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n{"keys":[]}')
    })
    assert.equal(await outcomeOf(openFetcher(), server.url()), 'unreachable')
  })

  test('what is no HTTP is no answer', async () => {
    await using server = await HostileServer.raw((socket) => socket.end('220 mail.example ESMTP\r\n'))
    assert.equal(await outcomeOf(openFetcher(), server.url()), 'unreachable')
  })

  test('nobody there is unreachable', async () => {
    const server = await HostileServer.open(json({}))
    await server[Symbol.asyncDispose]()
    assert.equal(await outcomeOf(openFetcher(), server.url()), 'unreachable')
  })

  test('a form is posted, without cookies or credentials', () =>
    against(json({}), async (server) => {
      await openFetcher().fetch({ url: server.url('/logout?a=b'), form: { logout_token: 'a b&c' } })
      const { path, headers, body } = server.requests[0] ?? assert.fail()
      assert.equal(path, '/logout?a=b')
      assert.equal(body, 'logout_token=a+b%26c')
      assert.equal(headers['content-type'], 'application/x-www-form-urlencoded')
      assert.equal(headers.cookie ?? headers.authorization, undefined)
    }))
})
