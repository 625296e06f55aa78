import assert from 'node:assert/strict'
import { existsSync, statSync } from 'node:fs'
import { connect } from 'node:net'
import { describe, test } from 'node:test'
import { administrator, expectPage, Scene, TestServer, waitUntil } from '@latchkey/testing'

describe('first start', () => {
  test('makes the data folder for this user alone and says where to go', async () => {
    await using server = await TestServer.prepare()
    await server.start()
    assert.equal(statSync(server.data).mode & 0o777, 0o700)
    await waitUntil('the ready line', () => (server.stdout.includes(server.issuer) ? true : undefined))
    assert.equal(server.output.includes(administrator.password), false)
  })

  test('makes settings with an es256 key and an encryption key of 64 characters', async () => {
    await using server = await TestServer.prepare()
    await server.start()
    const settings = await server.cliJson('get', 'oidc-provider', '--json')
    assert.equal(settings['signatureAlgorithm'], 'es256')
    assert.equal(settings['authCodeMaxAttempts'], 3)
    assert.equal(settings['accessTokenExpiry'], 3_600_000)
    const jwks = (await (await server.fetch(`${server.issuer}/auth/jwks.json`)).json()) as { keys: { crv?: string }[] }
    assert.ok(jwks.keys.some(({ crv }) => crv === 'P-256'))
  })

  test('shows at / what this is', async () => {
    await using scene = await Scene.open()
    const page = await scene.browser().openPage(`${scene.issuer}/`)
    assert.equal(page.status, 200)
    assert.ok(page.heading.length > 0)
    assert.ok(page.text.includes(scene.issuer))
  })

  test('without an administrator prints a set-up link that works once', async () => {
    await using server = await TestServer.prepare({ env: { LATCHKEY_ADMIN: undefined } })
    await server.start()
    const link = await waitUntil('the set-up link', () =>
      /https?:\/\/\S*\/setup\S*/.exec(server.output)?.[0]?.replace(/["',.}]+$/, ''),
    )
    const { Browser } = await import('@latchkey/testing')
    const browser = new Browser({ fetch: server.fetch })
    const page = await browser.openPage(link)
    assert.equal(page.name, 'setup')
    const names = page.forms[0]?.fields.map(({ name }) => name) ?? []
    assert.ok(names.includes('username') && names.includes('password'), names.join(' '))
    const password = 'a-passphrase-of-the-first-person'
    const repeated = Object.fromEntries(
      (page.forms[0]?.fields ?? []).filter(({ type }) => type === 'password').map(({ name }) => [name, password]),
    )
    const done = expectPage(await browser.submit(page, { fields: { username: 'first', ...repeated } }))
    assert.equal(done.status, 200, done.text)
    const again = await new Browser({ fetch: server.fetch }).open(link)
    assert.equal(again.kind, 'page')
    if (again.kind === 'page') assert.ok(again.page.status >= 400 || again.page.name !== 'setup', again.page.text)
  })

  test('set-up without the token is refused', async () => {
    await using server = await TestServer.prepare({ env: { LATCHKEY_ADMIN: undefined } })
    await server.start()
    for (const path of ['/setup', '/setup?token=guess', '/setup/guess']) {
      const { status } = await server.fetch(`${server.issuer}${path}`)
      assert.ok(status >= 400 && status < 500, `${path}: ${status}`)
    }
  })
})

describe('second start', () => {
  test('finds everything as it was: settings, keys, people, clients, sessions and tokens', async () => {
    await using scene = await Scene.open()
    const party = await scene.client()
    const browser = scene.browser()
    await scene.settings({ idTokenExpiry: '9m' })
    const { tokens, claims } = await party.signIn(browser, scene.person, { scope: 'openid offline_access', prompt: 'consent' })
    const read = async () => (await scene.server.cli('get', 'oidc-provider', '--json')).stdout
    const settings = await read()
    await scene.server.restart()
    assert.equal(await read(), settings)
    assert.equal((await party.userinfo(tokens.access_token)).status, 200)
    assert.equal((await party.verify(tokens.id_token)).payload.sub, claims.sub)
    assert.equal((await party.refresh(tokens.refresh_token ?? '')).status, 200)
    const departure = await browser.signIn(party.begin({ prompt: 'none' }).url, scene.person)
    assert.ok(departure.url.searchParams.has('code'))
  })
})

describe('stop', () => {
  test('on SIGTERM a request in flight is answered and the process ends with 0', async () => {
    await using scene = await Scene.open()
    const { port } = new URL(scene.issuer)
    const socket = connect(Number(port), '127.0.0.1')
    let received = ''
    socket.setEncoding('utf8').on('data', (text) => {
      received += text
    })
    const body = 'grant_type=authorization_code'
    socket.write(
      `POST /auth/token HTTP/1.1\r\nHost: localhost:${port}\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: ${body.length}\r\n\r\n${body.slice(0, 5)}`,
    )
    await scene.server.fetch(`${scene.issuer}/.well-known/openid-configuration`).then((response) => response.arrayBuffer())
    const stopped = scene.server.stop()
    await waitUntil('the port is closed to newcomers', () => refusesConnections(Number(port)))
    socket.write(body.slice(5))
    const end = await stopped
    assert.match(received, /^HTTP\/1\.1 401/)
    assert.equal(end?.status, 0)
    socket.destroy()
  })

  test('closes the embedded database clean', async () => {
    await using server = await TestServer.prepare({ database: 'sqlite' })
    await server.start()
    await server.stop()
    const { readdirSync } = await import('node:fs')
    const left = readdirSync(server.data, { recursive: true, encoding: 'utf8' }).filter((name) =>
      /-(wal|shm|journal)$/.test(name),
    )
    assert.deepEqual(left, [])
  })
})

describe('a start that cannot succeed', () => {
  test('says every mistake at once, each with name, value and remedy, and ends with 1', async () => {
    const env = {
      LATCHKEY_URL: 'ftp://nowhere/',
      LATCHKEY_LISTEN: 'somewhere:99999',
      LATCHKEY_DATABASE: 'mysql://x',
      LATCHKEY_LOG: 'shouting',
      LATCHKEY_WORKERS: '-3',
      LATCHKEY_TRUSTED_PROXIES: 'everybody',
    }
    await using server = await TestServer.prepare({ env, database: 'sqlite' })
    const { status, stdout, stderr } = await server.spawn().finished()
    assert.equal(status, 1)
    for (const [name, value] of Object.entries(env)) {
      assert.ok(`${stdout}${stderr}`.includes(name), `${name} is not named:\n${stdout}${stderr}`)
      assert.ok(`${stdout}${stderr}`.includes(value), `the value of ${name} is not shown`)
    }
    assert.equal(existsSync(server.data), false)
  })

  test('never prints a secret that it was given', async () => {
    const env = { LATCHKEY_ADMIN: 'x', LATCHKEY_DATABASE: 'postgres://user:top-secret-word@', LATCHKEY_URL: 'no url' }
    await using server = await TestServer.prepare({ env, database: 'sqlite' })
    const { status, stdout, stderr } = await server.spawn().finished()
    assert.equal(status, 1)
    assert.equal(`${stdout}${stderr}`.includes('top-secret-word'), false)
  })

  test('an http issuer that is not on loopback is refused', async () => {
    await using server = await TestServer.prepare({ env: { LATCHKEY_URL: 'http://id.example' }, database: 'sqlite' })
    const { status, stdout, stderr } = await server.spawn().finished()
    assert.equal(status, 1)
    assert.match(`${stdout}${stderr}`, /LATCHKEY_URL/)
  })
})

async function refusesConnections(port: number): Promise<true | undefined> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    socket.once('connect', () => {
      socket.destroy()
      resolve(undefined)
    })
    socket.once('error', () => resolve(true))
  })
}
