import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, test } from 'node:test'
import { serveHelp } from './help.ts'
import { type Mistake, StartRefused } from './option.ts'
import { readOptions } from './read-options.ts'

const folder = mkdtempSync(join(tmpdir(), 'latchkey-options-'))
after(() => rmSync(folder, { recursive: true }))

function mistakesOf(environment: Record<string, string>, args: readonly string[] = []): readonly Mistake[] {
  try {
    readOptions({ environment, args })
  } catch (error) {
    assert.ok(error instanceof StartRefused)
    return error.mistakes
  }
  return []
}

function configFile(text: string): string {
  const path = join(folder, `${Math.random()}.conf`)
  writeFileSync(path, text)
  return path
}

describe('where options come from', () => {
  test('everything has a default', () => {
    const options = readOptions({ environment: { PATH: '/bin' }, args: [] })
    assert.equal(options.url, undefined)
    assert.deepEqual(options.listen, { host: '127.0.0.1', port: 8080 })
    assert.equal(options.data, './data')
    assert.equal(options.workers, 1)
    assert.equal(options.log, 'info')
    assert.equal(options.trustedProxies.isEmpty, true)
  })

  test('a flag wins over the environment, the environment over the file', () => {
    const path = configFile('# ours\nLATCHKEY_DATA = "/from/file"\nLATCHKEY_LOG=warn\nLATCHKEY_LISTEN=127.0.0.1:1\n')
    const environment = { LATCHKEY_CONFIG: path, LATCHKEY_LOG: 'error', LATCHKEY_LISTEN: '127.0.0.1:2' }
    const options = readOptions({ environment, args: ['--listen', '[::1]:3'] })
    assert.equal(options.data, '/from/file')
    assert.equal(options.log, 'error')
    assert.deepEqual(options.listen, { host: '::1', port: 3 })
  })

  test('the file can be JSON', () => {
    const path = configFile('{"LATCHKEY_WORKERS": 2, "LATCHKEY_DATA": "/x"}')
    const options = readOptions({ environment: {}, args: [`--config=${path}`] })
    assert.equal(options.workers, 2)
    assert.equal(options.data, '/x')
  })

  test('an empty variable counts as not given, and variables of the tests are left alone', () => {
    assert.deepEqual(mistakesOf({ LATCHKEY_URL: '', LATCHKEY_TEST_RUNTIME: 'bun' }), [])
  })
})

