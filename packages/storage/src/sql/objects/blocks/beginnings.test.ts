import assert from 'node:assert/strict'
import { DatabaseSync } from 'node:sqlite'
import { describe, test } from 'node:test'
import { DummyDriver, Kysely, SqliteAdapter, SqliteIntrospector, SqliteQueryCompiler, sql } from 'kysely'
import { eitherOf, marksOf, mayBegin, withMarks } from './beginnings.ts'

const queries = new Kysely<never>({
  dialect: {
    createAdapter: () => new SqliteAdapter(),
    createDriver: () => new DummyDriver(),
    createIntrospector: (db) => new SqliteIntrospector(db),
    createQueryCompiler: () => new SqliteQueryCompiler(),
  },
})
const database = new DatabaseSync(':memory:')

function canBegin(filter: string, word: string): boolean {
  const { sql: text, parameters } = sql`select ${mayBegin(sql`${filter}`, word)} as found`.compile(queries)
  return database.prepare(text).get(...(parameters as string[]))?.['found'] === 1
}

const filterOf = (...terms: readonly string[]) => withMarks('', marksOf(terms))

describe('beginnings of the words of a block', () => {
  test('a word of the block is found by each of its beginnings, whatever it is written in', () => {
    const terms = ['grace', 'a', '42', 'été', 'ﬀ', '日本語', '\u{1f600}\u{1f601}x', '\u{fffd}']
    const filter = filterOf(...terms)
    for (const term of terms) {
      const points = [...term]
      for (let length = 0; length <= points.length; length += 1) {
        assert.ok(canBegin(filter, points.slice(0, length).join('')), `${term} ${length}`)
      }
    }
  })

  test('of what no word begins with, most is told', () => {
    const letters = [...'abcdefghijklmnopqrstuvwxyz']
    const all = letters.flatMap((first) => letters.map((second) => first + second))
    const here = all.filter((_, place) => place % 4 === 0)
    const filter = filterOf(...here)
    const wrong = all.filter((word) => !here.includes(word) && canBegin(filter, word))
    assert.ok(wrong.length < all.length / 100, wrong.join(' '))
    assert.equal(canBegin('', 'a'), false)
    assert.equal(canBegin('', ''), true)
  })

  test('what two blocks have is what each has', () => {
    const [one, other] = [filterOf('grace', 'ada'), filterOf('hopper', '\u{1f600}')]
    assert.equal(eitherOf(one, other), filterOf('grace', 'ada', 'hopper', '\u{1f600}'))
    assert.equal(eitherOf('', one), one)
    assert.equal(eitherOf(one, ''), one)
    assert.equal(withMarks(one, marksOf(['graz', 'adam'])), one)
  })
})
