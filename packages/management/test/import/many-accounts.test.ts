import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Translation } from '../../src/import/index.ts'
import { keycloakRealm } from '../../src/import/keycloak/keycloak-realm.ts'
import type { PlanEvent } from '../../src/plan/contract.ts'
import { PlanWorld } from '../plan/plan-world.ts'

const count = 10_000
const perFile = 500
const megabyte = 1024 * 1024
/** What a run needs beyond what was there before, at most. Its lines have 4 MB. */
const mostMemory = 700 * megabyte

const credential = {
  type: 'password',
  secretData: JSON.stringify({ value: 'A'.repeat(86), salt: 'A'.repeat(22) }),
  credentialData: JSON.stringify({ hashIterations: 210_000, algorithm: 'pbkdf2-sha512' }),
}

function fileOfUsers(file: number): object {
  const users = Array.from({ length: perFile }, (_, index) => {
    const number = String(file * perFile + index).padStart(5, '0')
    const email = `user-${number}@acme.example`
    return {
      id: `sub-${number}`,
      username: `user-${number}`,
      email,
      groups: [`/team-${number.slice(3)}`],
      credentials: [credential],
    }
  })
  return { realm: 'acme', users }
}

/** Translates all files, one after the other. @param change of the user with this number */
function lines(change: { readonly at: number; readonly member: object } | undefined = undefined): readonly string[] {
  const translation = new Translation()
  const translator = keycloakRealm(translation, {})
  for (let file = 0; file < count / perFile; file += 1) {
    const document = fileOfUsers(file) as { users: object[] }
    if (change !== undefined && Math.floor(change.at / perFile) === file) {
      const user = document.users[change.at % perFile]
      document.users[change.at % perFile] = { ...user, ...change.member }
    }
    translator.take(document, `acme-users-${file}.json`)
  }
  translator.finish()
  assert.deepEqual(translation.result.mistakes, [])
  return translation.result.lines
}

async function measured(run: AsyncIterable<PlanEvent>): Promise<{ last: PlanEvent | undefined; progress: number }> {
  globalThis.gc?.()
  const [before, cpu] = [process.memoryUsage().rss, process.cpuUsage()]
  let [last, progress, most]: [PlanEvent | undefined, number, number] = [undefined, 0, 0]
  for await (const event of run) {
    last = event
    if (event.type !== 'progress') continue
    progress += 1
    most = Math.max(most, process.memoryUsage().rss - before)
  }
  const { user, system } = process.cpuUsage(cpu)
  if (process.env['LATCHKEY_TEST_FIGURES']) {
    console.log(Math.round((user + system) / 1000), 'ms of processor time,', Math.round(most / megabyte), 'MB')
  }
  assert.ok(most < mostMemory, `${Math.round(most / megabyte)} MB more`)
  return { last, progress }
}

async function* each(all: readonly string[]): AsyncGenerator<string, void> {
  yield* all
}

test(`${count} users are imported in bounded memory with progress; one that is wrong in their middle changes nothing, and neither does a second run`, {
  timeout: 300_000,
}, async () => {
  await using world = await PlanWorld.open()
  const { plans, operator } = world
  const apply = (all: readonly string[]) => measured(plans.plan(each(all), { mode: 'apply', name: 'acme' }, operator))
  await world.apply({ '@type': 'create', object: 'Account', value: { name: 'somebody', subject: 'sub-else' } })
  const before = await world.latest()

  const refused = await apply(lines({ at: 1_000, member: { username: 'somebody' } }).slice(0, 2_000))
  assert.equal(refused.last?.type === 'refused' && refused.last.mistakes.length, 1)
  assert.match(JSON.stringify(refused.last), /exists already, with the subject .*sub-else.* and not .*sub-01000/)
  assert.equal(await world.latest(), before)
  assert.equal(await world.wire('Account', 'user-00000'), undefined)

  const all = lines()
  const { last, progress } = await apply(all)
  const groups = all.length - count
  const done = { type: 'done', created: 0, updated: 0, destroyed: 0, unchanged: 0 }
  assert.deepEqual(last, { ...done, created: all.length, revision: await world.latest() })
  assert.deepEqual([progress > 40, groups], [true, 100])
  assert.equal((await world.wire('Account', 'user-09999'))?.['subject'], 'sub-09999')

  assert.deepEqual((await apply(all)).last, { ...done, unchanged: all.length })
})
