import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Fields, ObjectDeclaration } from '../../declarations/declaration.ts'
import { declarationRegistry } from '../../declarations/registry.ts'
import type { JsonObject } from '../../ports/json.ts'
import { viewOf } from './object-view.ts'

const common = { label: 'Label', description: 'Description', update: 'mutable' } as const
const role = { type: 'objectId', objectName: 'x:Role' } as const

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
            fields: { roleIds: { ...common, type: { type: 'set', class: role } } },
          },
        ],
      },
    },
  ],
  enums: [],
})

const fields: Fields = {
  name: { ...common, type: { type: 'string', format: 'string' }, indexed: true, searched: true },
  count: { ...common, type: { type: 'number', format: 'integer' }, default: 0, indexed: true },
  tags: { ...common, type: { type: 'set', class: { type: 'string', format: 'string' } }, indexed: true, searched: true },
  roles: { ...common, type: { type: 'object', objectName: 'x:Roles' } },
  fallback: { ...common, type: { ...role, nullable: true } },
  others: { ...common, type: { type: 'objectList', objectName: 'x:Roles' } },
  owner: { ...common, type: { type: 'objectId', objectName: 'x:Account' }, update: 'serverSet', indexed: true },
  session: { ...common, type: { type: 'objectId', objectName: 'x:Session', nullable: true } },
}

const declaration: ObjectDeclaration = {
  name: 'Group',
  kind: 'object',
  description: 'Sample',
  verbs: ['Get'],
  fields,
  title: 'Sample',
  sections: [],
  list: {
    title: 'Samples',
    subtitle: '',
    labelProperty: 'name',
    singularName: 'sample',
    pluralName: 'samples',
    columns: [],
    filters: [],
  },
  menu: { layout: 'Management', label: 'Samples' },
}

function view(wire: JsonObject) {
  const record = { groupId: 'grp_1', name: 'x', roleIds: [], createdAt: 0, updatedAt: 0 } as const
  return viewOf({ declaration, toWire: () => wire, secretsOf: () => ({ secret: 'digest' }) }, record, registry)
}

describe('what storage keeps of an object', () => {
  test('is its complete content, index, words and references', () => {
    const found = view({
      name: 'Help Desk',
      tags: { North: true, 'b c': true, NORTH: true },
      roles: { '@type': 'Custom', roleIds: { rol_1: true, rol_2: true } },
      fallback: 'rol_1',
      others: { 0: { '@type': 'None' }, 1: { '@type': 'Custom', roleIds: { rol_3: true } } },
      owner: 'acc_1',
      session: 'ses_1',
    })
    assert.deepEqual(Object.keys(found.content), ['name', 'count', 'tags', 'roles', 'fallback', 'others', 'owner', 'session'])
    assert.equal(found.label, 'Help Desk')
    assert.deepEqual(found.index, [
      { property: 'name', value: 'help desk' },
      { property: 'count', value: '10000000000000000' },
      { property: 'tags', value: 'north' },
      { property: 'tags', value: 'b c' },
      { property: 'owner', value: 'acc_1' },
    ])
    assert.deepEqual(found.terms, ['help', 'desk', 'north', 'b', 'c'])
    assert.deepEqual(found.references, [
      { object: 'Role', id: 'rol_1' },
      { object: 'Role', id: 'rol_2' },
      { object: 'Role', id: 'rol_3' },
    ])
    assert.deepEqual(found.secrets, { secret: 'digest' })
  })

  test('has a label even where nobody gave a name', () => {
    assert.equal(view({}).label, 'Sample')
    assert.equal(view({ name: '' }).label, 'Sample')
    assert.equal(view({ name: '\u{1f600}'.repeat(300) }).label.isWellFormed(), true)
  })
})
