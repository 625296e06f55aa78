import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { AccessKit, errorOf, made } from './access-kit.ts'

let kit: AccessKit

before(async () => {
  kit = await AccessKit.open()
})
after(() => kit[Symbol.asyncDispose]())

const payment = {
  texts: { en: 'Pay {amount.value} to {creditor}' },
  fields: { 0: { path: 'amount.value' }, 1: { path: 'creditor', label: 'To', values: { Ann: true, Bob: true } } },
  required: { creditor: true },
}

describe('x:AuthorizationDetailType', () => {
  test('is kept with the order of its members', async () => {
    const { id } = made(await kit.create(kit.operator, 'AuthorizationDetailType', { type: 'payment', ...payment }))
    const shown = await kit.get(kit.operator, 'AuthorizationDetailType', id)
    assert.deepEqual(shown?.['fields'], {
      0: { path: 'amount.value', kind: 'text', label: null, values: {} },
      1: { path: 'creditor', kind: 'text', label: 'To', values: { Ann: true, Bob: true } },
    })
    assert.deepEqual([shown?.['enabled'], shown?.['remembersConsent'], shown?.['hasIdentifier']], [true, false, false])
    assert.equal(
      errorOf(await kit.create(kit.operator, 'AuthorizationDetailType', { type: 'payment', ...payment })).type,
      'primaryKeyViolation',
    )
  })

  const broken: readonly (readonly [what: string, property: string, change: Readonly<Record<string, unknown>>])[] = [
    ['a name with a blank', 'type', { type: 'a b' }],
    ['no text', 'texts', { texts: {} }],
    ['a language that is none', 'texts/Deutsch!', { texts: { 'Deutsch!': 'x' } }],
    ['a text with a line break', 'texts/en', { texts: { en: 'one\ntwo' } }],
    ['a brace that is not closed', 'texts/en', { texts: { en: 'Pay {creditor' } }],
    ['a member in a text that there is not', 'texts/en', { texts: { en: 'Pay {debtor}' } }],
    ['a list in a text that the type does not have', 'texts/en', { texts: { en: 'Do {actions}' } }],
    ['a member that has a meaning of its own', 'fields/2/path', { fields: { ...payment.fields, 2: { path: 'type' } } }],
    ['a list of RFC 9396 as a member', 'fields/2/path', { fields: { ...payment.fields, 2: { path: 'actions' } } }],
    ['a path with nothing between dots', 'fields/2/path', { fields: { ...payment.fields, 2: { path: 'a..b' } } }],
    ['a prototype', 'fields/2/path', { fields: { ...payment.fields, 2: { path: '__proto__.x' } } }],
    ['a member twice', 'fields/2/path', { fields: { ...payment.fields, 2: { path: 'creditor' } } }],
    ['a member that leads to another', 'fields/2/path', { fields: { ...payment.fields, 2: { path: 'amount' } } }],
    [
      'texts for a number',
      'fields/2/values',
      { fields: { ...payment.fields, 2: { path: 'n', kind: 'integer', values: { 1: true } } } },
    ],
    ['a required member that there is not', 'required', { required: { debtor: true } }],
    ['a required list that the type does not have', 'required', { required: { actions: true } }],
  ]
  for (const [what, property, change] of broken) {
    test(`${what} is refused, and the refusal says where`, async () => {
      const error = errorOf(await kit.create(kit.operator, 'AuthorizationDetailType', { type: 'broken', ...payment, ...change }))
      assert.equal(error.type, 'validationFailed')
      assert.equal(error.validationErrors?.[0]?.property, property)
    })
  }

  test('a resource that a type names cannot be removed', async () => {
    const { id } = made(await kit.create(kit.operator, 'Resource', { resource: 'https://bank.example', name: 'Bank' }))
    const value = { type: 'transfer', texts: { en: 'Transfer' }, resourceIds: { [id]: true } }
    const type = made(await kit.create(kit.operator, 'AuthorizationDetailType', value))
    const outcome = await kit.destroy(kit.operator, 'Resource', id)
    assert.equal(errorOf(outcome).type, 'objectIsLinked')
    assert.ok('done' in (await kit.destroy(kit.operator, 'AuthorizationDetailType', type.id)))
    assert.ok('done' in (await kit.destroy(kit.operator, 'Resource', id)))
  })

  test('nobody defines one without the permission', async () => {
    const caller = await kit.as(await kit.account('someone'))
    await assert.rejects(kit.create(caller, 'AuthorizationDetailType', { type: 'mine', ...payment }), /forbidden/)
  })
})
