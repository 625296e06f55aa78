import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { Caller, JsonObject } from '@latchkey/management'
import { AccessKit, errorOf, made } from './access-kit.ts'

let kit: AccessKit
let operator: Caller
before(async () => {
  kit = await AccessKit.open()
  operator = kit.operator
})
after(() => kit[Symbol.asyncDispose]())

let names = 0
const create = (members: JsonObject) => {
  names += 1
  return kit.create(operator, 'Account', { name: `person-${names}`, ...members })
}
const text = (value: string) => ({ '@type': 'Text', text: value })

describe('attributes of x:Account', () => {
  test('are texts and lists by name, kept, changed one by one and taken away', async () => {
    const attributes = { department: text('engines'), teams: { '@type': 'List', items: { one: true, two: true } } }
    const localizedClaims = { 'name#de': 'Gräfin', 'website#en-GB': 'https://ada.example/' }
    const { id } = made(await create({ attributes, localizedClaims }))
    const account = await kit.get(operator, 'Account', id)
    assert.deepEqual([account?.['attributes'], account?.['localizedClaims']], [attributes, localizedClaims])
    const stored = await kit.storage.identity.accounts.find(id as 'acc_')
    assert.deepEqual(stored?.attributes, { department: 'engines', teams: ['one', 'two'] })
    assert.deepEqual(stored?.localized, localizedClaims)
    await kit.update(operator, 'Account', id, { 'attributes/department': null, 'attributes/floor': text('3') })
    await kit.update(operator, 'Account', id, { localizedClaims: {} })
    const changed = await kit.storage.identity.accounts.find(id as 'acc_')
    assert.deepEqual(changed?.attributes, { teams: ['one', 'two'], floor: '3' })
    assert.equal(changed?.localized, undefined)
  })

  const refused: readonly (readonly [members: JsonObject, property: string])[] = [
    [{ attributes: { '1st': text('x') } }, 'attributes/1st'],
    [{ attributes: { 'with blank': text('x') } }, 'attributes/with blank'],
    [{ attributes: { 'a.b': text('x') } }, 'attributes/a.b'],
    [{ attributes: { note: text('two\nlines') } }, 'attributes/note/text'],
    [{ attributes: { list: { '@type': 'List', items: { 'a\u0001': true } } } }, 'attributes/list/items/a\u0001'],
    [{ attributes: Object.fromEntries(Array.from({ length: 51 }, (_, index) => [`a${index}`, text('x')])) }, 'attributes'],
    [{ localizedClaims: { name: 'Ada' } }, 'localizedClaims/name'],
    [{ localizedClaims: { 'name#': 'Ada' } }, 'localizedClaims/name#'],
    [{ localizedClaims: { 'email#de': 'a@b.example' } }, 'localizedClaims/email#de'],
    [{ localizedClaims: { 'name#not a tag': 'Ada' } }, 'localizedClaims/name#not a tag'],
    [{ localizedClaims: { 'website#de': 'javascript:alert(1)' } }, 'localizedClaims/website#de'],
  ]
  for (const [members, property] of refused) {
    test(`${JSON.stringify(members).slice(0, 80)} is refused, and ${property} is named`, async () => {
      const error = errorOf(await create(members))
      assert.ok(error.type === 'validationFailed', JSON.stringify(error))
      assert.deepEqual(
        error.validationErrors.map((each) => each.property),
        [property],
      )
    })
  }

  test('what is no attribute at all is no patch', async () => {
    assert.equal(errorOf(await create({ attributes: { department: 'engines' } })).type, 'invalidPatch')
    assert.equal(errorOf(await create({ attributes: 'x' })).type, 'invalidPatch')
  })
})
