import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Fields } from '../../declarations/declaration.ts'
import { declarationRegistry } from '../../declarations/registry.ts'
import type { JsonObject } from '../../ports/json.ts'
import { resolveCreationIds } from './resolve-creation-ids.ts'

const common = { label: 'Label', description: 'Description', update: 'mutable' } as const
const role = { type: 'objectId', objectName: 'x:Role' } as const
const text = { type: 'string', format: 'string' } as const

const registry = declarationRegistry({
  embedded: [
    {
      name: 'x:Roles',
      description: 'Roles',
      shape: {
        variants: [
          { name: 'None', label: 'None', fields: {} },
          {
            name: 'Custom',
            label: 'Custom',
            schemaName: 'x:RolesCustom',
            fields: { roleIds: { ...common, type: { type: 'set', class: role } }, note: { ...common, type: text } },
          },
        ],
      },
    },
  ],
  enums: [],
})

const fields: Fields = {
  name: { ...common, type: text },
  tags: { ...common, type: { type: 'set', class: text } },
  fallback: { ...common, type: { ...role, nullable: true } },
  roleIds: { ...common, type: { type: 'set', class: role } },
  weights: { ...common, type: { type: 'map', keyClass: role, valueClass: text } },
  substitutes: { ...common, type: { type: 'map', keyClass: text, valueClass: role } },
  roles: { ...common, type: { type: 'object', objectName: 'x:Roles' } },
  others: { ...common, type: { type: 'objectList', objectName: 'x:Roles' } },
}

/** What was asked for, as `creation id at pointer`. */
function resolved(value: JsonObject): { readonly value: JsonObject; readonly asked: readonly string[] } {
  const asked: string[] = []
  const lookup = (creationId: string, pointer: string): string | undefined => {
    asked.push(`${creationId} at ${pointer}`)
    return creationId === 'k' ? 'rol_1' : undefined
  }
  return { value: resolveCreationIds(value, { fields, registry, lookup }), asked }
}

describe('RFC8620-5.3 creation ids in a managed object', () => {
  const cases: readonly (readonly [value: JsonObject, expected: JsonObject, asked: readonly string[]])[] = [
    [{ fallback: '#k' }, { fallback: 'rol_1' }, ['k at fallback']],
    [{ roleIds: { '#k': true, rol_2: true } }, { roleIds: { rol_1: true, rol_2: true } }, ['k at roleIds/#k']],
    [{ weights: { '#k': '#k' } }, { weights: { rol_1: '#k' } }, ['k at weights/#k']],
    [{ substitutes: { '#k': '#k' } }, { substitutes: { '#k': 'rol_1' } }, ['k at substitutes/#k']],
    [
      { roles: { '@type': 'Custom', roleIds: { '#k': true }, note: '#k' } },
      { roles: { '@type': 'Custom', roleIds: { rol_1: true }, note: '#k' } },
      ['k at roles/roleIds/#k'],
    ],
    [
      { others: { 0: { '@type': 'Custom', roleIds: { '#k': true } } } },
      { others: { 0: { '@type': 'Custom', roleIds: { rol_1: true } } } },
      ['k at others/0/roleIds/#k'],
    ],
    [{ 'roleIds/#k': true }, { 'roleIds/rol_1': true }, ['k at roleIds/#k']],
    [{ 'roles/roleIds/#k': true }, { 'roles/roleIds/rol_1': true }, ['k at roles/roleIds/#k']],
    [{ 'roles/roleIds': { '#k': true } }, { 'roles/roleIds': { rol_1: true } }, ['k at roles/roleIds/#k']],
    [{ 'others/0/roleIds/#k': null }, { 'others/0/roleIds/rol_1': null }, ['k at others/0/roleIds/#k']],
    [{ 'weights/#k': '#k' }, { 'weights/rol_1': '#k' }, ['k at weights/#k']],
  ]
  for (const [value, expected, asked] of cases) {
    test(`${JSON.stringify(value)} becomes ${JSON.stringify(expected)}`, () => {
      assert.deepEqual(resolved(value), { value: expected, asked })
    })
  }

  test('a text, a tag, an unknown property and a broken pointer are what they are', () => {
    const value = { name: '#k', tags: { '#k': true }, 'tags/#k': true, unknown: '#k', '#k': '#k', 'roleIds/~x#k': true }
    assert.deepEqual(resolved(value), { value, asked: [] })
  })

  test('what is not known stays, and is named', () => {
    assert.deepEqual(resolved({ fallback: '#none' }), { value: { fallback: '#none' }, asked: ['none at fallback'] })
  })
})
