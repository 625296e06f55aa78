import assert from 'node:assert/strict'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { administrator, Browser, basic, expectPage, repositoryRoot, Scene, startServer, testRuntime } from '@latchkey/testing'
import * as client from 'openid-client'
import { InstalledPackage } from './installed-package.ts'

const { version } = JSON.parse(readFileSync(join(repositoryRoot, 'package.json'), 'utf8')) as { readonly version: string }
let installed: InstalledPackage

before(async () => {
  installed = await InstalledPackage.make()
})
after(() => installed[Symbol.dispose]())

describe('the published command', () => {
  test('says its version, whichever runtime is there', async () => {
    assert.deepEqual(await installed.shell('--version'), { status: 0, stdout: `${version}\n`, stderr: '' })
  })

  test('completes command lines, with the objects of the schema', async () => {
    const { status, stdout, stderr } = await installed.shell('complete', '--', 'get', 'oidc')
    assert.equal(status, 0, stderr)
    assert.ok(stdout.split('\n').includes('oidc-provider'), stdout)
    assert.match((await installed.shell('completion', 'bash')).stdout, /^complete -F _latchkey latchkey$/m)
  })

  test('refuses what it does not know as the sources do', async () => {
    const { status, stderr } = await installed.shell('nothing')
    assert.equal(status, 2)
    assert.equal(stderr, 'unknown command: nothing; see `latchkey help`\n')
  })

  test('serves the first run, in the language of the visitor', async () => {
    await using server = await startServer({ program: installed.program, env: { LATCHKEY_ADMIN: undefined } })
    const welcome = await server.fetch(`${server.issuer}/setup?token=guess`, { headers: { 'accept-language': 'de' } })
    const text = await welcome.text()
    assert.match(text, /data-page="setup"/)
    // A file that is read in the wrong encoding shows in quotes and umlauts.
    assert.match(text, /Dieser Einrichtungslink ist nicht gültig: .* Der Befehl „latchkey setup“ gibt einen neuen Link aus\./)
    const style = /href="([^"]+\.css)"/.exec(text)?.[1] ?? ''
    const sheet = await server.fetch(new URL(style, server.issuer).href)
    assert.equal(sheet.status, 200)
    assert.match(sheet.headers.get('content-type') ?? '', /^text\/css/)
    assert.match((await server.cli('setup')).stdout, new RegExp(`${server.issuer}/setup\\?token=lk_su_`))
  })

  test('signs a person in: discovery, code flow, and an ID token that the published keys verify', async () => {
    await using scene = await Scene.open({ program: installed.program })
    const party = await scene.client()
    const options = { execute: [client.allowInsecureRequests, client.enableNonRepudiationChecks] }
    const authentication = client.ClientSecretBasic(party.clientSecret)
    const configuration = await client.discovery(
      new URL(scene.issuer),
      party.clientId,
      party.clientSecret,
      authentication,
      options,
    )
    const pkceCodeVerifier = client.randomPKCECodeVerifier()
    const expectedNonce = client.randomNonce()
    const url = client.buildAuthorizationUrl(configuration, {
      redirect_uri: party.redirectUri,
      scope: 'openid email',
      nonce: expectedNonce,
      code_challenge: await client.calculatePKCECodeChallenge(pkceCodeVerifier),
      code_challenge_method: 'S256',
    })
    const departure = await scene.browser().signIn(url, scene.person)
    const tokens = await client.authorizationCodeGrant(configuration, departure.url, {
      pkceCodeVerifier,
      expectedNonce,
      idTokenExpected: true,
    })
    const subject = tokens.claims()?.sub ?? ''
    assert.notEqual(subject, '')
    assert.equal((await client.fetchUserInfo(configuration, tokens.access_token, subject)).email, 'ada@mail.example')
  })

  test('compares a hash of bcrypt, for which a thread begins with a file of the package', async () => {
    await using server = await startServer({ program: installed.program })
    const using = ['urn:ietf:params:jmap:core', 'urn:stalwart:jmap']
    const secretHash = '$2y$10$abcdefghijklmnopqrstuuCj7fyLDJytXL.TfOiOeiv0fQvSOK1/2'
    const value = { name: 'imported', credentials: { 0: { '@type': 'Password', secretHash } } }
    const created = await server.fetch(`${server.issuer}/api`, {
      method: 'POST',
      headers: { authorization: basic(administrator.username, administrator.password), 'content-type': 'application/json' },
      body: JSON.stringify({ using, methodCalls: [['x:Account/set', { create: { k: value } }, 'c']] }),
    })
    assert.match(await created.text(), /"created":\{"k"/)
    const statusOf = async (password: string): Promise<number> => {
      const headers = { authorization: `Basic ${btoa(`imported:${password}`)}` }
      return (await server.fetch(`${server.issuer}/api/account`, { headers })).status
    }
    assert.deepEqual([await statusOf('another password'), await statusOf('correct horse battery')], [401, 200])
  })

  test('serves the web console to who is signed in', async () => {
    await using server = await startServer({ program: installed.program })
    const browser = new Browser({ fetch: server.fetch })
    const login = await browser.openPage(`${server.issuer}/admin`)
    const { html } = expectPage(await browser.submit(login, { fields: { ...administrator } }))
    const files = [...html.matchAll(/(?:src|href)="(\/admin\/assets\/[^"]+)"/g)].map(([, path = '']) => path)
    assert.equal(files.length, 2, html)
    for (const path of files) {
      const response = await server.fetch(`${server.issuer}${path}`, { headers: { 'accept-encoding': 'br' } })
      assert.equal(response.status, 200, path)
      assert.equal(response.headers.get('content-encoding'), 'br')
      assert.ok((await response.text()).length > 1000)
    }
  })

  test('runs as several processes that share the port', async () => {
    await using server = await startServer({ program: installed.program, env: { LATCHKEY_WORKERS: '2' } })
    assert.equal((await server.fetch(`${server.issuer}/healthz/ready`)).status, 200)
    assert.equal((await server.stop())?.status, 0, server.output)
  })
})

