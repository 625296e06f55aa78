import assert from 'node:assert/strict'
import { generateKeyPairSync } from 'node:crypto'
import { after, before, describe, test } from 'node:test'
import { type Opened, openLatchkey } from './open-latchkey.ts'

let opened: Opened
before(async () => {
  opened = await openLatchkey()
})
after(() => opened[Symbol.asyncDispose]())

describe('documents', () => {
  test('OIDCD-4 and RFC8414-3 both discovery paths answer the same, to any origin', async () => {
    const one = await opened.fetch('/.well-known/openid-configuration')
    const other = await opened.fetch('/.well-known/oauth-authorization-server')
    assert.equal(one.headers.get('content-type'), 'application/json')
    assert.equal(one.headers.get('access-control-allow-origin'), '*')
    assert.deepEqual(await one.json(), await other.json())
  })

  for (const path of ['/.well-known/openid-configuration', '/auth/jwks.json']) {
    test(`RFC9110-13.1.2 ${path} is answered 304 to who has it`, async () => {
      const first = await opened.fetch(path)
      const etag = first.headers.get('etag') ?? ''
      assert.match(etag, /^"[\w-]+"$/)
      for (const known of [etag, `"x", W/${etag}`, '*']) {
        const again = await opened.fetch(path, { headers: { 'if-none-match': known } })
        assert.equal(again.status, 304, known)
        assert.equal(await again.text(), '')
        assert.equal(again.headers.get('etag'), etag)
      }
      assert.equal((await opened.fetch(path, { headers: { 'if-none-match': '"x"' } })).status, 200)
    })
  }

  test('a change of the settings shows in the very next answer', async () => {
    const before = await (await opened.fetch('/auth/jwks.json')).text()
    const key = generateKeyPairSync('ec', { namedCurve: 'P-384' }).privateKey.export({ type: 'pkcs8', format: 'pem' })
    const result = await opened.latchkey.settings.set({
      signatureAlgorithm: 'es384',
      signatureKey: { '@type': 'Text', secret: key.toString() },
    })
    assert.equal(result.updated, true)
    assert.notEqual(await (await opened.fetch('/auth/jwks.json')).text(), before)
  })
})

describe('methods', () => {
  const cases: readonly (readonly [path: string, allow: string, type: RegExp])[] = [
    ['/auth/token', 'POST, OPTIONS', /json/],
    ['/auth/par', 'POST, OPTIONS', /json/],
    ['/auth/jwks.json', 'GET, HEAD, OPTIONS', /json/],
    ['/auth/userinfo', 'GET, POST, HEAD, OPTIONS', /json/],
    ['/auth/authorize', 'GET, POST, HEAD, OPTIONS', /html/],
    ['/login', 'GET, POST, HEAD, OPTIONS', /html/],
    ['/', 'GET, HEAD, OPTIONS', /html/],
  ]
  for (const [path, allow, type] of cases) {
    test(`RFC9110-15.5.6 ${path} says what it allows`, async () => {
      const refused = await opened.fetch(path, { method: 'DELETE' })
      assert.equal(refused.status, 405)
      assert.equal(refused.headers.get('allow'), allow)
      assert.match(refused.headers.get('content-type') ?? '', type)
      assert.match(refused.headers.get('latchkey-trace') ?? '', /^trc_/)
    })
  }

  test('RFC9110-9.3.2 HEAD has the headers of GET and no body', async () => {
    for (const path of ['/', '/auth/jwks.json', '/healthz/live']) {
      const response = await opened.fetch(path, { method: 'HEAD' })
      assert.equal(response.status, 200, path)
      assert.equal(await response.text(), '')
    }
  })

  test('an unknown path is a page', async () => {
    for (const path of ['/nope', '/auth/token/', '/auth/', '/metrics', '/assets/nope.css', '/%00']) {
      const response = await opened.fetch(path)
      assert.equal(response.status, 404, path)
      assert.match(await response.text(), /data-page="error"/)
    }
  })
})

describe('cross-origin requests', () => {
  const origin = 'https://spa.example'
  const preflight = { method: 'OPTIONS', headers: { origin, 'access-control-request-method': 'POST' } }

  for (const path of ['/auth/token', '/auth/userinfo', '/auth/revoke', '/auth/jwks.json', '/.well-known/openid-configuration']) {
    test(`${path} may be asked from anywhere`, async () => {
      const allowed = await opened.fetch(path, preflight)
      assert.equal(allowed.status, 204)
      assert.equal(allowed.headers.get('access-control-allow-origin'), '*')
      assert.match(allowed.headers.get('access-control-allow-headers') ?? '', /Authorization/)
    })
  }

  for (const path of ['/login', '/consent', '/setup', '/logout', '/', '/auth/authorize', '/auth/par']) {
    test(`${path} may not`, async () => {
      const response = await opened.fetch(path, preflight)
      assert.equal(response.headers.get('access-control-allow-origin'), null)
    })
  }

  test('a refusal can be read as well', async () => {
    const response = await opened.fetch('/auth/token', { method: 'POST', headers: { origin } })
    assert.equal(response.headers.get('access-control-allow-origin'), '*')
    assert.equal(response.headers.get('cache-control'), 'no-store')
    assert.match(response.headers.get('access-control-expose-headers') ?? '', /Latchkey-Trace/)
  })
})

