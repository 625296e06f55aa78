import assert from 'node:assert/strict'
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, test } from 'node:test'
import { makeCertificate } from '@latchkey/testing'
import { CommandLine } from './run-command.ts'
import { managementScript, type Reply, schemaHash, scriptedServer } from './scripted-server.ts'

const settings = { id: 'singleton', accessTokenExpiry: 3_600_000, encryptionKey: { '@type': 'Value', secret: '****' } }
const answerGet = (calls: readonly unknown[]): readonly unknown[] => {
  const [[name, , id]] = calls as [[string, unknown, string]]
  return [[name, { list: [settings], notFound: [] }, id]]
}

describe('the requests of a command', () => {
  test('are those that existing tools send, with Basic credentials', async () => {
    await using server = await scriptedServer(managementScript(answerGet))
    using cli = new CommandLine({ LATCHKEY_URL: `${server.url}/`, LATCHKEY_USER: 'ädmin', LATCHKEY_PASSWORD: 'a:b' })
    const { code, out, err } = await cli.run('get', 'oidc-provider', '--json')
    assert.equal(code, 0, err)
    assert.deepEqual(JSON.parse(out), settings)
    assert.deepEqual(
      server.received.map(({ method, path }) => `${method} ${path}`),
      ['GET /api/schema', `GET /api/schema/${schemaHash}`, 'GET /jmap/session', 'POST /jmap'],
    )
    for (const { authorization } of server.received) {
      assert.equal(authorization, `Basic ${Buffer.from('ädmin:a:b').toString('base64')}`)
    }
    assert.deepEqual(JSON.parse(server.received.at(-1)?.body ?? ''), {
      using: ['urn:ietf:params:jmap:core', 'urn:stalwart:jmap'],
      methodCalls: [['x:OidcProvider/get', { ids: ['singleton'], properties: null }, 'c0']],
    })
  })

  test('change exactly what was asked for', async () => {
    await using server = await scriptedServer(
      managementScript((calls) => {
        const [[name, , id]] = calls as [[string, unknown, string]]
        return [[name, { updated: { singleton: null } }, id]]
      }),
    )
    using cli = new CommandLine({ STALWART_URL: server.url, STALWART_TOKEN: 'API_key' })
    const fields = ['--field', 'access-token-expiry=2h', '--field', 'encryptionKey/secret=new']
    const { code, out, err } = await cli.run('update', 'OidcProvider', ...fields, '--if-in-state', '7')
    assert.equal(code, 0, err)
    assert.equal(out, 'Updated OidcProvider singleton')
    assert.equal(server.received.at(-1)?.authorization, 'Bearer API_key')
    assert.deepEqual(JSON.parse(server.received.at(-1)?.body ?? '').methodCalls, [
      [
        'x:OidcProvider/set',
        { ifInState: '7', update: { singleton: { accessTokenExpiry: 7_200_000, 'encryptionKey/secret': 'new' } } },
        'c0',
      ],
    ])
  })

  test('fetch the schema once, as long as it has the same hash and nobody changed the copy', async () => {
    await using server = await scriptedServer(managementScript(answerGet))
    using cli = new CommandLine({ LATCHKEY_URL: server.url, LATCHKEY_TOKEN: 't' })
    const fetched = () => server.received.filter(({ path }) => path === `/api/schema/${schemaHash}`).length
    for (let index = 0; index < 3; index++) assert.equal((await cli.run('get', 'oidc-provider')).code, 0)
    assert.equal(fetched(), 1)
    const cache = join(cli.folder, 'cache', 'latchkey')
    const [file = ''] = readdirSync(cache, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.json'))
    assert.equal(statSync(join(cache, file)).mode & 0o777, 0o600)
    writeFileSync(join(cache, file), readFileSync(join(cache, file), 'utf8').replace('For tests', 'Changed'))
    assert.equal((await cli.run('get', 'oidc-provider')).code, 0)
    assert.equal(fetched(), 2)
  })

  test('go page by page behind the last id, each with the objects', async () => {
    const things = ['a', 'b', 'c'].map((id) => ({ id, name: `Name ${id}`, ownerId: id === 'a' ? 'acc_1' : null }))
    await using server = await scriptedServer(
      managementScript((calls) =>
        (calls as [string, Record<string, unknown>, string][]).map(([name, args, id]) => {
          if (name === 'x:Account/get') return [name, { list: [{ id: 'acc_1', name: 'jane' }] }, id]
          const from = args['anchor'] === 'b' ? 2 : 0
          const page = things.slice(from, from + Number(args['limit']))
          if (name === 'x:Thing/query') return [name, { ids: page.map((thing) => thing.id), total: 3 }, id]
          return [name, { list: [...things].reverse() }, id]
        }),
      ),
    )
    using cli = new CommandLine({ LATCHKEY_URL: server.url, LATCHKEY_TOKEN: 't' })
    const { code, out, err } = await cli.run('query', 'thing', '--where', 'count>=2', '--fields', 'name,owner-id')
    assert.equal(code, 0, err)
    assert.equal(out, 'Id  Name    Owner\na   Name a  jane\nb   Name b\nc   Name c')
    const [first, second] = server.received
      .filter(({ path }) => path === '/jmap')
      .map(({ body }) => JSON.parse(body).methodCalls)
      .filter((calls) => calls.length === 2)
    assert.deepEqual(first, [
      ['x:Thing/query', { filter: { countIsGreaterThanOrEqual: 2 }, limit: 2, calculateTotal: true }, 'q'],
      [
        'x:Thing/get',
        { '#ids': { resultOf: 'q', name: 'x:Thing/query', path: '/ids' }, properties: ['id', 'name', 'ownerId'] },
        'g',
      ],
    ])
    assert.deepEqual(second[0][1], {
      filter: { countIsGreaterThanOrEqual: 2 },
      anchor: 'b',
      anchorOffset: 1,
      limit: 2,
      calculateTotal: false,
    })
    const lines = (await cli.run('query', 'thing', '--json')).out.split('\n')
    assert.deepEqual(
      lines.map((line) => JSON.parse(line).id),
      ['a', 'b', 'c'],
    )
    assert.equal((await cli.run('query', 'thing', '--json', '--limit=1')).out.split('\n').length, 1)
  })
})

describe('what a server refuses', () => {
  const problem = JSON.stringify({ detail: 'Because.' })
  const cases: readonly (readonly [reply: Reply, said: string])[] = [
    [{ status: 401 }, 'error: authentication failed (HTTP 401)'],
    [{ status: 402 }, 'error: a second factor is needed: use an app password or `latchkey login` (HTTP 402)'],
    [{ status: 403, body: problem }, 'error: permission denied (HTTP 403): Because.'],
    [{ status: 404, body: 'x' }, 'error: not found (HTTP 404)'],
    [{ status: 429, headers: { 'retry-after': '7' } }, 'error: rate limited (HTTP 429); try again in 7 s'],
    [{ status: 500 }, 'error: server returned HTTP 500'],
    [{ status: 503, body: problem }, 'error: server returned HTTP 503: Because.'],
    [{ body: 'hello' }, 'error: unexpected server response: not JSON'],
    [{ body: '{"objects":{}}' }, 'error: unexpected server response: not a schema document'],
  ]
  for (const [reply, said] of cases) {
    test(`is said: ${said}`, async () => {
      await using server = await scriptedServer(() => reply)
      using cli = new CommandLine()
      const { code, err } = await cli.run('get', 'oidc-provider', '--url', server.url, '--api-key', 't')
      assert.equal(err, said)
      assert.equal(code, 1)
    })
  }

  test('as a method is said with its type', async () => {
    await using server = await scriptedServer(
      managementScript(() => [['error', { type: 'forbidden', description: 'You are not authorized.' }, 'c0']]),
    )
    using cli = new CommandLine({ LATCHKEY_URL: server.url, LATCHKEY_TOKEN: 't' })
    const { code, err } = await cli.run('get', 'oidc-provider')
    assert.equal(err, 'error: jmap error: forbidden: You are not authorized.')
    assert.equal(code, 1)
  })

  test('is said when nobody listens', async () => {
    const server = await scriptedServer(() => ({}))
    await server[Symbol.asyncDispose]()
    using cli = new CommandLine()
    const { code, err } = await cli.run('get', 'oidc-provider', '--url', server.url, '--api-key', 't')
    assert.match(err, /^error: cannot reach http:\/\/localhost:\d+: /)
    assert.equal(code, 1)
  })
})

describe('TLS', () => {
  const folder = mkdtempSync(join(tmpdir(), 'latchkey-tls-'))
  after(() => rmSync(folder, { recursive: true }))
  const { certificateFile, keyFile } = makeCertificate(folder)
  const tls = { cert: readFileSync(certificateFile, 'utf8'), key: readFileSync(keyFile, 'utf8') }

  test('needs a certificate that is trusted, unless --insecure is given', async () => {
    await using server = await scriptedServer(managementScript(answerGet), tls)
    using cli = new CommandLine({ LATCHKEY_URL: server.url, LATCHKEY_TOKEN: 't' })
    const refused = await cli.run('get', 'oidc-provider')
    assert.equal(refused.code, 1)
    assert.match(
      refused.err,
      /^error: the TLS certificate of https:\/\/localhost:\d+ is not trusted \(\w+\); --insecure accepts it$/,
    )
    assert.equal(server.received.length, 0)
    for (const flag of ['--insecure', '-k']) assert.equal((await cli.run('get', 'oidc-provider', flag)).code, 0)
  })
})

describe('credentials', () => {
  const cases: readonly (readonly [environment: Record<string, string>, args: readonly string[], code: number, said: RegExp])[] =
    [
      [{}, ['--user', 'a'], 2, /no URL provided/],
      [{}, ['--url', 'id.example', '--api-key', 't'], 2, /must begin with http/],
      [{}, ['--url', 'https://a:b@id.example', '--api-key', 't'], 2, /must hold no credentials/],
      [{}, ['--url', 'http://localhost:1'], 2, /no credentials for http:\/\/localhost:1;.*latchkey login/],
      [{ STALWART_URL: 'http://localhost:1' }, [], 2, /no credentials/],
      [{}, ['--url', 'http://localhost:1', '--user', 'a', '--api-key', 't'], 2, /not both/],
      [{ LATCHKEY_USER: 'a', LATCHKEY_TOKEN: 't', LATCHKEY_URL: 'http://localhost:1' }, [], 2, /both set/],
      [{}, ['--password', 'x'], 2, /--password needs --user/],
      [{}, ['--url', 'http://localhost:1', '--api-key', 'a b'], 2, /no token has/],
      [{}, ['--local', '--user', 'a'], 2, /--user is for a server/],
      [{}, ['--data', '/nowhere', '--api-key', 't'], 2, /--api-key is for a server/],
      [{}, ['--url', 'http://localhost:1', '--user', 'a:b'], 2, /no colon/],
    ]
  for (const [environment, args, code, said] of cases) {
    test(`${[...Object.keys(environment), ...args].join(' ')} is refused`, async () => {
      using cli = new CommandLine(environment)
      const result = await cli.run('get', 'oidc-provider', ...args)
      assert.match(result.err, said)
      assert.equal(result.code, code)
    })
  }

  test('keep commands of this machine from working on it by mistake', async () => {
    using cli = new CommandLine({ LATCHKEY_URL: 'http://localhost:1', LATCHKEY_TOKEN: 't' })
    for (const command of ['client list', 'account list', 'setup']) {
      const { code, err } = await cli.run(...command.split(' '))
      assert.equal(code, 2)
      assert.match(err, /works on the database of this machine only.*pass --local/)
    }
  })

  test('that would go over the network without encryption are warned of', async () => {
    using cli = new CommandLine()
    const { err } = await cli.run('get', 'oidc-provider', '--url', 'http://latchkey.invalid', '--api-key', 't')
    assert.match(err, /^warning: credentials go to http:\/\/latchkey\.invalid without encryption\nerror: cannot reach/)
  })
})
