import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { administrator, startServer, type TestServer, waitUntil } from '@latchkey/testing'
import { CommandProcess } from './command-process.ts'

let server: TestServer
let remote: CommandProcess
let local: CommandProcess

before(async () => {
  server = await startServer()
  remote = new CommandProcess(server, { LATCHKEY_USER: administrator.username, LATCHKEY_PASSWORD: administrator.password })
  local = new CommandProcess(server)
})
after(() => server[Symbol.asyncDispose]())

interface Rule {
  readonly rule: string
  readonly posture: string
  readonly publicPosture: string
  readonly from: string
  readonly refused: readonly string[]
  readonly reports: readonly { readonly clientId: string; readonly count: number }[]
}

async function rulesOf(latchkey: CommandProcess): Promise<ReadonlyMap<string, Rule>> {
  const rules = (await latchkey.json('posture')) as unknown as readonly Rule[]
  return new Map(rules.map((rule) => [rule.rule, rule]))
}

test('latchkey posture shows each rule, who says so, which clients break those that are reported, and whom the others refuse', async () => {
  const redirectUri = 'https://app.example/cb'
  const made = await remote.run(
    'create',
    'oauth-client',
    '--field',
    'clientId=old-app',
    '--field',
    `redirectUris/${redirectUri}=true`,
  )
  assert.equal(made.status, 0, made.stderr)
  const query = new URLSearchParams({ client_id: 'old-app', redirect_uri: redirectUri, response_type: 'code', scope: 'openid' })
  await (await fetch(`${server.issuer}/auth/authorize?${query}`, { redirect: 'manual' })).body?.cancel()
  await waitUntil('the request is counted', async () => (await rulesOf(local)).get('pkce-required')?.reports[0])

  for (const latchkey of [remote, local]) {
    const rules = await rulesOf(latchkey)
    const { reports = [], refused: _, ...pkce } = rules.get('pkce-required') ?? {}
    assert.deepEqual(pkce, { rule: 'pkce-required', from: 'default', posture: 'report', publicPosture: 'enforce' })
    assert.deepEqual(
      reports.map(({ clientId, count }) => [clientId, count]),
      [['old-app', 1]],
    )
    assert.deepEqual(rules.get('code-age')?.reports, [])
  }
  const { stdout } = await remote.run('posture')
  assert.match(stdout, /^RULE +POSTURE +FROM +COUNT +LAST +CLIENTS +REFUSED\n/)
  assert.match(stdout, /\npkce-required +report, public clients: enforce +default +1 +20\S+Z +old-app\n/)
  assert.match(stdout, /\ncode-age +off +default\n/)

  const updated = await remote.run('update', 'SecurityPosture', '--field', 'profile=fapi2', '--field', 'postures/code-age=report')
  assert.equal(updated.status, 0, updated.stderr)
  const rules = await rulesOf(local)
  assert.deepEqual([rules.get('pkce-required')?.posture, rules.get('pkce-required')?.from], ['enforce', 'fapi2'])
  assert.deepEqual([rules.get('code-age')?.posture, rules.get('code-age')?.from], ['report', 'server'])
  for (const latchkey of [remote, local]) {
    const rules = await rulesOf(latchkey)
    assert.deepEqual(rules.get('client-key-authentication')?.refused, ['old-app'])
    assert.deepEqual(rules.get('client-not-public')?.refused, [])
  }
  assert.match((await remote.run('posture')).stdout, /\nclient-key-authentication +enforce +fapi2 +old-app\n/)
  assert.equal((await local.run('posture', 'more')).status, 2)
})
