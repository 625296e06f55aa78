import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, test } from 'node:test'
import { run } from './run.ts'

const folder = mkdtempSync(join(tmpdir(), 'latchkey-cli-'))
after(() => rmSync(folder, { recursive: true }))

/** Runs a command on one installation; answers exit code and what was printed. */
async function latchkey(...args: readonly string[]): Promise<{ code: number; out: string; err: string }> {
  const out: string[] = []
  const err: string[] = []
  const where = args.length === 0 || /^(help|version)$/.test(args[0] ?? '') ? [] : [`--data=${join(folder, 'data')}`]
  const code = await run([...args, ...where], { print: (line) => out.push(line), complain: (line) => err.push(line) })
  return { code, out: out.join('\n'), err: err.join('\n') }
}

describe('exit codes', () => {
  const cases: readonly (readonly [args: readonly string[], code: number, said: RegExp])[] = [
    [['help'], 0, /client create/],
    [[], 2, /Usage/],
    [['frobnicate'], 2, /unknown command: frobnicate/],
    [['client'], 2, /unknown command: client; there is client create and client list/],
    [['account', 'delete'], 2, /unknown command: account delete; there is account create/],
    [['version'], 0, /^\d+\.\d+\.\d+$/],
    [['get', 'nothing'], 2, /unknown object: nothing/],
    [['get', 'oidc-provider', 'second'], 2, /singleton/],
    [['get', 'oidc-provider', '--frob'], 2, /frob/],
    [['update', 'oidc-provider'], 2, /--field/],
    [['update', 'oidc-provider', '--field', 'description=x'], 2, /unknown field: description.*accessTokenExpiry/],
    [['update', 'oidc-provider', '--field', 'authCodeMaxAttempts=0'], 1, /authCodeMaxAttempts/],
    [['update', 'oidc-provider', '--field', 'accessTokenExpiry=1h', '--field', 'access-token-expiry=2h'], 2, /twice/],
    [['client', 'create', '--name', 'X'], 1, /redirectUris is required/],
    [['client', 'create', '--name=a', '--name=b'], 2, /--name is given twice/],
    [['account', 'create', '--password', 'long-enough-passphrase'], 2, /--username/],
    [['account', 'create', 'tom', '--password', 'short'], 1, /at least \d+ characters/],
    [['trace', 'trc_none'], 1, /no trace/],
    [['client', 'list'], 0, /^No applications yet/],
    [['account', 'list'], 0, /^Nobody yet/],
    [['client', 'list', '--limit=0'], 2, /1 to 1000/],
    [['account', 'list', '--limit=many'], 2, /1 to 1000/],
    [['client', 'create', '--help'], 0, /--redirect-uri=URI/],
  ]
  for (const [args, code, said] of cases) {
    test(`${args.join(' ') || '(nothing)'} ends with ${code}`, async () => {
      const result = await latchkey(...args)
      assert.equal(result.code, code, result.err)
      assert.match(`${result.out}${result.err}`, said)
    })
  }
})

describe('settings', () => {
  for (const name of ['OidcProvider', 'oidc-provider', 'oidcprovider', 'x:OidcProvider']) {
    test(`are found as ${name}`, async () => {
      const { out } = await latchkey('get', name, '--json')
      const settings = JSON.parse(out) as Record<string, unknown>
      assert.equal(settings['signatureAlgorithm'], 'es256')
      assert.deepEqual(settings['encryptionKey'], { '@type': 'Value', secret: '****' })
    })
  }

  test('take durations with a unit and show them', async () => {
    const { code, out } = await latchkey('update', 'oidc-provider', '--field', 'access-token-expiry=90m')
    assert.equal(code, 0)
    assert.equal(out, 'Updated OidcProvider singleton')
    assert.deepEqual(JSON.parse((await latchkey('get', 'oidc-provider', '--fields=accessTokenExpiry', '--json')).out), {
      id: 'singleton',
      accessTokenExpiry: 5_400_000,
    })
    assert.match((await latchkey('get', 'oidc-provider')).out, / {2}(Token|accessTokenExpiry) +1 h 30 m/)
  })
})

describe('clients and accounts', () => {
  test('a confidential client gets a secret once, a public one none', async () => {
    const args = ['client', 'create', '--name', 'App', '--redirect-uri', 'https://app.example/cb', '--json']
    const confidential = JSON.parse((await latchkey(...args)).out) as Record<string, unknown>
    assert.match(String(confidential['clientSecret']), /^lk_cs_/)
    const open = JSON.parse((await latchkey(...args, '--public', '--alg=ES512')).out) as Record<string, unknown>
    assert.equal('clientSecret' in open, false)
    assert.equal(open['public'], true)
  })

  test('an account has its claims, and its password is never said', async () => {
    const args = ['--claim', 'birthdate=1985', '--email', 'jane@example.org', '--password', 'a-secret-passphrase', '--json']
    const { out } = await latchkey('account', 'create', 'jane', ...args)
    assert.deepEqual((JSON.parse(out) as Record<string, unknown>)['claims'], {
      email: 'jane@example.org',
      email_verified: true,
      birthdate: '1985',
    })
    assert.equal(/passphrase|argon2/.test(out), false)
    assert.equal((await latchkey('account', 'create', 'JANE', '--password', 'a-secret-passphrase')).code, 1)
  })

  test('are listed page by page, without their secrets', async () => {
    for (const name of ['Beta', 'Alpha']) {
      await latchkey('client', 'create', '--client-id', name, '--name', name, '--redirect-uri', 'https://app.example/cb')
    }
    await latchkey('account', 'create', 'Lisa', '--name', 'Lisa Doe', '--password', 'a-secret-passphrase')
    for (const [noun, key, member] of [
      ['client', 'clients', 'clientId'],
      ['account', 'accounts', 'username'],
    ] as const) {
      const all: unknown[] = []
      let next: unknown
      do {
        const after = next === undefined ? [] : [`--after=${next}`]
        const { code, out } = await latchkey(noun, 'list', '--limit=1', '--json', ...after)
        assert.equal(code, 0)
        assert.equal(/digest|sealed|\$argon2|lk_cs_|passwordHash/.test(out), false, out)
        const page = JSON.parse(out) as Record<string, unknown>
        const rows = page[key] as readonly Record<string, unknown>[]
        assert.equal(rows.length, 1)
        all.push(rows[0]?.[member])
        next = page['next']
      } while (next !== undefined)
      const { out } = await latchkey(noun, 'list')
      const [heads, ...lines] = out.split('\n')
      assert.match(heads ?? '', /^[A-Z ]+$/)
      assert.deepEqual(
        lines.map((line) => line.split(/\s/)[0]),
        all,
      )
      assert.match((await latchkey(noun, 'list', '--limit=1')).out, new RegExp(`There are more: latchkey ${noun} list --after=`))
      assert.equal((await latchkey(noun, 'list', '--after=zzzzzz')).out, 'No more.')
    }
  })

  test('a set-up link is printed as long as there is no administrator', async () => {
    assert.match((await latchkey('setup')).out, /^http:\/\/localhost:8080\/setup\?token=lk_su_/)
    await latchkey('account', 'create', 'root', '--administrator', '--password', 'a-secret-passphrase')
    assert.equal((await latchkey('setup')).code, 1)
  })
})
