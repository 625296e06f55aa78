import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { administrator, executableOf, startServer, type TestServer } from '@latchkey/testing'
import { CommandProcess } from './command-process.ts'
import { converse, onTerminal } from './terminal.ts'

const main = join(import.meta.dirname, '../src/main.ts')
const question = 'Show more? [Y/n] '
let server: TestServer
let file: string

before(async () => {
  server = await startServer()
  file = join(server.data, '../scopes.ndjson')
  const names = Array.from({ length: 25 }, (_, index) => `scope-${index + 1}`)
  const lines = names.map((name) => JSON.stringify({ '@type': 'upsert', object: 'Scope', value: { name, description: name } }))
  writeFileSync(file, `${lines.join('\n')}\n`)
  const { status, stderr } = await new CommandProcess(server).run('apply', file)
  assert.equal(status, 0, stderr)
})
after(() => server[Symbol.asyncDispose]())

function latchkey(args: readonly string[], answers: readonly (readonly [string, string])[] = [], variables: object = {}) {
  const { NO_COLOR: _unset, ...rest } = server.env
  const env = { ...rest, TERM: 'xterm', XDG_CACHE_HOME: join(server.data, '../cache'), ...variables }
  return converse(onTerminal([executableOf(server.runtime), main, ...args], { env }), answers)
}

function rowsIn(shown: string): number {
  return shown.match(/^scp_/gm)?.length ?? 0
}

describe('a long list', () => {
  test('is shown ten rows at a time, as long as somebody wants more', async () => {
    const { code, shown } = await latchkey(
      ['query', 'scope'],
      [
        [question, '\r'],
        [question, 'y\r'],
      ],
    )
    assert.equal(code, 0, shown)
    assert.equal(rowsIn(shown), 25)
    assert.equal(shown.split(question).length, 3)
    const stopped = await latchkey(['query', 'scope'], [[question, 'n\r']])
    assert.deepEqual([stopped.code, rowsIn(stopped.shown)], [0, 10])
  })

  test('is shown as a whole with --json, and where it goes into a file', async () => {
    const { shown } = await latchkey(['query', 'scope', '--json'])
    assert.equal(shown.trim().split('\n').length, 25)
    const piped = await new CommandProcess(server).run('query', 'scope')
    assert.equal(rowsIn(piped.stdout), 25)
  })
})

describe('colours', () => {
  const hasColours = (shown: string): boolean => shown.includes('\u001b[1m')

  test('are there on a terminal, unless they are refused', async () => {
    const get = ['get', 'oidc-provider']
    assert.equal(hasColours((await latchkey(get)).shown), true)
    assert.equal(hasColours((await latchkey([...get, '--no-color'])).shown), false)
    assert.equal(hasColours((await latchkey(get, [], { NO_COLOR: '1' })).shown), false)
    assert.equal(hasColours((await latchkey(get, [], { TERM: 'dumb' })).shown), false)
  })
})

test('a password that is not given is asked for and never shown', async () => {
  const args = ['get', 'oidc-provider', '--fields', 'accessTokenExpiry', '--user', administrator.username]
  const prompt = `Password of ${administrator.username} at ${server.issuer}: `
  const { code, shown } = await latchkey(args, [[prompt, `${administrator.password}\r`]])
  assert.equal(code, 0, shown)
  assert.match(shown, /Token +1 h/)
  assert.equal(shown.includes(administrator.password), false)
  const wrong = await latchkey(args, [[prompt, 'wrong\r']])
  assert.deepEqual([wrong.code, wrong.shown.includes('authentication failed (HTTP 401)')], [1, true])
  const unattended = await new CommandProcess(server).run(...args)
  assert.deepEqual([unattended.status, unattended.stderr], [2, 'error: no password provided; set LATCHKEY_PASSWORD\n'])
})

test('progress replaces itself and is gone in the end', async () => {
  const { code, shown } = await latchkey(['plan', file])
  assert.equal(code, 0, shown)
  assert.match(shown, /(Reading|Checking): \d+/)
  assert.ok(shown.includes('\r\u001b[K'))
  const [last] = shown.trim().split('\n').slice(-1)
  assert.match(last ?? '', /Plan: 0 to create, 0 to update, 0 to destroy, 25 unchanged\.$/)
  assert.equal((await latchkey(['plan', file, '--quiet'])).shown.includes('Checking'), false)
})
