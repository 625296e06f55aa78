import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, test } from 'node:test'
import { converse, onTerminal } from './terminal.ts'

const password = 'a-secret-passphrase'
const folder = mkdtempSync(join(tmpdir(), 'latchkey-password-'))
after(() => rmSync(folder, { recursive: true }))

const main = join(import.meta.dirname, '../src/main.ts')
let people = 0

function createAccount(...flags: readonly string[]): readonly string[] {
  people += 1
  return [process.execPath, main, 'account', 'create', `person-${people}`, `--data=${join(folder, 'data')}`, ...flags]
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
