import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Filter, ObjectChange, ObjectQuery, ScopeRecord } from '@latchkey/management/stores'
import { type CreateDatabase, now, twoNodes } from './nodes.ts'
import { plainDescriber } from './plain-describer.ts'
import { modelQuery, type Searched } from './query-model.ts'
import { origin } from './records.ts'

/** So many that no way to find what half of them have is to fetch them all. */
const count = 2_700
const firstWords = ['ada', 'bea', 'cid', 'dora', 'eve']

/** Objects whose words stand together in one order, apart in another, and come and go. */
export function objectBeginningConformance(create: CreateDatabase): void {
  describe('beginnings of words along an index', () => {
    const nodes = twoNodes(create)
    const scopes = new Map<string, ScopeRecord>()

    function scope(i: number, life: number, id = `scp_${((i * 7_919) % 100_003).toString(36)}-${i}`): ScopeRecord {
      const first = firstWords[i % firstWords.length] ?? ''
      // Two of three have a word that begins with `ma`, who come late by name.
      const last = i % 3 === 0 ? `ko${String(i % 500).padStart(3, '0')}` : `ma${(i * 31 + life) % 70}`
      return {
        scopeId: id as ScopeRecord['scopeId'],
        name: `${last} ${first} ${i}`,
        // Few of those who have `ma` have a description; later also some of the others have such a word.
        ...((i % 3 === 0 || i % 60 === 1) && { description: life > 0 && i % 500 > 300 ? `maria ${i % 9}` : `text ${i % 11}` }),
        createdAt: now + (i % 40) * 60,
        updatedAt: now,
      } as ScopeRecord
    }

    async function commit(changes: readonly ObjectChange[]): Promise<void> {
      assert.equal((await nodes().here.management.objects.commit(changes, { origin, now })).kind, 'committed')
      for (const change of changes) {
        if (change.kind === 'remove') scopes.delete(change.id)
        else if (change.object === 'Scope') scopes.set(change.record.scopeId, change.record)
      }
    }

    async function changed(every: number, life: number): Promise<readonly ObjectChange[]> {
      const some = [...scopes].filter((_, place) => place % every === 0)
      const stored = await nodes().here.management.objects.find(
        'Scope',
        some.map(([id]) => id),
      )
      return stored.map(({ id, version }, place): ObjectChange => {
        if (place % 2 === 0) return { object: 'Scope', kind: 'remove', id, version }
        return { object: 'Scope', kind: 'replace', id, version, record: scope(Number(id.split('-')[1]), life, id) }
      })
    }

    let checks = 0

    /** Other pages each time. */
    async function check(): Promise<void> {
      checks += 1
      const all: readonly Searched[] = [...scopes].map(([id, record]) => ({ id, view: plainDescriber.Scope(record) }))
      for (const query of questions(checks)) {
        const answer = await nodes().there.management.objects.query(query)
        assert.deepEqual(answer, modelQuery(all, query), JSON.stringify(query))
      }
    }

    test('what begins as asked is found in every order, after objects came, changed and went', async () => {
      await commit(Array.from({ length: count }, (_, i) => ({ object: 'Scope', kind: 'create', record: scope(i, 0) })))
      await check()
      for (const change of await changed(300, 1)) await commit([change])
      await check()
      await commit(await changed(4, 2))
      // What is left of two blocks by name becomes one.
      const kept = [...scopes.values()].filter(({ name }) => name.startsWith('ko') && name > 'ko48').map(({ scopeId }) => scopeId)
      const gone = [...scopes.values()].filter(({ scopeId, name }) => name.startsWith('ko') && !kept.includes(scopeId))
      const stored = await nodes().here.management.objects.find(
        'Scope',
        gone.slice(10).map(({ scopeId }) => scopeId),
      )
      await commit(stored.map(({ id, version }) => ({ object: 'Scope', kind: 'remove', id, version })))
      await check()
      await commit(Array.from({ length: 900 }, (_, i) => ({ object: 'Scope', kind: 'create', record: scope(count + i, 3) })))
      await check()
    })
  })
}

function questions(turn: number): readonly ObjectQuery[] {
  const by = (property: string, isAscending = true) => ({ property, isAscending })
  const sorts = [
    [by('name')],
    [by('name', false)],
    [by('createdAt')],
    [by('createdAt', false), by('name', false)],
    [by('description'), by('name')],
    [by('description', false)],
  ]
  const text = (...words: readonly string[]): Filter => ({ kind: 'text', words })
  const early: Filter = { kind: 'compare', property: 'createdAt', by: 'less', value: String(now + 1_200).padStart(16, '0') }
  const filters = [
    ...['ma', 'mar'].map((word) => text(word)),
    text('ma', 'ad'),
    { kind: 'and', filters: [text('ma'), early] } as const,
  ]
  const pages = [
    { page: { position: 0 }, limit: 7 },
    { page: { position: 30 }, limit: 60 },
    { page: { position: 500 }, limit: 95 },
  ]
  return sorts.flatMap((sort, place) =>
    filters.map((filter, other) => ({
      ...{ object: 'Scope' as const, sort, filter, calculateTotal: other % 2 === 0 },
      ...(pages[(place + other + turn) % pages.length] ?? { page: { position: 0 }, limit: 1 }),
    })),
  )
}
