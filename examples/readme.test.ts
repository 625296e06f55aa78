import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import {
  Browser,
  Child,
  executableOf,
  expectDeparture,
  expectErrorPage,
  expectPage,
  freePort,
  repositoryRoot,
  startServer,
  type TestServer,
  temporaryFolder,
  waitUntil,
} from '@latchkey/testing'

const readme = readFileSync(join(repositoryRoot, 'README.md'), 'utf8')
const person = { username: 'jane', password: 'a-long-enough-passphrase' }

const fences = [...readme.matchAll(/^```(\w*)\n([\s\S]*?)^```$/gm)]

/** The code blocks of a language, in order. */
function blocks(language: string): readonly string[] {
  return fences.flatMap(([, name, text = '']) => (name === language ? [text] : []))
}

let server: TestServer
let port: number
const folder = temporaryFolder()
before(async () => {
  server = await startServer()
  port = await freePort()
})
after(async () => {
  await server[Symbol.asyncDispose]()
  folder.remove()
})

/** With the addresses and files of this run instead of those of the text. */
function here(text: string): string {
  return text
    .replaceAll('http://localhost:8080', server.issuer)
    .replaceAll('3000', String(port))
    .replaceAll('prod.ndjson', join(folder.path, 'prod.ndjson'))
}

/** Types a line of the text into a shell; the password is given where a person would be asked. */
function type(line: string): string {
  const command = `'${executableOf('bun')}' packages/cli/src/main.ts`
  const password = line.includes('account create') ? ` --password '${person.password}'` : ''
  const typed = here(line).replace('npm run latchkey --', command) + password
  const { status, stdout, stderr } = spawnSync('sh', ['-c', typed], { cwd: repositoryRoot, env: server.env, encoding: 'utf8' })
  assert.equal(status, 0, `${line}\n${stderr}`)
  return stdout
}

/** Starts the application of the text. */
async function startApp(source: string, env: Readonly<Record<string, string>>): Promise<Child> {
  const app = new Child(executableOf('node'), ['--input-type=module', '--eval', source], {
    cwd: repositoryRoot,
    env: { ...process.env, ...env },
  })
  await waitUntil('the application', () => {
    assert.ok(app.isRunning, app.output)
    return app.stdout.includes('Open http://localhost') || undefined
  })
  return app
}

describe('the tour of the README', { timeout: 120_000 }, () => {
  const lines = blocks('sh').flatMap((block) => block.split('\n').filter((line) => line.startsWith('npm run latchkey --')))
  const [source = ''] = blocks('js')
  const traced = blocks('').find((block) => block.includes('latchkey -- trace')) ?? ''

  test('its commands work as printed, and an application that it shows signs a person in', async () => {
    assert.ok(lines.length >= 4, lines.join('\n'))
    const printed = lines.map(type).join('')
    const CLIENT_ID = /client_id +(\S+)/.exec(printed)?.[1] ?? ''
    const CLIENT_SECRET = /client_secret +(\S+)/.exec(printed)?.[1] ?? ''
    const app = await startApp(here(source), { CLIENT_ID, CLIENT_SECRET })
    try {
      const browser = new Browser()
      const request = expectDeparture(await browser.open(`http://localhost:${port}/`))
      const response = await browser.signIn(request.url, person)
      const claims = JSON.parse(expectPage(await browser.open(response.url)).html) as Record<string, unknown>
      assert.deepEqual([claims['name'], claims['email']], ['Jane Doe', 'jane@example.org'])
    } finally {
      app.signal('SIGTERM')
      await app.finished()
    }
  })

  test('the trace of a mistake looks as it shows', async () => {
    const client = type(`npm run latchkey -- client create --name 'My app' --redirect-uri http://localhost:3000/callback --json`)
    const { clientId } = JSON.parse(client) as { readonly clientId: string }
    const query = new URLSearchParams({
      response_type: 'code',
      client_id: clientId,
      redirect_uri: `http://localhost:${port}/callback/`,
    })
    const page = expectErrorPage(await new Browser().open(`${server.issuer}/auth/authorize?${query}`))
    const traceId = page.headers.get('latchkey-trace') ?? ''
    const real = await waitUntil('the trace', async () => {
      const { status, stdout } = await server.cli('trace', traceId)
      return status === 0 ? stdout : undefined
    })
    const plain = (text: string): string =>
      text
        .replaceAll(/trc_[\w-]+/g, 'trc_')
        .replaceAll(/client {3}\S+/g, 'client')
        .replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, 'instant')
    assert.equal(plain(here(traced).replace(/^\$.*\n/, '')), plain(real))
  })
})
