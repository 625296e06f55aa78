import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { follow, type Operation, run, undo } from '../sql/operation.ts'
import type { Statement } from '../sql/statement.ts'
import { CommitQueue } from './commit-queue.ts'
import { SqliteConnection } from './sqlite-connection.ts'

const insert: Statement<{ readonly id: number }, never> = {
  name: 'insert',
  sql: 'insert into things (id) values (?)',
  bind: ({ id }) => [id],
}

function* inserting(id: number): Operation<number> {
  yield* run(insert, { id })
  return id
}

class CountingConnection extends SqliteConnection {
  commits = 0

  override exec(sql: string): void {
    if (sql === 'COMMIT') this.commits += 1
    super.exec(sql)
  }
}

describe('shared commits', () => {
  let folder = ''
  let connection: CountingConnection
  let other: SqliteConnection
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'latchkey-commits-'))
    connection = new CountingConnection(join(folder, 'things.db'))
    other = new SqliteConnection(join(folder, 'things.db'))
    connection.exec('create table things (id integer primary key)')
  })
  after(async () => {
    connection.close()
    other.close()
    await rm(folder, { recursive: true })
  })
  const stored = () => other.all('select id from things order by id', []).map((row) => (row as { id: number }).id)

  test('a large operation shares its commit with none, and is undone whole when it fails or says so', async () => {
    const queue = new CommitQueue(connection)
    const before = connection.commits
    const [first, large, last] = [
      queue.run(() => inserting(201)),
      queue.run(() => inserting(202), true),
      queue.run(() => inserting(203)),
    ]
    await Promise.all([first, large, last])
    assert.equal(connection.commits, before + 3)
    const undone = function* (): Operation<string> {
      yield* run(insert, { id: 204 })
      return undo('undone')
    }
    assert.equal(await queue.run(undone, true), 'undone')
    const failing = function* (): Operation<void> {
      yield* run(insert, { id: 205 })
      yield* run(insert, { id: 201 })
    }
    await assert.rejects(queue.run(failing, true))
    assert.deepEqual(stored(), [201, 202, 203])
    connection.exec('delete from things')
  })

  test('operations of one turn share a commit; the one that fails is undone alone and whole', async () => {
    const queue = new CommitQueue(connection)
    const before = connection.commits
    const failing = function* (): Operation<void> {
      yield* run(insert, { id: 100 })
      yield* run(insert, { id: 1 })
    }
    const answers = await Promise.allSettled([queue.run(() => inserting(1)), queue.run(failing), queue.run(() => inserting(2))])
    assert.deepEqual(
      answers.map((answer) => answer.status),
      ['fulfilled', 'rejected', 'fulfilled'],
    )
    assert.deepEqual(stored(), [1, 2])
    assert.equal(connection.commits, before + 1)
  })

  test('operations of turns that follow each other share a commit, too', async () => {
    const queue = new CommitQueue(connection)
    const before = connection.commits
    const turn = () => new Promise((resolve) => setImmediate(resolve))
    const writing: Promise<number>[] = []
    for (let i = 0; i < 5; i++) {
      writing.push(queue.run(() => inserting(50 + i)))
      await turn()
    }
    await Promise.all(writing)
    assert.equal(connection.commits, before + 1)
    connection.exec('delete from things where id >= 50')
  })

  test('nobody waits for more than enough others', async () => {
    const queue = new CommitQueue(connection)
    let answered = 0
    const turn = () => new Promise((resolve) => setImmediate(resolve))
    for (let i = 0; i < 100 && answered === 0; i++) {
      queue
        .run(() => inserting(50 + i))
        .then(() => {
          answered += 1
        }, assert.fail)
      await turn()
    }
    assert.ok(answered >= 64 && answered < 100, `${answered} were answered while others kept coming`)
    await queue.drain()
    connection.exec('delete from things where id >= 50')
  })

  test('nobody is answered, and nothing follows, before the commit', async () => {
    const queue = new CommitQueue(connection)
    const seen: (readonly number[])[] = []
    const following = function* (): Operation<void> {
      yield* run(insert, { id: 10 })
      yield* follow({ begin: () => () => seen.push(stored()) })
    }
    await Promise.all([queue.run(following), queue.run(() => inserting(11)).then(() => seen.push(stored()))])
    assert.deepEqual(seen, [
      [1, 2, 10, 11],
      [1, 2, 10, 11],
    ])
  })

  test('an operation that undoes itself answers, leaves nothing and nothing follows', async () => {
    const queue = new CommitQueue(connection)
    let followed = false
    const undone = function* (): Operation<string> {
      yield* run(insert, { id: 20 })
      yield* follow({
        begin: () => () => {
          followed = true
        },
      })
      undo('changed my mind')
    }
    assert.equal(await queue.run(undone), 'changed my mind')
    assert.deepEqual([stored().includes(20), followed], [false, false])
  })

  test('writes wait for another process that writes, without blocking this one', async () => {
    const queue = new CommitQueue(connection)
    other.exec('BEGIN IMMEDIATE')
    let turns = 0
    const ticking = setInterval(() => {
      turns += 1
    }, 5)
    const writing = queue.run(() => inserting(30))
    await new Promise((resolve) => setTimeout(resolve, 300))
    clearInterval(ticking)
    assert.ok(turns >= 3, `${turns} turns`)
    other.exec('COMMIT')
    assert.equal(await writing, 30)
  })

  test('when the commit fails every operation in it fails, and later ones work', async () => {
    const queue = new CommitQueue(connection)
    connection.exec('create table parents (id integer primary key)')
    connection.exec('create table children (parent integer references parents (id) deferrable initially deferred)')
    const orphan: Statement<Record<never, never>, never> = {
      name: 'orphan',
      sql: 'insert into children (parent) values (7)',
      bind: () => [],
    }
    const answers = await Promise.allSettled([queue.run(() => inserting(40)), queue.run(() => run(orphan, {}))])
    assert.deepEqual(
      answers.map((answer) => answer.status),
      ['rejected', 'rejected'],
    )
    assert.equal(stored().includes(40), false)
    assert.equal(await queue.run(() => inserting(41)), 41)
  })

  test('a long queue is worked off in several commits', async () => {
    const queue = new CommitQueue(connection)
    const before = connection.commits
    await Promise.all(Array.from({ length: 600 }, (_, i) => queue.run(() => inserting(1_000 + i))))
    assert.equal(connection.commits, before + 3)
    await queue.drain()
  })
})
