import assert from 'node:assert/strict'
import { existsSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { administrator, Browser, expectPage, startServer, type TestServer } from '@latchkey/testing'
import { clientRecipe } from '../src/login/device-flow.ts'
import { CommandProcess } from './command-process.ts'

let server: TestServer
before(async () => {
  server = await startServer()
})
after(() => server[Symbol.asyncDispose]())

const password = { LATCHKEY_USER: administrator.username, LATCHKEY_PASSWORD: administrator.password }

/** The samples of the documentation, typed as they are printed. */
async function samples(latchkey: CommandProcess, accessTokenExpiry: string): Promise<void> {
  const shown = await latchkey.run('get', 'oidc-provider')
  assert.equal(shown.status, 0, shown.stderr)
  assert.match(shown.stdout, /^OidcProvider\n\nOAuth Settings\n/)
  assert.match(shown.stdout, /Max attempts +3\n/)
  assert.match(shown.stdout, /Key +\S.*\*\*\*\*\n/)
  const updated = await latchkey.run('update', 'oidc-provider', '--field', 'description=Updated')
  assert.equal(updated.status, 2)
  assert.equal(updated.stdout, '')
  assert.match(
    updated.stderr,
    /^error: unknown field: description; OidcProvider has accessTokenExpiry, anonymousClient.*userCodeExpiry\n$/,
  )
  const changed = await latchkey.run('update', 'oidc-provider', '--field', `accessTokenExpiry=${accessTokenExpiry}`)
  assert.deepEqual([changed.status, changed.stdout, changed.stderr], [0, 'Updated OidcProvider singleton\n', ''])
}

async function expiry(latchkey: CommandProcess): Promise<unknown> {
  return (await latchkey.json('get', 'oidc-provider', '--fields', 'accessTokenExpiry'))['accessTokenExpiry']
}

describe('the samples of the documentation', () => {
  test('work beside the database', async () => {
    const latchkey = new CommandProcess(server)
    await samples(latchkey, '2h')
    assert.equal(await expiry(latchkey), 7_200_000)
    assert.match((await latchkey.run('describe', '--verbose')).stderr, /^Working on the database of this machine/)
  })

  test('work on the server with name and password', async () => {
    const latchkey = new CommandProcess(server, password)
    await samples(latchkey, '90m')
    assert.equal(await expiry(latchkey), 5_400_000)
    assert.equal((await latchkey.run('describe', '--verbose')).stderr, `Working on ${server.issuer} as admin.\n`)
  })

  test('work with the variables of existing tools', async () => {
    const latchkey = new CommandProcess(server, {
      LATCHKEY_URL: undefined,
      STALWART_URL: server.issuer,
      STALWART_USER: administrator.username,
      STALWART_PASSWORD: administrator.password,
    })
    await samples(latchkey, '80m')
    assert.equal(await expiry(latchkey), 4_800_000)
  })

  test('work with an API key, which is told once', async () => {
    const { stdout } = await new CommandProcess(server, password).run('create', 'api-key', '--field', 'description=ci')
    const [, id = '', key = ''] = /^Created ApiKey (\S+)\n.* (lk_ak_\S+) {2}\(shown only now\)\n/s.exec(stdout) ?? []
    const latchkey = new CommandProcess(server, { LATCHKEY_TOKEN: key })
    await samples(latchkey, '70m')
    assert.equal(await expiry(latchkey), 4_200_000)
    const shown = await latchkey.run('get', 'api-key', id)
    assert.equal(shown.status, 0, shown.stderr)
    assert.equal(shown.stdout.includes(key), false)
    const ended = await latchkey.run('delete', 'api-key', id)
    assert.deepEqual([ended.status, ended.stdout], [0, `${id} deleted\n`])
    const after = await latchkey.run('get', 'oidc-provider')
    assert.deepEqual([after.status, after.stderr], [1, 'error: authentication failed (HTTP 401)\n'])
  })

  test('work with a login through the browser, until the logout', async () => {
    await knowCommandLine()
    const latchkey = new CommandProcess(server)
    let opened: Promise<void> | undefined
    const login = await latchkey.runWith('', ['login'], (said) => {
      const [link] = /http\S+\?user_code=\S+(?=\n)/.exec(said) ?? []
      if (link !== undefined) opened ??= allow(link)
    })
    assert.equal(login.status, 0, login.stderr)
    assert.equal(login.stdout, `Logged in to ${server.issuer}\n`)
    await opened
    const file = join(latchkey.folder, 'config/latchkey/logins.json')
    assert.equal(statSync(file).mode & 0o777, 0o600)
    assert.equal(statSync(join(file, '..')).mode & 0o777, 0o700)
    await samples(latchkey, '60m')
    assert.equal((await latchkey.run('describe', '--verbose')).stderr, `Working on ${server.issuer} with the stored login.\n`)
    const audited = await latchkey.json('audit', 'list', '--limit=1')
    assert.deepEqual([audited['actorName'], audited['credential']], [administrator.username, 'access-token'])
    const token = Object.values(JSON.parse(readFileSync(file, 'utf8')) as Record<string, { accessToken: string }>)[0]?.accessToken
    const ended = await latchkey.run('logout')
    assert.deepEqual([ended.status, ended.stdout], [0, `Logged out of ${server.issuer}\n`])
    const late = await new CommandProcess(server, { LATCHKEY_TOKEN: token }).run('get', 'oidc-provider')
    assert.equal(late.stderr, 'error: authentication failed (HTTP 401)\n')
  })
})

/** Does what a refused login says, if the server needs it. */
async function knowCommandLine(): Promise<void> {
  const args = [...clientRecipe.matchAll(/'[^']*'|[^\s']+(?:'[^']*')?/g)].map(([word]) => word.replaceAll("'", ''))
  const { status, stderr } = await new CommandProcess(server, password).run(...args.slice(1))
  assert.ok(status === 0 || /clientId/.test(stderr), stderr)
}

/** Signs in at the device page and allows what the code is for. */
async function allow(link: string): Promise<void> {
  const browser = new Browser({ fetch: server.fetch })
  let page = await browser.openPage(link)
  if (page.name === 'login') page = expectPage(await browser.submit(page, { fields: { ...administrator } }))
  assert.equal(page.name, 'device')
  const confirm = expectPage(await browser.submit(page))
  const done = expectPage(await browser.submit(confirm, { button: ['decision', 'allow'] }))
  assert.equal(done.name, 'device-done')
}

test('a command for a server makes nothing on this machine but a copy of the schema', async () => {
  const elsewhere = join(server.data, '../elsewhere')
  const latchkey = new CommandProcess(server, { ...password, LATCHKEY_DATA: elsewhere })
  assert.equal((await latchkey.run('get', 'oidc-provider')).status, 0)
  assert.equal(existsSync(elsewhere), false)
  assert.ok(existsSync(join(latchkey.folder, 'cache/latchkey')))
})
