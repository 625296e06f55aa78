import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, test } from 'node:test'

const password = 'a-secret-passphrase'
const folder = mkdtempSync(join(tmpdir(), 'latchkey-password-'))
after(() => rmSync(folder, { recursive: true }))

const main = join(import.meta.dirname, '../src/main.ts')
let people = 0

function createAccount(...flags: readonly string[]): readonly string[] {
  people += 1
  return [process.execPath, main, 'account', 'create', `person-${people}`, `--data=${join(folder, 'data')}`, ...flags]
}

/** What is said and shown until the end of a process, with its exit code; `answers` are typed as soon as their prompt is there. */
async function converse(child: ChildProcess, answers: readonly (readonly [prompt: string, text: string])[] = []) {
  let shown = ''
  let from = 0
  const waiting = [...answers]
  const read = (chunk: unknown): void => {
    shown += String(chunk)
    const [next] = waiting
    const at = next === undefined ? -1 : shown.indexOf(next[0], from)
    if (next === undefined || at === -1) return
    from = at + next[0].length
    waiting.shift()
    child.stdin?.write(next[1])
  }
  child.stdout?.on('data', read)
  child.stderr?.on('data', read)
  const [code] = (await once(child, 'close')) as [number]
  return { code, shown }
}

/** Runs a command on a terminal of its own. */
function onTerminal([program = '', ...args]: readonly string[]): ChildProcess {
  if (process.platform === 'darwin') return spawn('script', ['-q', '/dev/null', program, ...args])
  const quoted = [program, ...args].map((arg) => `'${arg}'`).join(' ')
  return spawn('script', ['-qec', quoted, '/dev/null'])
}

describe('a password at a terminal', () => {
  test('is asked for twice and never shown, however early it is typed', async () => {
    const { code, shown } = await converse(onTerminal(createAccount()), [
      ['Password of', `${password}\r`],
      ['once more', `${password}\r`],
    ])
    assert.equal(code, 0, shown)
    assert.match(shown, /Created account person-/)
    assert.equal(shown.includes('secret'), false)
  })

  test('that differs the second time creates nobody', async () => {
    const { code, shown } = await converse(onTerminal(createAccount()), [
      ['Password of', `${password}\r`],
      ['once more', `${password}-2\r`],
    ])
    assert.equal(code, 1, shown)
    assert.match(shown, /not the same/)
  })

  test('need not be given: Ctrl-C and Ctrl-D break off', async () => {
    for (const key of ['\u0003', '\u0004']) {
      const { code, shown } = await converse(onTerminal(createAccount()), [['Password of', key]])
      assert.equal(code, 1, shown)
      assert.match(shown, /cancelled/)
    }
  })
})

describe('a password without a terminal', () => {
  const run = ([program = '', ...args]: readonly string[], input: string): Promise<{ code: number; shown: string }> => {
    const child = spawn(program, args)
    child.stdin.end(input)
    return converse(child)
  }

  test('is the first line of standard input', async () => {
    for (const input of [password, `${password}\n`, `${password}\r\nmore\n`]) {
      const { code, shown } = await run(createAccount('--password-stdin'), input)
      assert.equal(code, 0, shown)
      assert.equal(shown.includes('secret'), false)
    }
  })

  test('that is missing or too short is refused', async () => {
    for (const input of ['', '\n', 'short\n']) assert.equal((await run(createAccount('--password-stdin'), input)).code, 1, input)
  })

  test('must be asked for with --password-stdin', async () => {
    const { code, shown } = await run(createAccount(), `${password}\n`)
    assert.equal(code, 2)
    assert.match(shown, /--password-stdin/)
  })
})
