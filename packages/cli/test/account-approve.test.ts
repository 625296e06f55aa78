import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { administrator, expectDeparture, expectPage, Scene, waitUntil } from '@latchkey/testing'
import { CommandProcess } from './command-process.ts'
import { CommandLine } from './run-command.ts'
import { managementScript, scriptedServer } from './scripted-server.ts'

let scene: Scene
let remote: CommandProcess
let local: CommandProcess

const password = 'a long password of a new person'

before(async () => {
  scene = await Scene.open()
  remote = new CommandProcess(scene.server, { LATCHKEY_USER: administrator.username, LATCHKEY_PASSWORD: administrator.password })
  local = new CommandProcess(scene.server)
  const { status, stderr } = await remote.run('update', 'authentication', '--field', 'selfRegistration=anyone')
  assert.equal(status, 0, stderr)
})
after(() => scene[Symbol.asyncDispose]())

/** Creates an account at a client, which then waits. */
async function register(username: string): Promise<void> {
  const party = await scene.client()
  const browser = scene.browser()
  const page = await waitUntil('the form is there', async () => {
    const visit = await browser.open(party.begin({ prompt: 'create' }).url)
    return visit.kind === 'page' && visit.page.name === 'register' ? visit.page : undefined
  })
  const fields = { username, name: `New ${username}`, password, password_repeat: password }
  assert.match(expectPage(await browser.submit(page, { fields })).html, /waits for approval/)
}

test('who waits for approval is found by one query, listed, and let in by one command', async () => {
  for (const name of ['zoe', 'yan']) await register(name)
  const disabled = await remote.run('create', 'account', '--field', 'name=former', '--field', 'disabled=true')
  assert.equal(disabled.status, 0, disabled.stderr)

  const found = (await remote.run('query', 'account', '--where', 'awaitsApproval=true', '--json')).stdout
  assert.match(found, /yan/)
  assert.match(found, /zoe/)
  assert.doesNotMatch(found, /former/)
  const listed = await local.run('account', 'list', '--waiting')
  assert.match(
    listed.stdout,
    /^USERNAME +NAME +EMAIL +STATE +CREATED +SUB\nyan +New yan +waiting .*\nzoe +New zoe +waiting .*\n$/,
  )
  const cut = await local.run('account', 'list', '--waiting', '--limit', '1')
  assert.match(cut.stdout, /\nyan .*\n\nThere are more: latchkey account list --waiting --after=yan\n$/)
  const next = await local.run('account', 'list', '--waiting', '--after', 'yan')
  assert.match(next.stdout, /\nzoe /)
  assert.doesNotMatch(next.stdout, /\nyan /)
  const approved = await remote.run('account', 'approve', 'yan')
  assert.deepEqual([approved.status, approved.stdout], [0, 'Approved: yan can sign in now.\n'])
  assert.equal((await local.run('account', 'approve', 'zoe')).status, 0)
  assert.match((await local.run('account', 'list', '--waiting')).stdout, /^Nobody waits\.\n$/)
  const party = await scene.client({ fields: { skipConsent: true } })
  const { url } = party.begin()
  expectDeparture(await scene.browser().signIn(url, { username: 'yan', password }))
})

test('nobody is approved of who does not wait', async () => {
  for (const name of ['yan', 'former']) {
    const { status, stderr } = await remote.run('account', 'approve', name)
    assert.deepEqual([status, stderr], [1, `error: account ${name} does not wait for approval\n`])
  }
  const unknown = await remote.run('account', 'approve', 'nobody')
  assert.deepEqual([unknown.status, unknown.stderr], [1, 'error: Account nobody not found\n'])
  assert.equal((await remote.run('account', 'approve')).status, 2)
})

test('of somebody who was turned away or disabled at that moment nobody approves', async () => {
  const sets: unknown[] = []
  let state = 0
  await using server = await scriptedServer(
    managementScript((calls) =>
      (calls as [string, Record<string, unknown>, string][]).map(([name, args, id]) => {
        if (name === 'x:Account/query') return [name, { ids: ['acc_1'] }, id]
        const account = { id: 'acc_1', name: 'yan', awaitsApproval: state === 0 }
        if (name === 'x:Account/get')
          return [name, { list: (args['ids'] as string[]).includes('acc_1') ? [account] : [], state: `s${state}` }, id]
        sets.push(args)
        state += 1
        return ['error', { type: 'stateMismatch' }, id]
      }),
    ),
  )
  using cli = new CommandLine({ LATCHKEY_URL: server.url, LATCHKEY_TOKEN: 't' })
  const { code, err } = await cli.run('account', 'approve', 'acc_1')
  assert.equal(code, 1)
  assert.match(err, /account yan does not wait for approval/)
  assert.deepEqual(sets, [{ ifInState: 's0', update: { acc_1: { disabled: false } } }])
})
