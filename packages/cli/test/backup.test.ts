import assert from 'node:assert/strict'
import { copyFileSync, existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { gunzipSync, gzipSync } from 'node:zlib'
import { administrator, startServer, type TestServer } from '@latchkey/testing'
import { CommandProcess } from './command-process.ts'

let server: TestServer
let latchkey: CommandProcess
let file: string

before(async () => {
  server = await startServer()
  latchkey = new CommandProcess(server)
  file = join(latchkey.folder, 'running.backup')
})
after(() => server[Symbol.asyncDispose]())

let folders = 0
/** Options that name a new, empty installation on this machine. */
function elsewhere(): { readonly folder: string; readonly there: CommandProcess } {
  folders += 1
  const folder = join(latchkey.folder, `restored-${folders}`)
  return {
    folder,
    there: new CommandProcess(server, { LATCHKEY_DATA: folder, LATCHKEY_DATABASE: `sqlite:${join(folder, 'restored.db')}` }),
  }
}

const mark = 'without anything that is in no other text'

describe('a backup', () => {
  test('of a running server is a file for its owner alone, without the master key', async () => {
    await latchkey.run('create', 'scope', '--field', 'name=kept', '--field', `description=${mark}`)
    const { status, stderr } = await latchkey.run('backup', file)
    assert.equal(status, 0, stderr)
    assert.match(stderr, /^\d+ lines written to .*running\.backup\n$/)
    assert.equal(statSync(file).mode & 0o777, 0o600)
    const text = gunzipSync(readFileSync(file)).toString()
    assert.equal(text.includes(mark), true)
    assert.equal(text.includes(masterKeyOf(server.data)), false)
    assert.deepEqual(
      readdirSync(latchkey.folder).filter((name) => name.endsWith('.part')),
      [],
    )
  })

  test('read into an empty installation is that installation: same people, same keys, an unbroken audit log that tells of both', async () => {
    const { folder, there } = elsewhere()
    const refused = await there.run('restore', file)
    assert.equal(refused.status, 1)
    assert.match(
      refused.stderr,
      /^error: the backup was not restored: its master key is not part of it: put that into .*master\.key or LATCHKEY_MASTER_KEY\n$/,
    )

    copyFileSync(join(server.data, 'master.key'), join(folder, 'master.key'))
    const done = await there.run('restore', file)
    assert.equal(done.status, 0, done.stderr)
    assert.match(done.stdout, /^\d+ rows restored, as they were at 20\d\d-\d\d-\d\dT[\d:.]+Z\.\n$/)
    assert.deepEqual(await there.json('keys', 'list'), await latchkey.json('keys', 'list'))
    assert.match((await there.run('account', 'list')).stdout, new RegExp(administrator.username))
    assert.match((await there.run('audit', 'verify')).stdout, /^The chain of \d+ events is intact\./)
    const restored = await there.run('audit', 'list', '--where', 'kind=restore')
    assert.match(restored.stdout, /Restoration +Done +operator/)
    assert.match((await latchkey.run('audit', 'list', '--where', 'kind=backup')).stdout, /Backup +Done +operator/)

    const again = await there.run('restore', file)
    assert.equal(again.status, 1)
    assert.match(again.stderr, /the database has contents already/)
  })

  test('with the master key in it needs nothing else', async () => {
    const whole = join(latchkey.folder, 'whole.backup')
    assert.equal((await latchkey.run('backup', whole, '--with-master-key', '--quiet')).stderr, '')
    const { folder, there } = elsewhere()
    assert.equal((await there.run('restore', whole)).status, 0)
    assert.equal(masterKeyOf(folder), masterKeyOf(server.data))
    assert.equal(statSync(join(folder, 'master.key')).mode & 0o777, 0o600)
    assert.equal((await there.run('keys', 'rotate')).status, 0)
  })

  test('of another master key is refused', async () => {
    const { folder, there } = elsewhere()
    await there.run('restore', file)
    writeFileSync(join(folder, 'master.key'), 'another-master-key-of-enough-characters\n')
    const { status, stderr } = await there.run('restore', file)
    assert.equal(status, 1)
    assert.match(stderr, /it was made with another master key than that of .*master\.key/)
    assert.equal(existsSync(join(folder, 'restored.db')), false)
  })

  test('that is damaged, cut short, missing or none is refused with a sentence', async () => {
    const { folder, there } = elsewhere()
    await there.run('restore', file)
    copyFileSync(join(server.data, 'master.key'), join(folder, 'master.key'))
    const text = gunzipSync(readFileSync(file)).toString()
    const bad = join(latchkey.folder, 'bad.backup')
    const cases: readonly (readonly [Uint8Array, RegExp])[] = [
      [gzipSync(text.replace(mark, 'something else')), /the backup was changed/],
      [gzipSync(text.split('\n').slice(0, -2).join('\n')), /the backup is cut short/],
      [readFileSync(file).subarray(0, 500), /cannot be read: it is no backup of Latchkey, or it is damaged/],
      [Buffer.from('hello'), /cannot be read: it is no backup of Latchkey, or it is damaged/],
    ]
    for (const [octets, expected] of cases) {
      writeFileSync(bad, octets)
      const { status, stderr } = await there.run('restore', bad)
      assert.equal(status, 1)
      assert.match(stderr, expected)
      assert.equal(stderr.split('\n').length, 2, stderr)
    }
    const missing = await there.run('restore', join(folder, 'nothing'))
    assert.match(missing.stderr, /^error: .*nothing cannot be read: ENOENT\n$/)
    assert.equal((await there.run('restore', file)).status, 0)
  })

  test('needs the name of one file that can be written', async () => {
    assert.equal((await latchkey.run('backup')).status, 2)
    assert.equal((await latchkey.run('restore', 'a', 'b')).status, 2)
    const { status, stderr } = await latchkey.run('backup', join(latchkey.folder, 'no/such/folder'))
    assert.equal(status, 1)
    assert.match(stderr, /cannot be written: ENOENT/)
    const { there } = elsewhere()
    const nothing = await there.run('backup', file)
    assert.equal(nothing.status, 1)
    assert.match(nothing.stderr, /there is no master key in /)
  })
})

function masterKeyOf(folder: string): string {
  return readFileSync(join(folder, 'master.key'), 'utf8').trim()
}
