import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { administrator, Browser, executableOf, startServer, type TestServer, waitUntil } from '@latchkey/testing'
import { CommandProcess } from './command-process.ts'

let server: TestServer
let remote: CommandProcess
let local: CommandProcess
const credentials = { LATCHKEY_USER: administrator.username, LATCHKEY_PASSWORD: administrator.password }

before(async () => {
  server = await startServer()
  remote = new CommandProcess(server, credentials)
  local = new CommandProcess(server)
})
after(() => server[Symbol.asyncDispose]())

async function succeeds(latchkey: CommandProcess, ...args: readonly string[]): Promise<string> {
  const { status, stdout, stderr } = await latchkey.run(...args)
  assert.equal(status, 0, `latchkey ${args.join(' ')}:\n${stdout}${stderr}`)
  return stdout
}

for (const way of ['over HTTP', 'beside the database'] as const) {
  describe(`objects ${way}`, () => {
    const latchkey = () => (way === 'over HTTP' ? remote : local)
    const id = way === 'over HTTP' ? 'app-r' : 'app-l'

    test('are created, listed, shown, changed and deleted', async () => {
      const created = await succeeds(
        latchkey(),
        ...['create', 'oauth-client', '--field', `clientId=${id}`, '--json', '{"description":"My app"}'],
        ...['--field', 'redirectUris/https://app.example/cb=true', '--field', 'default-max-age=1h'],
      )
      assert.match(created, new RegExp(`^Created OAuthClient ${id}\n`))
      assert.match(created, /lk_cs_\S+ {2}\(shown only now\)/)
      const listed = await succeeds(latchkey(), 'query', 'oauth-client', '--where', `clientId=${id}`)
      assert.match(listed, new RegExp(`^Id +Client ID +Description +Created At\n${id} +${id} +My app +20\\d\\d-`))
      const shown = await succeeds(latchkey(), 'get', 'OAuthClient', id)
      assert.match(shown, /Redirect URIs +https:\/\/app\.example\/cb\n/)
      assert.match(shown, /Default Maximum Age +1 h\n/)
      assert.equal(shown.includes('lk_cs_'), false)
      assert.equal(
        await succeeds(latchkey(), 'update', 'oauth-client', id, '--json={"description":null}', '--field', 'scopes=openid'),
        `Updated OAuthClient ${id}\n`,
      )
      const object = await latchkey().json('get', 'oauth-client', id, '--fields', 'description,scopes')
      assert.deepEqual(object, { id, description: null, scopes: { openid: true } })
      const deleted = await latchkey().run('delete', 'oauth-client', id, 'nobody')
      assert.equal(deleted.status, 1)
      assert.equal(deleted.stdout, `${id} deleted\n1 deleted, 1 failed\n`)
      assert.match(deleted.stderr, /^nobody failed: /)
      assert.equal((await latchkey().run('get', 'oauth-client', id)).stderr, `error: OAuthClient ${id} not found\n`)
    })

    test('say of themselves what the server made and what was not said, such as the subject of a person', async () => {
      const made = await succeeds(latchkey(), 'create', 'account', '--field', `name=${id} one`)
      assert.match(made, /^Created Account acc_\S+\n(?:.*\n)* {2}Subject +[\w-]{22}\n/)
      const given = ['--field', `name=${id} two`, '--field', `subject=f:42:${id}`]
      const created = await succeeds(latchkey(), 'create', 'account', ...given)
      assert.match(created, /^Created Account acc_\S+\n/)
      assert.doesNotMatch(created, /Subject/)
      const [account] = created.match(/acc_\S+/) ?? []
      assert.match(await succeeds(latchkey(), 'get', 'account', String(account)), new RegExp(`Subject +f:42:${id}\n`))
    })

    test('say what an API publishes so that clients find this server', async () => {
      const resource = `https://${id}.example/api`
      await succeeds(latchkey(), 'create', 'scope', '--field', `name=${id}.read`, '--field', 'description=Read')
      const { stdout } = await latchkey().run('query', 'scope', '--where', `name=${id}.read`, '--json')
      const [scope] = stdout.match(/scp_[\w-]+/) ?? []
      const fields = [`resource=${resource}`, 'name=My API', `scopeIds/${scope}=true`].flatMap((field) => ['--field', field])
      await succeeds(latchkey(), 'create', 'resource', ...fields)
      assert.deepEqual(JSON.parse(await succeeds(latchkey(), 'describe-resource', resource)), {
        resource,
        authorization_servers: [server.issuer],
        scopes_supported: [`${id}.read`],
        bearer_methods_supported: ['header'],
        resource_name: 'My API',
      })
      const unknown = await latchkey().run('describe-resource', 'https://unknown.example')
      assert.deepEqual([unknown.status, unknown.stdout], [1, ''])
    })

    test('show beforehand what a client would learn of an account, and why', async () => {
      const client = `${id}-preview`
      const mapping = 'claimMapping/login={"source":{"@type":"Attribute","path":"username"},"scope":"profile"}'
      const create = [
        'create',
        'oauth-client',
        '--field',
        `clientId=${client}`,
        '--field',
        'redirectUris/https://app.example/cb=true',
      ]
      await succeeds(latchkey(), ...create, '--field', mapping)
      const { username } = administrator
      const shown = await succeeds(latchkey(), 'preview-token', client, username, '--scope', 'openid,profile')
      assert.match(shown, /^Scope: openid profile\n\nID token\n/)
      assert.match(shown, /\n {2}login: "\S+" {2}\(the client has it mapped, and the scope profile was granted\)\n/)
      const answer = await latchkey().json('preview-token', client, username, '--scope', 'openid')
      assert.equal('login' in JSON.parse(String((answer as { userinfo: unknown }).userinfo)), false)
      const unknown = await latchkey().run('preview-token', client, 'nobody-at-all')
      assert.deepEqual([unknown.status, unknown.stderr], [1, 'error: There is no Account whose name is nobody-at-all.\n'])
      assert.equal((await latchkey().run('preview-token', client)).status, 2)
    })

    test('are refused with the reason for each field, and nothing is done', async () => {
      for (const [args, said] of [
        [['update', 'oidc-provider', '--field', 'authCodeMaxAttempts=1001'], /^error: update failed: authCodeMaxAttempts.*1000/],
        [['update', 'oidc-provider', '--field', 'signatureKey/secret=no PEM'], /^error: update failed: signatureKey/],
        [['create', 'oauth-client', '--field', 'redirectUris=nonsense'], /^error: create failed: redirectUris/],
        [['create', 'role', '--field', 'description=ops', '--if-in-state', 'never'], /^error: jmap error: stateMismatch/],
      ] as const) {
        const { status, stdout, stderr } = await latchkey().run(...args)
        assert.deepEqual([status, stdout], [1, ''], args.join(' '))
        assert.match(stderr, said)
        assert.equal(stderr.includes('no PEM'), false)
      }
    })

    test('can be changed only if nothing changed since', async () => {
      const state = (await succeeds(latchkey(), 'get', 'oidc-provider', '--state')).trim()
      const change = ['update', 'oidc-provider', '--field', 'userCodeExpiry=31m', '--if-in-state', state]
      await succeeds(latchkey(), ...change)
      const late = await latchkey().run(...change.with(3, 'userCodeExpiry=32m'))
      assert.equal(late.status, 1)
      assert.match(late.stderr, /^error: jmap error: stateMismatch/)
      await succeeds(latchkey(), 'update', 'oidc-provider', '--field', 'userCodeExpiry=30m')
    })

    test('are described with their fields, nested objects and values', async () => {
      assert.match(await succeeds(latchkey(), 'describe'), /OidcProvider \[singleton\] +\S/)
      const fields = await succeeds(latchkey(), 'describe', 'oidc-provider')
      assert.match(fields, /Permissions: sysOidcProviderGet, sysOidcProviderUpdate/)
      assert.match(fields, /refreshTokenExpiry +duration +default 30 d +\S/)
      assert.match(await succeeds(latchkey(), 'describe', 'secret-key'), /variableName +string/)
      assert.match(await succeeds(latchkey(), 'describe', 'JwtSignatureAlgorithm'), /es256 +ECDSA using P-256/)
      assert.equal(
        (await latchkey().run('describe', 'secret-kee')).stderr.split(';')[1]?.trim().startsWith('did you mean SecretKey'),
        true,
      )
    })

    test('change as a file says, all of it or nothing, and back', async () => {
      const file = join(server.data, `../${id}.ndjson`)
      const whole = await succeeds(latchkey(), 'snapshot', '--output', file)
      assert.equal(whole, '')
      assert.equal(statSync(file).mode & 0o777, 0o600)
      assert.equal(readFileSync(file, 'utf8'), await succeeds(latchkey(), 'snapshot'))
      assert.match(await succeeds(latchkey(), 'plan', file), /^Plan: 0 to create, 0 to update, 0 to destroy, \d+ unchanged\.\n$/)
      assert.match(await succeeds(latchkey(), 'diff', file), /^Plan: 0 to create/)
      const [before] = (await succeeds(latchkey(), 'history', '--limit=1', '--json')).split('\n')
      writeFileSync(
        file,
        `{"@type":"update","object":"OidcProvider","value":{"refreshTokenExpiry":"1d"}}\n{"@type":"upsert","object":"Scope","value":{"name":"${id}","description":"Reads"}}\n`,
      )
      const planned = await succeeds(latchkey(), 'plan', file)
      assert.match(
        planned,
        /^~ update OidcProvider singleton\n {4}refreshTokenExpiry {2}30 ?d -> 1 ?d\n {4}\* stricter: shortens refresh tokens/,
      )
      assert.match(planned, new RegExp(`\\+ create Scope ${id}\n`))
      assert.match(planned, /\nPlan: 1 to create, 1 to update, 0 to destroy, 0 unchanged\.\n$/)
      assert.equal((await latchkey().run('diff', file)).status, 1)
      const applied = await latchkey().runWith(readFileSync(file, 'utf8'), ['apply', '--stdin'])
      assert.equal(applied.status, 0, applied.stderr)
      assert.match(applied.stdout, /\nDone: 1 created, 1 updated, 0 destroyed, 0 unchanged \(revision \d+\)\.\n$/)
      assert.match(await succeeds(latchkey(), 'apply', file), /^Done: 0 created, 0 updated, 0 destroyed, 2 unchanged/)
      assert.equal((await latchkey().run('diff', file)).status, 0)
      const history = await succeeds(latchkey(), 'history', 'oidc-provider', '--limit=1')
      assert.match(
        history,
        /^\d+ {2}20\S+ {2}updated OidcProvider singleton {2}by \w+ through [\w-]+.*\n {4}refreshTokenExpiry {2}30 d -> 1 d\n$/,
      )
      const { number } = JSON.parse(before ?? '') as { number: number }
      assert.match(await succeeds(latchkey(), 'rollback', String(number), '--dry-run'), new RegExp(`- destroy Scope ${id}\n`))
      assert.equal((await latchkey().run('diff', file)).status, 0)
      assert.match(await succeeds(latchkey(), 'rollback', String(number)), /\nDone: 0 created, 1 updated, 1 destroyed/)
      assert.equal((await latchkey().json('get', 'oidc-provider'))['refreshTokenExpiry'], 2_592_000_000)
    })

    test('that a file creates tell their secrets once', async () => {
      const value = { clientId: `file-${id}`, description: 'From a file', redirectUris: { 'https://file.example/cb': true } }
      const { status, stdout, stderr } = await latchkey().runWith(
        JSON.stringify({ '@type': 'create', object: 'OAuthClient', value }),
        ['apply', '-'],
      )
      assert.equal(status, 0, stderr)
      assert.match(stdout, /^\+ create OAuthClient .*\n( {4}.*\n)* {4}secret +lk_cs_\S+ {2}\(shown only now\)\n/)
      const secret = /lk_cs_\S+/.exec(stdout)?.[0] ?? 'none'
      const later = await Promise.all([
        succeeds(latchkey(), 'history', '--json'),
        succeeds(latchkey(), 'audit', 'list', '--json'),
        succeeds(latchkey(), 'snapshot'),
        succeeds(latchkey(), 'get', 'oauth-client', `file-${id}`, '--json'),
      ])
      for (const text of later) assert.equal(text.includes(secret), false)
      await succeeds(latchkey(), 'delete', 'oauth-client', '--ids', `file-${id}`)
    })

    test('stay as they are when one line of a file is wrong', async () => {
      const plan = `{"@type":"update","object":"OidcProvider","value":{"idTokenExpiry":"1m"}}\n{"@type":"update","object":"OidcProvider","value":{"nothing":1}}\nno JSON\n`
      for (const command of ['plan', 'diff', 'apply']) {
        const { status, stderr } = await latchkey().runWith(plan, [command, '--stdin'])
        assert.equal(status, 1)
        assert.match(stderr, /^error: refused, nothing was changed.*\n( {2}.*\n)*.*line [23]/)
      }
      assert.equal((await latchkey().json('get', 'oidc-provider'))['idTokenExpiry'], 900_000)
      assert.equal((await latchkey().run('apply', '/nowhere.ndjson')).stderr, 'error: /nowhere.ndjson cannot be read: ENOENT\n')
    })

    test('sign with a new key when the old one is rotated, and no more with one that is retired', async () => {
      const [, kid = ''] = /from now on: (\S+)\n/.exec(await succeeds(latchkey(), 'keys', 'rotate', 'rs256')) ?? []
      assert.match(await succeeds(latchkey(), 'keys', 'list'), new RegExp(`${kid} +RSASSA-PKCS1-v1_5 using SHA-256 +Ring`))
      assert.equal(await succeeds(latchkey(), 'keys', 'retire', '--', kid), `${kid} signs no more\n`)
      assert.match(await succeeds(latchkey(), 'keys', 'list'), new RegExp(`${kid} +RSASSA-PKCS1-v1_5 using SHA-256 +Retired`))
      assert.equal((await latchkey().run('keys', 'retire', 'nobody')).status, 1)
    })

    test('leave their changes in an audit log whose chain is intact', async () => {
      assert.match(await succeeds(latchkey(), 'audit', 'verify'), /^The chain of \d+ events is intact\./)
      const events = (
        await succeeds(latchkey(), 'audit', 'list', '--where', 'kind=change', '--where', 'objectName=OidcProvider', '--json')
      ).trim()
      for (const line of events.split('\n')) {
        const { kind, objectName } = JSON.parse(line) as Record<string, unknown>
        assert.deepEqual([kind, objectName], ['change', 'OidcProvider'])
      }
      assert.match(await succeeds(latchkey(), 'audit', 'list', '--limit=2'), /^Id +Time +Kind.*\nevt_\S+ .*\nevt_\S+ .*\n$/)
    })

    test('answer --json with JSON, one object a line', async () => {
      for (const args of [
        ['get', 'oidc-provider'],
        ['query', 'account'],
        ['describe'],
        ['describe', 'account'],
        ['update', 'oidc-provider', '--field', 'authCodeMaxAttempts=3'],
        ['keys', 'list'],
        ['history'],
        ['audit', 'list'],
        ['audit', 'verify'],
        ['version'],
        ['completion', 'bash'],
      ]) {
        const lines = (await succeeds(latchkey(), ...args, '--json')).trimEnd().split('\n')
        for (const line of lines) assert.doesNotThrow(() => JSON.parse(line), `${args.join(' ')}: ${line.slice(0, 80)}`)
      }
      const refused = await latchkey().run('update', 'oidc-provider', '--field', 'authCodeMaxAttempts=0', '--json')
      assert.equal(refused.status, 1)
      assert.equal((JSON.parse(refused.stdout) as { error: { type: string } }).error.type, 'validationFailed')
    })
  })
}

