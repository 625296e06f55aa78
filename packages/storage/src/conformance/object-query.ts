import assert from 'node:assert/strict'
import { before, describe, test } from 'node:test'
import type { Group, GroupId, RoleId } from '@latchkey/identity'
import type { Comparator, Filter, ObjectChange, ObjectQuery } from '@latchkey/management/stores'
import { type CreateDatabase, now, twoNodes } from './nodes.ts'
import { plainDescriber } from './plain-describer.ts'
import { modelOrder, modelQuery, type Searched } from './query-model.ts'
import { origin } from './records.ts'

/** More than are ever fetched and sorted at once, so that every way to find something is gone. */
const count = 3_600
const roleIds = ['rol_a', 'rol_b', 'rol_c', 'rol_d'] as const satisfies readonly RoleId[]
const words = ['alpha', 'beta', 'Gamma', 'été', 'ｆｕｌｌ', 'zz\u{1f600}', 'zz\u{ffee}', 'alphabet', '42']

export function objectQueryConformance(create: CreateDatabase): void {
  describe('queries of managed objects', () => {
    const nodes = twoNodes(create)
    const random = new Random(20_261)
    const groups = new Map<string, Group>()
    let all: readonly Searched[] = []

    before(async () => {
      const { objects } = nodes().here.management
      const commit = async (changes: readonly ObjectChange[]) => {
        assert.equal((await objects.commit(changes, { origin, now })).kind, 'committed')
      }
      const times = { createdAt: now, updatedAt: now }
      const permissions = { enabledPermissions: [], disabledPermissions: [] }
      await commit(
        roleIds.map((roleId) => ({
          object: 'Role',
          kind: 'create',
          record: { roleId, description: roleId, roleIds: [], ...permissions, ...times },
        })),
      )
      for (let i = 0; i < count; i += 1) {
        const group = aGroup(random, i)
        groups.set(group.groupId, group)
      }
      await commit([...groups.values()].map((record) => ({ object: 'Group', kind: 'create', record })))
      // What is found must be what is stored now, not what was once.
      const stored = await objects.find('Group', [...groups.keys()])
      const changes = stored.flatMap(({ id, version }, i): ObjectChange[] => {
        if (i % 7 === 0) {
          groups.delete(id)
          return [{ object: 'Group', kind: 'remove', id, version }]
        }
        if (i % 5 !== 0) return []
        const record = { ...aGroup(random, i), groupId: id as GroupId, name: `renamed ${i}` }
        groups.set(id, record)
        return [{ object: 'Group', kind: 'replace', id, version, record, owner: i % 2 === 0 ? 'prod' : null }]
      })
      await commit(changes)
      all = [...groups].map(([id, group]) => ({ id, view: plainDescriber.Group(group) }))
    })

    for (const part of ['first', 'second', 'third', 'last']) {
      test(`what is found, in which order and how much of it, is what a plain model says (${part} part)`, async () => {
        for (let i = 0; i < 30; i += 1) {
          const query: ObjectQuery = { object: 'Group', ...aQuery(random, all) }
          const answer = await nodes().there.management.objects.query(query)
          assert.deepEqual(answer, modelQuery(all, query), JSON.stringify(query))
        }
      })
    }

    test('the places of ids are those in the whole answer, and ids that are not found have none', async () => {
      for (let i = 0; i < 20; i += 1) {
        const query = { object: 'Group' as const, ...aQuestion(random) }
        const order = modelOrder(all, query)
        const ids = ['nothing', ...Array.from({ length: 5 }, () => random.of(all).id)]
        const places = new Map(ids.flatMap((id) => (order.includes(id) ? [[id, order.indexOf(id)] as const] : [])))
        const answer = await nodes().here.management.objects.positions(query, ids)
        assert.deepEqual(new Map([...answer].sort()), new Map([...places].sort()), JSON.stringify(query))
      }
    })

    test('an owner is found as the property managedBy', async () => {
      const { objects } = nodes().here.management
      const filter: Filter = { kind: 'compare', property: 'managedBy', by: 'equal', value: 'prod' }
      const query = { object: 'Group', sort: [], page: { position: 0 }, limit: count, calculateTotal: true } as const
      const answer = await objects.query({ ...query, filter })
      assert.ok(answer.kind === 'found' && answer.ids.length > 100)
      assert.equal(answer.total, answer.ids.length)
      const owned = await objects.find('Group', answer.ids)
      assert.deepEqual(new Set(owned.map(({ owner }) => owner)), new Set(['prod']))
      const others = await objects.query({ ...query, filter: { kind: 'not', filter } })
      assert.equal(others.kind === 'found' && others.total, groups.size - answer.ids.length)
    })

    test('texts that are too long for an index are told apart, and found again', async () => {
      const { objects } = nodes().here.management
      const texts = ['a', 'b'].map((end) => `${'long \u{1f600}'.repeat(2_000)}${end}`)
      for (const [i, description] of texts.entries()) {
        const record = { ...aGroup(random, i), groupId: `grp_long${i}` as const, name: `long ${description}`, description }
        assert.equal((await objects.commit([{ object: 'Group', kind: 'create', record }], { origin, now })).kind, 'committed')
      }
      for (const [i, value] of texts.entries()) {
        const filter = { kind: 'compare', property: 'description', by: 'equal', value } as const
        const found = await objects.query({
          ...{ object: 'Group', filter, sort: [], limit: 5 },
          page: { position: 0 },
          calculateTotal: true,
        })
        assert.deepEqual(found, { kind: 'found', ids: [`grp_long${i}`], position: 0, total: 1 })
        assert.equal((await objects.findByKey('Group', `long ${value}`))?.id, `grp_long${i}`)
      }
    })
  })
}

