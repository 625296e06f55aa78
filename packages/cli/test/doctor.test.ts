import assert from 'node:assert/strict'
import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { after, before, describe, test } from 'node:test'
import { startServer, type TestServer } from '@latchkey/testing'
import { CommandProcess } from './command-process.ts'

interface Finding {
  readonly check: string
  readonly verdict: string
  readonly message: string
}

let server: TestServer
let folder: string

before(async () => {
  server = await startServer()
  folder = new CommandProcess(server).folder
})
after(() => server[Symbol.asyncDispose]())

/** What it finds with these options, by what it looked at, and its exit code. */
async function examined(environment: Readonly<Record<string, string>> = {}) {
  const { status, stdout, stderr } = await new CommandProcess(server, environment).run('doctor', '--json')
  assert.equal(stderr, '')
  const findings = JSON.parse(stdout) as readonly Finding[]
  return { status, findings, of: (check: string) => findings.find((each) => each.check === check) }
}

/** All rows of all tables of a file. */
function contentsOf(file: string): Readonly<Record<string, unknown>> {
  const database = new DatabaseSync(file, { readOnly: true })
  const tables = database.prepare("select name from sqlite_master where type = 'table' and name not like 'sqlite_%'").all()
  const rows = tables.map(({ name }): [string, unknown] => [String(name), database.prepare(`select * from "${name}"`).all()])
  database.close()
  return Object.fromEntries(rows)
}

describe('doctor', () => {
  test('finds nothing to complain of beside a running server, and changes nothing', async () => {
    const { status, stdout } = await new CommandProcess(server).run('doctor')
    assert.equal(status, 0, stdout)
    assert.match(stdout, /^ok {7}issuer: http/)
    assert.match(stdout, /^ok {7}database: whole and up to date$/m)
    assert.match(stdout, /^ok {7}secrets: the master key opens them$/m)
    assert.match(stdout, /^ok {7}audit log: the chain of \d+ events is intact$/m)
    assert.equal(stdout.includes('failed'), false)
  })

  test('of a place where nothing is makes nothing there', async () => {
    const nothing = join(folder, 'nothing')
    const { status, findings } = await examined({ LATCHKEY_DATA: nothing, LATCHKEY_DATABASE: '' })
    assert.equal(status, 0)
    assert.deepEqual(findings.at(-1), {
      check: 'database',
      verdict: 'ok',
      message: 'does not exist yet; the first start makes it',
    })
    assert.equal(existsSync(nothing), false)
  })

  test('of a database elsewhere changes nothing in it, and makes no data folder beside it', async () => {
    const [source, copy, nothing] = [join(folder, 'seen.backup'), join(folder, 'copy'), join(folder, 'no-folder')]
    const LATCHKEY_DATABASE = `sqlite:${join(copy, 'elsewhere.db')}`
    await new CommandProcess(server).run('backup', source, '--with-master-key')
    await new CommandProcess(server, { LATCHKEY_DATA: copy, LATCHKEY_DATABASE }).run('restore', source)
    const LATCHKEY_MASTER_KEY = readFileSync(join(copy, 'master.key'), 'utf8').trim()
    const before = contentsOf(join(copy, 'elsewhere.db'))
    const { status, findings } = await examined({ LATCHKEY_DATA: nothing, LATCHKEY_DATABASE, LATCHKEY_MASTER_KEY })
    assert.equal(status, 0, JSON.stringify(findings))
    assert.equal(findings.at(-1)?.check, 'audit log')
    assert.deepEqual(contentsOf(join(copy, 'elsewhere.db')), before)
    assert.equal(existsSync(nothing), false)
  })

  test('says that a master key is missing, can be read by others, or is another one', async () => {
    const [key, hidden] = [join(server.data, 'master.key'), join(server.data, 'hidden')]
    renameSync(key, hidden)
    try {
      const missing = await examined()
      assert.equal(missing.status, 1)
      assert.match(
        missing.of('secrets')?.message ?? '',
        /^the master key that sealed them is missing: put it into .*master\.key or LATCHKEY_MASTER_KEY$/,
      )
      const other = await examined({ LATCHKEY_MASTER_KEY: 'another master key of enough characters' })
      assert.equal(other.status, 1)
      assert.match(JSON.stringify(other.findings), /sealed with another master key/)
    } finally {
      renameSync(hidden, key)
    }
    chmodSync(key, 0o644)
    const readable = await examined()
    chmodSync(key, 0o600)
    assert.equal(readable.status, 1)
    assert.match(readable.of('master key')?.message ?? '', /can be read by others; `chmod 600` it$/)
  })

  test('says that a database does not answer, is none, or belongs to a newer release', async () => {
    const unreachable = await examined({ LATCHKEY_DATABASE: 'postgres://nobody:secret@127.0.0.1:1/nothing' })
    assert.equal(unreachable.status, 1)
    assert.match(unreachable.of('database')?.message ?? '', /^cannot be opened: /)
    assert.equal(JSON.stringify(unreachable.findings).includes('secret@'), false)

    const none = join(folder, 'none.db')
    writeFileSync(none, 'this is text, and more of it than a header of a database has octets. '.repeat(100))
    const { status, of } = await examined({ LATCHKEY_DATABASE: `sqlite:${none}` })
    assert.equal(status, 1)
    assert.equal(of('database')?.message, 'cannot be opened: file is not a database')

    const newer = join(folder, 'newer.db')
    const database = new DatabaseSync(newer)
    database.exec('create table schema_versions (number integer, release text, oldest_reader integer)')
    database.exec("insert into schema_versions values (99, '9.9.0', 99)")
    database.close()
    assert.equal(
      (await examined({ LATCHKEY_DATABASE: `sqlite:${newer}` })).of('database')?.message,
      'needs Latchkey 9.9.0 or newer',
    )
  })

  test('says that a certificate cannot be used', async () => {
    const certificate = join(folder, 'bad.pem')
    writeFileSync(certificate, 'no certificate')
    const { status, of } = await examined({ LATCHKEY_TLS_CERT: certificate, LATCHKEY_TLS_KEY: certificate })
    assert.equal(status, 1)
    assert.match(of('TLS')?.message ?? '', /cannot be used: /)
  })

  test('says that the data folder can be read by others', async () => {
    const open = join(folder, 'open')
    mkdirSync(open)
    chmodSync(open, 0o755)
    const { of } = await examined({ LATCHKEY_DATA: open, LATCHKEY_DATABASE: '' })
    assert.deepEqual(of('data folder'), {
      check: 'data folder',
      verdict: 'warning',
      message: `${open} can be read by others; \`chmod 700\` it`,
    })
  })
})