describe('cross-origin requests with credentials', () => {
  const [app, home] = ['https://app.example', 'http://localhost:3000']
  before(async () => {
    const input = { name: 'Pages', public: true, redirectUris: [`${app}/callback`], postLogoutRedirectUris: [`${home}/`] }
    assert.ok('created' in (await opened.latchkey.createClient(input)))
  })
  const ask = async (path: string, method: string, origin: string): Promise<Headers> =>
    (await opened.fetch(path, { method, headers: { origin, 'access-control-request-method': 'POST' } })).headers

  const endpoints: readonly (readonly [path: string, method: string])[] = [
    ['/.well-known/openid-configuration', 'GET'],
    ['/.well-known/oauth-authorization-server', 'GET'],
    ['/auth/jwks.json', 'GET'],
    ['/auth/token', 'POST'],
    ['/auth/userinfo', 'GET'],
    ['/auth/revoke', 'POST'],
    ['/auth/device', 'POST'],
    ['/auth/register', 'POST'],
    ['/auth/register/unknown', 'DELETE'],
  ]
  for (const [path, method] of endpoints) {
    test(`${method} ${path} may be asked by pages of clients, and by others without credentials`, async () => {
      for (const verb of [method, 'OPTIONS', 'PATCH']) {
        for (const origin of [app, home]) {
          const headers = await ask(path, verb, origin)
          assert.equal(headers.get('access-control-allow-origin'), origin, verb)
          assert.equal(headers.get('access-control-allow-credentials'), 'true', verb)
          assert.equal(headers.get('vary'), 'Origin', verb)
        }
        for (const origin of [
          'https://other.example',
          'http://app.example',
          `${app}:444`,
          'https://app.example.evil.example',
          'null',
        ]) {
          const headers = await ask(path, verb, origin)
          assert.equal(headers.get('access-control-allow-origin'), '*', verb)
          assert.equal(headers.get('access-control-allow-credentials'), null, verb)
          assert.equal(headers.get('vary'), 'Origin', verb)
        }
      }
    })
  }

  for (const path of [
    '/',
    '/login',
    '/consent',
    '/device',
    '/logout',
    '/setup',
    '/auth/authorize',
    '/auth/logout',
    '/healthz/live',
    '/nope',
  ]) {
    test(`${path} may not, whoever asks`, async () => {
      for (const method of ['GET', 'OPTIONS']) {
        const headers = await ask(path, method, app)
        assert.equal(headers.get('access-control-allow-origin'), null, method)
        assert.equal(headers.get('access-control-allow-credentials'), null, method)
      }
    })
  }

  test('documents that caches keep say that they depend on the origin, to everybody', async () => {
    for (const path of ['/.well-known/openid-configuration', '/auth/jwks.json']) {
      const { headers } = await opened.fetch(path)
      assert.equal(headers.get('vary'), 'Origin')
      assert.equal(headers.get('access-control-allow-origin'), '*')
      assert.equal(headers.get('access-control-allow-credentials'), null)
    }
  })
})

describe('pages', () => {
  for (const path of ['/', '/login', '/consent', '/setup', '/nope', '/auth/authorize']) {
    test(`${path} is protected by its headers`, async () => {
      const { headers } = await opened.fetch(path)
      assert.match(headers.get('content-security-policy') ?? '', /default-src 'none'.*frame-ancestors 'none'/)
      assert.equal(headers.get('x-frame-options'), 'DENY')
      assert.equal(headers.get('x-content-type-options'), 'nosniff')
      assert.equal(headers.get('referrer-policy'), 'no-referrer')
      assert.equal(headers.get('cache-control'), 'no-store')
      assert.equal(headers.get('cross-origin-opener-policy'), null)
      assert.equal(headers.get('strict-transport-security'), null)
    })
  }

  test('their files are kept for ever', async () => {
    const html = await (await opened.fetch('/')).text()
    const files = [...html.matchAll(/(?:href|src)="(\/assets\/[^"]+)"/g)].map((match) => match[1] ?? '')
    assert.ok(files.length >= 3)
    for (const file of files) {
      const response = await opened.fetch(file)
      assert.equal(response.status, 200)
      assert.match(response.headers.get('cache-control') ?? '', /immutable/)
    }
  })

  test('the language is chosen by query, kept in a cookie, or negotiated', async () => {
    const chosen = await opened.fetch('/?ui_locale=de')
    assert.equal(chosen.headers.get('content-language'), 'de')
    const cookie = chosen.headers.get('set-cookie') ?? ''
    assert.match(cookie, /^latchkey_locale=de; Path=\/; HttpOnly; SameSite=Lax/)
    const kept = await opened.fetch('/', { headers: { cookie: 'latchkey_locale=de' } })
    assert.equal(kept.headers.get('content-language'), 'de')
    assert.equal((await opened.fetch('/', { headers: { 'accept-language': 'de-AT' } })).headers.get('content-language'), 'de')
    assert.equal((await opened.fetch('/?ui_locale=xx')).headers.get('content-language'), 'en')
  })
})

describe('health', () => {
  test('tells that it lives and is ready', async () => {
    for (const path of ['/healthz/live', '/healthz/ready']) assert.equal((await opened.fetch(path)).status, 200)
  })
})