describe('the published library', () => {
  test('answers requests in a program that has only the package', async () => {
    const program = `
      import { createLatchkey } from 'latchkey'
      await using latchkey = await createLatchkey({ url: 'http://localhost:3000/id', data: 'library-data' })
      const created = await latchkey.createClient({ name: 'App', redirectUris: ['http://localhost:9/callback'] })
      const answer = await latchkey.fetch(new Request('http://localhost:3000/id/.well-known/openid-configuration'))
      console.log('created' in created, (await answer.json()).issuer)
    `
    writeFileSync(join(installed.path, 'library.mjs'), program)
    const { status, stdout, stderr } = await installed.run(testRuntime(), 'library.mjs')
    assert.equal(status, 0, stderr)
    assert.equal(stdout, 'true http://localhost:3000/id\n')
  })

  test('has all its types, and they say what is missing', async () => {
    const program = `
      import { createLatchkey, type Latchkey, type NewClient } from 'latchkey'
      const client: NewClient = { name: 'App', redirectUris: ['http://localhost:9/callback'] }
      export const open = (): Promise<Latchkey> => createLatchkey({ url: 'http://localhost:3000', data: 'data' })
      // @ts-expect-error a redirect URI is a text
      export const wrong: NewClient = { ...client, redirectUris: [1] }
      // @ts-expect-error there is no provider without a folder
      export const without = createLatchkey({ url: 'http://localhost:3000' })
    `
    writeFileSync(join(installed.path, 'types.mts'), program)
    const options = [
      '--strict',
      '--noEmit',
      '--target',
      'es2024',
      '--module',
      'nodenext',
      '--types',
      'node',
      '--lib',
      'es2024,dom',
    ]
    const { status, stdout } = await installed.run('tsc', ...options, 'types.mts')
    assert.equal(status, 0, stdout)
  })
})

describe('the published package', () => {
  const inside = (...path: readonly string[]) => join(installed.path, 'node_modules/latchkey', ...path)

  test('depends on nothing, and brings the licences of what it contains', () => {
    const manifest = JSON.parse(readFileSync(inside('package.json'), 'utf8')) as Record<string, unknown>
    assert.equal(manifest['dependencies'], undefined)
    assert.equal(manifest['version'], version)
    const notices = readFileSync(inside('THIRD-PARTY-NOTICES.md'), 'utf8')
    for (const name of ['bcryptjs', 'hono', 'jose', 'kysely', 'pg', 'pg-types', 'preact', 'valibot'])
      assert.match(notices, new RegExp(`^## ${name} `, 'm'))
    assert.match(readFileSync(inside('LICENSE'), 'utf8'), /Apache License/)
  })

  test('holds no path of the machine that built it, and no test', () => {
    const files = readdirSync(inside(), { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
    const own = files.filter(({ parentPath }) => !parentPath.includes('.cache'))
    assert.ok(own.length > 20)
    for (const { name, parentPath } of own) {
      const text = readFileSync(join(parentPath, name), 'utf8')
      assert.ok(!text.includes(repositoryRoot), name)
      assert.ok(!/from ?["']node:test["']/.test(text), name)
    }
  })
})