/** Numbers that are the same in every run. */
class Random {
  #state: number
  constructor(seed: number) {
    this.#state = seed
  }

  /** From 0 to below `end`. */
  below(end: number): number {
    this.#state = (Math.imul(this.#state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((this.#state / 2 ** 32) * end)
  }

  of<Item>(items: readonly Item[]): Item {
    const item = items[this.below(items.length)]
    if (item === undefined) throw new Error('nothing to choose from')
    return item
  }
}

function aGroup(random: Random, i: number): Group {
  const description = Array.from({ length: 1 + random.below(3) }, () => random.of(words)).join(' ')
  return {
    groupId: `grp_${(i * 7919).toString(36)}-${random.below(10)}`,
    name: `Group ${random.below(1_000_000)} ${i}`,
    ...(random.below(3) > 0 && { description }),
    roleIds: roleIds.filter(() => random.below(3) === 0),
    createdAt: now + random.below(8),
    updatedAt: now,
  }
}

type Question = Pick<ObjectQuery, 'filter' | 'sort'>

function aQuestion(random: Random): Question {
  const properties = ['name', 'description', 'createdAt', 'roleIds', 'unheard-of']
  const sort = Array.from({ length: random.below(4) }, (): Comparator => {
    return { property: random.of(properties), isAscending: random.below(2) === 0 }
  })
  return { sort, ...(random.below(3) > 0 && { filter: aFilter(random, 2) }) }
}

function aQuery(random: Random, all: readonly Searched[]): Omit<ObjectQuery, 'object'> {
  const position = random.of([0, 0, 1, 50, random.below(count), -1, -random.below(count), 3 * count])
  const anchor = random.of([random.of(all).id, random.of(all).id, 'nothing'])
  const page = random.below(4) === 0 ? { anchor, offset: random.below(21) - 10 } : { position }
  return { ...aQuestion(random), page, limit: random.of([0, 1, 20, 100]), calculateTotal: random.below(2) === 0 }
}

function aFilter(random: Random, depth: number): Filter {
  const kind = depth === 0 ? 'leaf' : random.of(['leaf', 'leaf', 'and', 'or', 'not'] as const)
  if (kind === 'not') return { kind, filter: aFilter(random, depth - 1) }
  if (kind === 'leaf') return aCondition(random)
  return { kind, filters: Array.from({ length: random.below(4) }, () => aFilter(random, depth - 1)) }
}

function aCondition(random: Random): Filter {
  if (random.below(4) === 0) {
    return {
      kind: 'text',
      words: Array.from({ length: random.below(3) }, () => random.of(['a', 'alpha', 'b', '4', 'é', 'zz', 'zz\u{1f600}', 'none'])),
    }
  }
  const by = random.of(['equal', 'greater', 'greater-or-equal', 'less', 'less-or-equal'] as const)
  const [property, value] = random.of([
    ['name', `group ${random.below(1_000_000)}`],
    ['description', random.of(words).normalize('NFKC').toLowerCase()],
    ['createdAt', String(now + random.below(8)).padStart(16, '0')],
    ['roleIds', random.of(roleIds)],
    ['unheard-of', 'x'],
  ] as const)
  return { kind: 'compare', property, by, value }
}
