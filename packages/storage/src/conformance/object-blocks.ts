import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Filter, ObjectChange, ObjectQuery, ScopeRecord } from '@latchkey/management/stores'
import { type CreateDatabase, now, twoNodes } from './nodes.ts'
import { plainDescriber } from './plain-describer.ts'
import { modelQuery, type Searched } from './query-model.ts'
import { origin } from './records.ts'

const words = ['alpha', 'alphabet', 'al', 'beta', 'bet', 'été', 'zz\u{1f600}', 'zz\u{ffee}']

/** Whatever comes, changes and goes, in whichever amounts: more than a block has, and fewer. */
export function objectBlockConformance(create: CreateDatabase): void {
  describe('places of managed objects', () => {
    const nodes = twoNodes(create)

    test('pages, places and totals are right after objects came, changed and went, many at once and one by one', async () => {
      const scopes = new Map<string, ScopeRecord>()
      let made = 0
      const scope = (id?: string): ScopeRecord => {
        made += 1
        const mixed = Math.imul(made, 2_654_435_761) >>> 0
        return {
          scopeId: (id ?? `scp_${mixed.toString(36)}`) as ScopeRecord['scopeId'],
          name: `s${mixed % 100_000}-${made}`,
          description: [words[mixed % words.length], words[(mixed >>> 8) % words.length], `n${mixed % 40}`].join(' '),
          createdAt: now + (mixed % 700),
          updatedAt: now,
        }
      }
      const fresh = (count: number): readonly ObjectChange[] =>
        Array.from({ length: count }, (): ObjectChange => ({ object: 'Scope', kind: 'create', record: scope() }))

      async function changed(ids: readonly string[], kind: 'replace' | 'remove'): Promise<readonly ObjectChange[]> {
        const stored = await nodes().here.management.objects.find('Scope', ids)
        return stored.map(
          ({ id, version }): ObjectChange =>
            kind === 'remove'
              ? { object: 'Scope', kind, id, version }
              : { object: 'Scope', kind, id, version, record: scope(id) },
        )
      }

      async function commit(changes: readonly ObjectChange[], place = 0): Promise<void> {
        const { objects } = (place % 2 === 0 ? nodes().here : nodes().there).management
        assert.equal((await objects.commit(changes, { origin, now })).kind, 'committed')
        for (const change of changes) {
          if (change.kind === 'remove') scopes.delete(change.id)
          else if (change.object === 'Scope') scopes.set(change.record.scopeId, change.record)
        }
      }

      async function check(): Promise<void> {
        const all: readonly Searched[] = [...scopes].map(([id, record]) => ({ id, view: plainDescriber.Scope(record) }))
        const middle = all[Math.floor(all.length / 2)]?.id ?? 'nothing'
        for (const asked of questions(all.length, middle)) {
          const query: ObjectQuery = { object: 'Scope', sort: [], limit: 5, calculateTotal: true, ...asked }
          const answer = await nodes().there.management.objects.query(query)
          assert.deepEqual(answer, modelQuery(all, query), JSON.stringify(query))
        }
      }

      const some = (every: number): readonly string[] => [...scopes.keys()].filter((_, place) => place % every === 0)
      await commit(fresh(2_600))
      for (const [place, change] of [...fresh(6), ...(await changed(some(500), 'replace'))].entries())
        await commit([change], place)
      await check()
      await commit([...(await changed(some(3), 'replace')), ...fresh(300)], 1)
      const gone = [...scopes.keys()].filter((_, place) => place % 5 !== 0)
      await commit(await changed(gone, 'remove'))
      await check()
      await commit(fresh(1_700), 1)
      await check()
      await commit(await changed([...scopes.keys()].slice(2), 'remove'))
      await commit(fresh(2))
      await check()
    })

    test('an answer is of one state, whatever is committed meanwhile', async () => {
      const { here, there } = nodes()
      const query = { object: 'Role', sort: [], page: { position: -1 }, limit: 5, calculateTotal: true } as const
      const times = { createdAt: now, updatedAt: now }
      for (let i = 0; i < 40; i += 1) {
        const record = { roleId: `rol_${String(i).padStart(3, '0')}`, description: `role ${i}`, roleIds: [], ...times } as const
        const change: ObjectChange = {
          object: 'Role',
          kind: 'create',
          record: { ...record, enabledPermissions: [], disabledPermissions: [] },
        }
        const made = there.management.objects.commit([change], { origin, now })
        const answer = await here.management.objects.query(query)
        assert.equal((await made).kind, 'committed')
        assert.ok(answer.kind === 'found' && answer.total !== undefined)
        assert.ok(answer.total === i || answer.total === i + 1)
        // By id, descending: the last is the first that was made.
        if (answer.total > 0) assert.deepEqual([answer.ids, answer.position], [['rol_000'], answer.total - 1])
      }
    })
  })
}

function questions(count: number, anchor: string): readonly (Pick<ObjectQuery, 'page'> & Partial<ObjectQuery>)[] {
  const by = (property: string, isAscending = true) => [{ property, isAscending }]
  const positions = [Math.floor(count / 2), -2, count + 1].map((position) => ({ page: { position } }))
  const sorts = [[], by('name'), by('name', false), by('createdAt', false), [...by('createdAt'), ...by('name', false)]]
  const filters: readonly Filter[] = [
    { kind: 'text', words: ['al'] },
    { kind: 'text', words: ['alphab'] },
    { kind: 'text', words: ['b', 'n3'] },
    { kind: 'compare', property: 'name', by: 'greater', value: 's5' },
    { kind: 'compare', property: 'createdAt', by: 'equal', value: String(now + 7).padStart(16, '0') },
    { kind: 'compare', property: 'createdAt', by: 'less', value: String(now + 350).padStart(16, '0') },
  ]
  return [
    ...sorts.flatMap((sort) => positions.map((page) => ({ sort, ...page }))),
    ...sorts.map((sort) => ({ sort, page: { anchor, offset: -1 } })),
    ...filters.flatMap((filter) => [
      { filter, sort: by('name'), page: { position: 1 } },
      { filter, sort: by('createdAt', false), page: { position: -2 } },
      { filter, page: { position: 0 } },
    ]),
  ]
}
