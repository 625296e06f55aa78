import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { Mistakes } from '../../src/plan/mistakes.ts'
import { ObjectNames } from '../../src/plan/object-names.ts'
import { orderOperations } from '../../src/plan/order-operations.ts'
import type { JsonValue } from '../../src/ports/json.ts'
import { catalogue, definitions, readPlan } from './read-plan.ts'

async function ordered(...lines: readonly JsonValue[]): Promise<{ lines: readonly number[]; mistakes: readonly string[] }> {
  const { plan } = await readPlan(lines)
  const mistakes = new Mistakes()
  const names = new ObjectNames(definitions)
  const writes = orderOperations(plan.operations, { definitions, registry: catalogue.registry, names, mistakes })
  return { lines: writes.map(({ line }) => line), mistakes: mistakes.list.map(({ line, text }) => `${line}: ${text}`) }
}

function role(description: string, roleIds: JsonValue = {}): JsonValue {
  return { '@type': 'upsert', object: 'Role', value: { description, roleIds } }
}

describe('the order of a plan', () => {
  test('what is referred to comes first, by ref and by natural key, in sets and inside embedded objects', async () => {
    const { lines, mistakes } = await ordered(
      {
        '@type': 'upsert',
        object: 'Account',
        value: {
          name: 'jane',
          memberGroupIds: { '#staff': true },
          roles: { '@type': 'Custom', roleIds: [{ $match: { object: 'Role', description: 'OPS' } }] },
        },
      },
      { '@type': 'upsert', object: 'Group', ref: 'staff', value: { name: 'staff' } },
      role('ops', [{ $match: { object: 'x:Role', description: 'base' } }]),
      role('base'),
    )
    assert.deepEqual([lines, mistakes], [[2, 4, 3, 1], []])
  })

  test('pointers of an update refer too', async () => {
    const { lines } = await ordered(
      { '@type': 'update', object: 'Group', match: { name: 'staff' }, value: { 'roleIds/#r': true } },
      { '@type': 'create', object: 'Role', ref: 'r', value: { description: 'ops' } },
    )
    assert.deepEqual(lines, [2, 1])
  })

  test('a text that begins with # is no reference', async () => {
    const { mistakes } = await ordered(role('#1 of all'))
    assert.deepEqual(mistakes, [])
  })

  test('references that lead nowhere or back are mistakes', async () => {
    const { mistakes } = await ordered(
      role('a', { '#nowhere': true }),
      role('b', [{ $match: { object: 'Rule', description: 'x' } }]),
      role('c', [{ $match: { object: 'Role', name: 'x' } }]),
      role('d', [{ $match: { object: 'ApiKey', description: 'x' } }]),
      role('e', [{ $match: { object: 'Role', description: 'f' } }]),
      role('f', [{ $match: { object: 'Role', description: 'e' } }]),
    )
    assert.deepEqual(mistakes, [
      '1: roleIds: no line of the plan has the ref nowhere.',
      '2: roleIds: $match must name the type of the object as object.',
      '3: roleIds: $match of Role must name description alone.',
      '4: roleIds: ApiKey cannot be matched.',
      '5: The references of this line lead back to itself.',
    ])
  })

  test('a chain as long as a plan is followed without running out of stack', async () => {
    const length = 20_000
    const chain = Array.from({ length }, (_, index) =>
      role(`r${index}`, index + 1 < length ? [{ $match: { object: 'Role', description: `r${index + 1}` } }] : {}),
    )
    const { lines, mistakes } = await ordered(...chain)
    assert.deepEqual([lines[0], lines.at(-1), mistakes], [length, 1, []])
  })
})
