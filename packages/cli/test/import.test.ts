import assert from 'node:assert/strict'
import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { CommandLine } from './run-command.ts'

describe('the files of an import', () => {
  test('are named, or standard input is asked for; anything else is wrong usage', async () => {
    using cli = new CommandLine()
    for (const args of [
      ['keycloak'],
      ['accounts'],
      ['auth0'],
      ['accounts', 'x', '--stdin'],
      ['keycloak', '--stdin'],
      ['auth0', 'x', '--realm=y'],
    ]) {
      assert.equal((await cli.run('import', ...args)).code, 2, args.join(' '))
    }
    const { code, err } = await cli.run('import', 'okta', 'x')
    assert.equal(code, 2)
    assert.match(err, /there is import keycloak and import auth0 and import accounts/)
  })

  test('that cannot be read are said, with what is wrong', async () => {
    using cli = new CommandLine()
    const at = (name: string): string => join(cli.folder, name)
    mkdirSync(at('empty'))
    writeFileSync(at('binary.json'), Uint8Array.of(0x7b, 0x22, 0xff, 0x22, 0x7d))
    writeFileSync(at('text.json'), 'the secret is hunter2')
    writeFileSync(at('deep.json'), `${'['.repeat(100_000)}${']'.repeat(100_000)}`)
    const cases: readonly (readonly [format: string, file: string, text: RegExp])[] = [
      ['keycloak', 'none.json', /none.json cannot be read: ENOENT/],
      ['accounts', 'none.json', /none.json cannot be read: ENOENT/],
      ['keycloak', 'empty', /empty holds no .json file/],
      ['keycloak', 'binary.json', /binary.json is not UTF-8 text/],
      ['accounts', 'binary.json', /binary.json is not UTF-8 text/],
      ['keycloak', 'text.json', /refused, nothing was changed\n {2}text.json is not JSON$/],
      ['accounts', 'text.json', /refused, nothing was changed\n {2}text.json line 1 is not JSON$/],
      ['keycloak', 'deep.json', /deep.json is (?:not JSON|nested too deep: 64 levels are allowed)$/],
    ]
    for (const [format, file, text] of cases) {
      const { code, out, err } = await cli.run('import', format, at(file))
      assert.deepEqual([code, out], [1, ''], file)
      assert.match(err, text)
      assert.doesNotMatch(err, /hunter2/)
    }
  })

  test('of a folder are read with the realm first, and become a plan file without a server', async () => {
    using cli = new CommandLine()
    const folder = join(cli.folder, 'export')
    const plan = join(cli.folder, 'plan.ndjson')
    mkdirSync(folder)
    const mapper = {
      protocolMapper: 'oidc-usermodel-attribute-mapper',
      config: { 'user.attribute': 'team', 'claim.name': 'team', multivalued: 'true', 'id.token.claim': 'true' },
    }
    const client = { clientId: 'spa', publicClient: true, redirectUris: ['https://a.example/cb'], protocolMappers: [mapper] }
    writeFileSync(
      join(folder, 'acme-users-0.json'),
      JSON.stringify({ realm: 'acme', users: [{ id: '1', username: 'jane', attributes: { team: ['a'] } }] }),
    )
    writeFileSync(join(folder, 'zz-realm.json'), JSON.stringify({ realm: 'acme', clients: [client] }))
    writeFileSync(join(folder, 'notes.txt'), 'no export')
    const { code, out, err } = await cli.run('import', 'keycloak', folder, '--output', plan)
    assert.equal(code, 0, err)
    assert.match(out, /user without a password that could be taken over\n +jane/)
    assert.equal(statSync(plan).mode & 0o777, 0o600)
    const lines = readFileSync(plan, 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { object: string; value: Record<string, unknown> })
    assert.deepEqual(
      lines.map(({ object }) => object),
      ['OAuthClient', 'Account'],
    )
    assert.deepEqual(lines[1]?.value['attributes'], { team: { '@type': 'List', items: { a: true } } })
  })

  test('with a mistake tell it as JSON, too, where JSON is asked for', async () => {
    using cli = new CommandLine()
    const file = join(cli.folder, 'people.ndjson')
    writeFileSync(file, '{"name":"jane"}\n{"name":"JANE"}\n')
    const { code, out } = await cli.run('import', 'accounts', file, '--json')
    assert.equal(code, 1)
    assert.deepEqual(JSON.parse(out), {
      type: 'refused',
      mistakes: [
        { place: 'people.ndjson line 2', text: 'has the user name jane of people.ndjson line 1; each may be there once' },
      ],
    })
  })
})