describe('mistakes', () => {
  const url: readonly (readonly [string, RegExp])[] = [
    ['no url', /absolute URL/],
    ['ftp://id.example', /absolute URL/],
    ['http://id.example', /must use https/],
    ['https://id.example/', /slash/],
    ['https://id.example/a/', /slash/],
    ['https://id.example?x', /query/],
    ['https://id.example#x', /fragment/],
    ['https://ID.example', /written as https:\/\/id\.example/],
    ['https://id.example:443', /written as https:\/\/id\.example/],
    ['https://id.example/a/../b', /written as https:\/\/id\.example\/b/],
  ]
  for (const [value, remedy] of url) {
    test(`LATCHKEY_URL ${value} is refused`, () => {
      const [mistake] = mistakesOf({ LATCHKEY_URL: value })
      assert.equal(mistake?.name, 'LATCHKEY_URL')
      assert.equal(mistake?.value, value)
      assert.match(mistake?.remedy ?? '', remedy)
    })
  }
  for (const value of [
    'https://id.example',
    'https://id.example/a',
    'http://localhost:1',
    'http://127.0.0.1',
    'http://[::1]:8/x',
  ]) {
    test(`LATCHKEY_URL ${value} is fine`, () => {
      assert.equal(readOptions({ environment: { LATCHKEY_URL: value }, args: [] }).url, value)
    })
  }

  test('all are told at once, in every source', () => {
    const path = configFile('LATCHKEY_LISTN=x\n')
    const names = mistakesOf(
      { LATCHKEY_CONFIG: path, LATCHKEY_NOPE: 'x', LATCHKEY_LOG: 'loud', LATCHKEY_LISTEN: 'plan', LATCHKEY_WORKERS: '0' },
      ['--nope', '--admin=a:b', '--data'],
    ).map(({ name }) => name)
    assert.deepEqual(
      new Set(names),
      new Set([
        '--nope',
        '--admin',
        '--data',
        'LATCHKEY_NOPE',
        `LATCHKEY_LISTN (in ${path})`,
        'LATCHKEY_LOG',
        'LATCHKEY_LISTEN',
        'LATCHKEY_WORKERS',
      ]),
    )
  })

  test('a misspelt name gets a suggestion', () => {
    assert.match(mistakesOf({ LATCHKEY_LISTN: 'x' })[0]?.remedy ?? '', /did you mean LATCHKEY_LISTEN\?/)
  })

  test('a file that cannot be read or understood is named', () => {
    assert.match(mistakesOf({ LATCHKEY_CONFIG: '/nowhere' })[0]?.remedy ?? '', /can be read/)
    assert.match(mistakesOf({ LATCHKEY_CONFIG: configFile('LATCHKEY_DATA=/x\nhello') })[0]?.remedy ?? '', /line 2/)
    assert.match(mistakesOf({ LATCHKEY_CONFIG: configFile('{') })[0]?.remedy ?? '', /JSON object/)
    assert.match(mistakesOf({ LATCHKEY_CONFIG: configFile('{"LATCHKEY_DATA":[]}') })[0]?.remedy ?? '', /LATCHKEY_DATA/)
  })

  test('a name and password in an address are not printed', () => {
    const [mistake] = mistakesOf({ LATCHKEY_URL: 'https://jane:hunter2@id.example.org' })
    assert.equal(mistake?.value, 'https://***@id.example.org')
    assert.match(mistake?.remedy ?? '', /password/)
  })

  test('no secret is printed', () => {
    const secret = 'top-secret-word'
    const environment = {
      LATCHKEY_ADMIN: `:${secret}`,
      LATCHKEY_MASTER_KEY: secret,
      LATCHKEY_DATABASE: `mysql://user:${secret}@host/name`,
    }
    const mistakes = mistakesOf(environment)
    assert.equal(mistakes.length, 3)
    assert.equal(JSON.stringify(mistakes).includes(secret), false)
    assert.equal(mistakesOf({ LATCHKEY_DATABASE: 'mysql://x' })[0]?.value, 'mysql://x')
  })

  const together: readonly (readonly [Record<string, string>, string])[] = [
    [{ LATCHKEY_TLS_CERT: 'c.pem', LATCHKEY_URL: 'https://x.example' }, 'LATCHKEY_TLS_KEY'],
    [{ LATCHKEY_TLS_KEY: 'k.pem' }, 'LATCHKEY_TLS_CERT'],
    [{ LATCHKEY_TLS_CERT: 'c.pem', LATCHKEY_TLS_KEY: 'k.pem' }, 'LATCHKEY_URL'],
    [{ LATCHKEY_LISTEN: '0.0.0.0:80' }, 'LATCHKEY_LISTEN'],
  ]
  for (const [environment, name] of together) {
    test(`${Object.keys(environment).join(' and ')} alone is refused`, () => {
      assert.deepEqual(
        mistakesOf(environment).map((mistake) => mistake.name),
        [name],
      )
    })
  }

  test('plain http on the network is for trusted proxies', () => {
    assert.deepEqual(mistakesOf({ LATCHKEY_LISTEN: '0.0.0.0:80', LATCHKEY_TRUSTED_PROXIES: '10.0.0.0/8, ::1' }), [])
    assert.equal(mistakesOf({ LATCHKEY_TRUSTED_PROXIES: '10.0.0.0/33' }).length, 1)
  })
})

test('the help text names every option and no default twice', () => {
  const help = serveHelp()
  for (const name of ['LATCHKEY_URL', '--listen=ADDRESS:PORT', 'LATCHKEY_ADMIN', 'LATCHKEY_CONFIG', 'LATCHKEY_LOG']) {
    assert.ok(help.includes(name), name)
  }
  assert.equal(help.includes('--admin'), false)
})
