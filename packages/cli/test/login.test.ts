import assert from 'node:assert/strict'
import { chmodSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { CommandLine } from './run-command.ts'
import { managementScript, type Reply, type Script, scriptedServer } from './scripted-server.ts'

const settings = { id: 'singleton', accessTokenExpiry: 3_600_000 }
const management = managementScript((calls) => {
  const [[name, , id]] = calls as [[string, unknown, string]]
  return [[name, { list: [settings] }, id]]
})
const device = { device_code: 'dc', user_code: 'BCDF-GHJK', verification_uri: 'https://id.example/device', interval: 0.01 }

function json(body: object, status = 200): Reply {
  return { status, body: JSON.stringify(body) }
}

/** A provider whose token endpoint answers these one after the other, the last one for ever. */
function provider(...answers: readonly Reply[]): Script {
  const waiting = [...answers]
  return (request) => {
    if (request.path === '/auth/device') return json({ ...device, expires_in: 60 })
    if (request.path === '/auth/token') return waiting.length > 1 ? waiting.shift() : waiting[0]
    if (request.path === '/auth/revoke') return {}
    return management(request)
  }
}

const pending = json({ error: 'authorization_pending' }, 400)
const tokens = json({ access_token: 'at-1', refresh_token: 'rt-1', expires_in: 3600, token_type: 'Bearer' })

function loginsOf(cli: CommandLine): Record<string, Record<string, unknown>> {
  return JSON.parse(readFileSync(join(cli.folder, 'config/latchkey/logins.json'), 'utf8'))
}

/** A person who logged in, whose access token ends in so many seconds. */
function storeLogin(cli: CommandLine, url: string, seconds: number): void {
  const folder = join(cli.folder, 'config/latchkey')
  mkdirSync(folder, { recursive: true })
  const login = { accessToken: 'at-0', refreshToken: 'rt-0', expiresAt: Date.now() + seconds * 1000 }
  writeFileSync(join(folder, 'logins.json'), JSON.stringify({ [url]: login }))
}

describe('RFC8628-3.4 latchkey login', () => {
  test('shows address and code, waits, and keeps the tokens for this user alone', async () => {
    await using server = await scriptedServer(provider(pending, pending, tokens))
    using cli = new CommandLine()
    const folder = join(cli.folder, 'config/latchkey')
    mkdirSync(folder, { recursive: true })
    chmodSync(folder, 0o755)
    const { code, out, err } = await cli.run('login', '--url', `${server.url}/`)
    assert.equal(code, 0, err)
    assert.equal(out, `Logged in to ${server.url}`)
    assert.match(err, /https:\/\/id\.example\/device/)
    assert.match(err, /BCDF-GHJK/)
    assert.equal(/at-1|rt-1|\bdc\b/.test(out + err), false)
    assert.equal(statSync(folder).mode & 0o777, 0o700)
    assert.equal(statSync(join(folder, 'logins.json')).mode & 0o777, 0o600)
    assert.equal(loginsOf(cli)[server.url]?.['refreshToken'], 'rt-1')
    const [asked, ...polls] = server.received
    assert.equal(asked?.body, 'client_id=latchkey-cli&scope=openid+offline_access+urn%3Alatchkey%3Amanagement')
    assert.equal(polls.length, 3)
    const grant = encodeURIComponent('urn:ietf:params:oauth:grant-type:device_code')
    for (const { body } of polls) assert.equal(body, `client_id=latchkey-cli&grant_type=${grant}&device_code=dc`)
    const read = await cli.run('get', 'oidc-provider', '--url', server.url, '--json')
    assert.equal(read.code, 0, read.err)
    assert.equal(server.received.at(-1)?.authorization, 'Bearer at-1')
  })

  for (const [reply, said] of [
    [json({ error: 'access_denied' }, 400), 'error: the login was denied in the browser'],
    [json({ error: 'expired_token' }, 400), 'error: nobody entered the code in time; start again with `latchkey login`'],
    [json({ error: 'invalid_grant', error_description: 'No.' }, 400), 'error: login refused: invalid_grant: No.'],
  ] as const) {
    test(`ends with: ${said}`, async () => {
      await using server = await scriptedServer(provider(reply))
      using cli = new CommandLine()
      const { code, err } = await cli.run('login', '--url', server.url)
      assert.equal(code, 1)
      assert.equal(err.split('\n').at(-1), said)
    })
  }

  test('says what the server refuses at once', async () => {
    await using server = await scriptedServer(() =>
      json({ error: 'invalid_client', error_description: 'client_id is unknown' }, 401),
    )
    using cli = new CommandLine()
    const { code, err } = await cli.run('login', '--url', server.url)
    assert.equal(code, 1)
    assert.match(err, /^error: login refused: invalid_client: client_id is unknown/)
  })
})

describe('a stored login', () => {
  test('is refreshed before it expires, and what came is kept', async () => {
    await using server = await scriptedServer(provider(tokens))
    using cli = new CommandLine({ LATCHKEY_URL: server.url })
    storeLogin(cli, server.url, 5)
    assert.equal((await cli.run('get', 'oidc-provider')).code, 0)
    assert.equal(server.received[0]?.body, 'client_id=latchkey-cli&grant_type=refresh_token&refresh_token=rt-0')
    for (const { authorization } of server.received.slice(1)) assert.equal(authorization, 'Bearer at-1')
    assert.equal(loginsOf(cli)[server.url]?.['refreshToken'], 'rt-1')
  })

  test('keeps its refresh token when the server sends none', async () => {
    await using server = await scriptedServer(provider(json({ access_token: 'at-2', expires_in: 60 })))
    using cli = new CommandLine({ LATCHKEY_URL: server.url })
    storeLogin(cli, server.url, 0)
    assert.equal((await cli.run('get', 'oidc-provider')).code, 0)
    const { accessToken, refreshToken } = loginsOf(cli)[server.url] ?? {}
    assert.deepEqual([accessToken, refreshToken], ['at-2', 'rt-0'])
  })

  test('is refreshed when the server does not accept its token any more', async () => {
    const script = provider(tokens)
    await using server = await scriptedServer((request) =>
      request.authorization === 'Bearer at-0' ? { status: 401 } : script(request),
    )
    using cli = new CommandLine({ LATCHKEY_URL: server.url })
    storeLogin(cli, server.url, 3600)
    const { code, err } = await cli.run('get', 'oidc-provider')
    assert.equal(code, 0, err)
    assert.equal(loginsOf(cli)[server.url]?.['accessToken'], 'at-1')
  })

  test('that has ended is forgotten and said', async () => {
    await using server = await scriptedServer(provider(json({ error: 'invalid_grant' }, 400)))
    using cli = new CommandLine({ LATCHKEY_URL: server.url })
    storeLogin(cli, server.url, 0)
    const { code, err } = await cli.run('get', 'oidc-provider')
    assert.equal(code, 1)
    assert.equal(err, `error: the login to ${server.url} has ended; log in again with \`latchkey login\``)
    assert.deepEqual(loginsOf(cli), {})
  })

  test('is not used when other credentials are given', async () => {
    await using server = await scriptedServer(provider(tokens))
    using cli = new CommandLine({ LATCHKEY_URL: server.url })
    storeLogin(cli, server.url, 0)
    assert.equal((await cli.run('get', 'oidc-provider', '--api-key', 'key')).code, 0)
    for (const { authorization } of server.received) assert.equal(authorization, 'Bearer key')
  })

  test('is revoked and forgotten by latchkey logout', async () => {
    await using server = await scriptedServer(provider(tokens))
    using cli = new CommandLine({ LATCHKEY_URL: server.url })
    storeLogin(cli, server.url, 3600)
    const { code, out } = await cli.run('logout')
    assert.equal(code, 0)
    assert.equal(out, `Logged out of ${server.url}`)
    assert.equal(server.received[0]?.path, '/auth/revoke')
    assert.equal(server.received[0]?.body, 'client_id=latchkey-cli&token=rt-0')
    assert.deepEqual(loginsOf(cli), {})
    assert.equal((await cli.run('logout')).code, 1)
  })
})