describe('a trace', () => {
  test('is the same over HTTP as beside the database, but for fractions of seconds', async () => {
    const page = await new Browser({ fetch: server.fetch }).openPage(`${server.issuer}/auth/authorize?client_id=x&redirect_uri=y`)
    const id = page.headers.get('latchkey-trace') ?? ''
    const steps = async (latchkey: CommandProcess) => {
      const { steps: found } = await latchkey.json<{ steps: readonly Record<string, unknown>[] }>('trace', id)
      return found.map(({ at: _at, ...step }) => step)
    }
    await waitUntil('the trace', async () => ((await local.run('trace', id)).status === 0 ? true : undefined))
    assert.deepEqual(await steps(remote), await steps(local))
    assert.match(await succeeds(remote, 'trace', id), new RegExp(`^Trace ${id}\n`))
    assert.equal((await remote.run('trace', 'trc_never')).status, 1)
  })
})

describe('standard output', () => {
  test('that nobody reads to its end is no failure', () => {
    const command = `'${executableOf(server.runtime)}' '${join(import.meta.dirname, '../src/main.ts')}'`
    const script = `set -o pipefail; ${command} describe account --json | head -c 1 >/dev/null; echo "\${PIPESTATUS[0]}"; for i in 1 2 3; do ${command} help; done | head -1; echo "\${PIPESTATUS[0]}"`
    const { stdout, stderr } = spawnSync('bash', ['-c', script], { encoding: 'utf8', env: { ...server.env, ...credentials } })
    assert.equal(stdout, '0\nUsage: latchkey COMMAND [options]\n0\n', stderr)
    assert.equal(stderr, '')
  })

  test('has no colours and no progress in it', async () => {
    const { stdout, stderr } = await remote.run('snapshot')
    assert.equal(`${stdout}${stderr}`.includes('\u001b'), false)
    assert.equal(stderr, '')
  })
})
