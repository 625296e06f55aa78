import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { InvalidPatch } from '../../src/declarations/invalid-patch.ts'
import { defaultsOf, patchDocument } from '../../src/declarations/patch-document.ts'
import type { JsonObject, JsonValue } from '../../src/ports/json.ts'
import { registry, sample, stored } from './sample.ts'

function patched(patch: JsonObject): JsonObject {
  return patchDocument({ declaration: sample, registry, current: stored, id: 's1' }, patch).document
}

function created(value: JsonObject): JsonObject {
  const target = { declaration: sample, registry }
  return patchDocument({ ...target, current: defaultsOf(target) }, value).document
}

function refusal(patch: JsonObject, make: (patch: JsonObject) => JsonObject = patched): readonly [string, string] {
  try {
    make(patch)
  } catch (error) {
    if (error instanceof InvalidPatch) return [error.pointer, error.message]
    throw error
  }
  throw new assert.AssertionError({ message: `${JSON.stringify(patch)} was accepted` })
}

describe('RFC8620-5.3 a patch of an object', () => {
  const accepted: readonly (readonly [patch: JsonObject, field: string, value: JsonValue])[] = [
    [{ name: 'second' }, 'name', 'second'],
    [{ note: 'two\nlines' }, 'note', 'two\nlines'],
    [{ note: null }, 'note', null],
    [{ isOn: true }, 'isOn', true],
    [{ delta: -5 }, 'delta', -5],
    [{ delta: -0 }, 'delta', 0],
    [{ share: 0.5 }, 'share', 0.5],
    [{ expiry: '2h' }, 'expiry', 7_200_000],
    [{ expiry: 1500 }, 'expiry', 1500],
    [{ grace: 0 }, 'grace', 0],
    [{ endsAt: '2027-02-28T12:00:00Z' }, 'endsAt', '2027-02-28T12:00:00Z'],
    [{ endsAt: '2027-02-28T12:00:00.123Z' }, 'endsAt', '2027-02-28T12:00:00Z'],
    [{ colour: 'green' }, 'colour', 'green'],
    [{ ownerId: 'acc_1' }, 'ownerId', 'acc_1'],
    [{ roleIds: { r2: true, r3: false, r4: null } }, 'roleIds', { r2: true }],
    [{ roleIds: ['r2', 'r3', 'r2'] }, 'roleIds', { r2: true, r3: true }],
    [{ roleIds: null }, 'roleIds', {}],
    [{ 'roleIds/r2': true }, 'roleIds', { r1: true, r2: true }],
    [{ 'roleIds/r1': null }, 'roleIds', {}],
    [{ 'roleIds/r1': false, 'roleIds/r9': true }, 'roleIds', { r9: true }],
    [{ 'uris/https:~1~1b.example~1': true }, 'uris', { 'https://app.example/cb': true, 'https://b.example/': true }],
    [{ labels: { a: 'b' } }, 'labels', { a: 'b' }],
    [{ 'labels/site': 'south', 'labels/floor': '2' }, 'labels', { site: 'south', floor: '2' }],
    [{ 'labels/site': null }, 'labels', {}],
    [{ source: { '@type': 'File', path: '/k' } }, 'source', { '@type': 'File', path: '/k', reload: true }],
    [{ source: { '@type': 'None' } }, 'source', { '@type': 'None' }],
    [{ source: { '@type': 'Value', secret: '****' } }, 'source', { '@type': 'Value', secret: '****' }],
    [{ 'source/secret': 'changed' }, 'source', { '@type': 'Value', secret: 'changed' }],
    [{ 'source/@type': 'Value' }, 'source', { '@type': 'Value', secret: '****' }],
    [{ owner: { email: 'o@example.com' } }, 'owner', { email: 'o@example.com', roleId: null }],
    [{ contacts: [] }, 'contacts', {}],
    [{ contacts: [{ email: 'z@example.com' }] }, 'contacts', { 0: { email: 'z@example.com', roleId: null } }],
    [
      { contacts: { 7: { email: 'y@example.com' }, 3: { email: 'x@example.com' } } },
      'contacts',
      { 0: { email: 'x@example.com', roleId: null }, 1: { email: 'y@example.com', roleId: null } },
    ],
    [
      { 'contacts/0/email': 'c@example.com' },
      'contacts',
      { 0: { email: 'c@example.com', roleId: null }, 1: { email: 'b@example.com', roleId: 'r1' } },
    ],
    [{ 'contacts/0': null }, 'contacts', { 0: { email: 'b@example.com', roleId: 'r1' } }],
    [
      { 'contacts/0': null, 'contacts/1/roleId': null, 'contacts/2': { email: 'd@example.com' } },
      'contacts',
      { 0: { email: 'b@example.com', roleId: null }, 1: { email: 'd@example.com', roleId: null } },
    ],
    [{ secret: '****' }, 'secret', '****'],
    [{ secret: 'new secret' }, 'secret', 'new secret'],
    [{ secret: null }, 'secret', null],
    [{ createdAt: '2026-01-01T00:00:00Z' }, 'createdAt', '2026-01-01T00:00:00Z'],
    [{ code: 'c1' }, 'code', 'c1'],
    [{ id: 's1' }, 'name', 'first'],
    [{ '@type': 'Anything' }, 'name', 'first'],
  ]
  for (const [patch, name, value] of accepted) {
    test(`${JSON.stringify(patch)} makes ${name} ${JSON.stringify(value)}`, () => assert.deepEqual(patched(patch)[name], value))
  }

  const refused: readonly (readonly [patch: JsonObject, pointer: string, text: RegExp])[] = [
    [{ isOn: 'true' }, 'isOn', /^Invalid value for boolean property \(expected true or false\)$/],
    [{ isOn: null }, 'isOn', /^Invalid value for boolean property/],
    [{ count: '3' }, 'count', /^Invalid value for unsigned integer property \(expected non-negative integer\)$/],
    [{ count: -1 }, 'count', /^Invalid value for unsigned integer property/],
    [{ count: 1.5 }, 'count', /^Invalid value for unsigned integer property/],
    [{ delta: 2 ** 53 }, 'delta', /^Invalid value for integer property/],
    [{ share: '1' }, 'share', /^Invalid value for float property/],
    [{ expiry: 0 }, 'expiry', /^Invalid duration value$/],
    [{ expiry: '0m' }, 'expiry', /^Invalid duration value$/],
    [{ expiry: null }, 'expiry', /^Invalid duration value$/],
    [{ 'expiry/unit': 'm' }, 'expiry/unit', /^Invalid path for Duration$/],
    [{ endsAt: '2027-02-30T12:00:00Z' }, 'endsAt', /^Invalid value for date property/],
    [{ endsAt: 'tomorrow' }, 'endsAt', /^Invalid value for date property/],
    [{ colour: 'RED' }, 'colour', /^Invalid value RED for enum type Colour$/],
    [{ colour: null }, 'colour', /^Invalid value null for enum type Colour$/],
    [{ ownerId: 'a b' }, 'ownerId', /^Invalid value for property/],
    [{ name: '' }, 'name', /^Invalid value for property\.$/],
    [{ name: 7 }, 'name', /^Invalid value for property\.$/],
    [{ name: null }, 'name', /^Invalid value for property\.$/],
    [{ secret: '' }, 'secret', /^Invalid value for property\.$/],
    [{ roleIds: 'r1' }, 'roleIds', /^Invalid value for set property/],
    [{ roleIds: [true] }, 'roleIds', /^Invalid value for set property/],
    [{ roleIds: { r1: 1 } }, 'roleIds/r1', /^Invalid value for set member/],
    [{ 'roleIds/r1': 'yes' }, 'roleIds/r1', /^Invalid value for set member/],
    [{ 'roleIds/r1/x': true }, 'roleIds/r1/x', /^Invalid JSON Pointer path$/],
    [{ labels: [] }, 'labels', /^Invalid value for map property/],
    [{ labels: { a: 1 } }, 'labels/a', /^Invalid value for property\.$/],
    [{ source: { secret: 'no type' } }, 'source', /^Missing or invalid '@type' property in object/],
    [{ source: 'text' }, 'source', /^Missing or invalid '@type' property in object/],
    [{ source: { '@type': 'Other' } }, 'source', /^Missing or invalid '@type' property in object/],
    [{ 'source/@type': 'File' }, 'source', /^Missing or invalid '@type' property in object/],
    [{ source: { '@type': 'None', secret: 'abcd' } }, 'source/secret', /^Invalid key for object/],
    [{ 'source/path': '/k' }, 'source/path', /^Invalid key for object/],
    [{ 'source/secret/deep': 'x' }, 'source/secret/deep', /^Invalid JSON Pointer path$/],
    [{ 'owner/email': 'o@example.com' }, 'owner/email', /^Invalid JSON Pointer path$/],
    [{ contacts: 'a' }, 'contacts', /^Invalid value for list property/],
    [{ contacts: { x: { email: 'a@example.com' } } }, 'contacts/x', /^Invalid JSON Pointer path/],
    [{ 'contacts/5/email': 'a@example.com' }, 'contacts/5/email', /^Invalid JSON Pointer path$/],
    [{ 'contacts/0/phone': '1' }, 'contacts/0/phone', /^Invalid key for object. x:Contact has email, roleId\.$/],
    [{ createdAt: '2027-01-01T00:00:00Z' }, 'createdAt', /^Cannot modify server set property$/],
    [{ code: 'c2' }, 'code', /^Cannot modify read-only property$/],
    [{ 'credentials/0/kind': 'green' }, 'credentials/0/kind', /^Cannot modify read-only property$/],
    [{ 'credentials/0/credentialId': 'k9' }, 'credentials/0/credentialId', /^Cannot modify server set property$/],
    [{ id: 's2' }, 'id', /^Invalid property\. Sample has name, code, /],
    [{ nothing: 1 }, 'nothing', /^Invalid property\. Sample has name, code, /],
    [{ 'nothing/else': 1 }, 'nothing/else', /^Invalid property/],
    [{ constructor: 1 }, 'constructor', /^Invalid property/],
    [{ __proto__: null, '': 1 }, '', /^Invalid property/],
    [{ '/name': 'x' }, '/name', /^Invalid property/],
    [{ 'na~2me': 'x' }, 'na~2me', /^Invalid JSON Pointer path/],
    [{ source: { '@type': 'None' }, 'source/secret': 'abcd' }, 'source/secret', /^Invalid JSON Pointer path/],
  ]
  for (const [patch, pointer, text] of refused) {
    test(`${JSON.stringify(patch)} is refused at ${pointer}`, () => {
      const [at, message] = refusal(patch)
      assert.equal(at, pointer)
      assert.match(message, text)
    })
  }

  test('a mask where no secret is counts as not named', () => {
    assert.deepEqual(patched({ source: { '@type': 'File', path: '/k' } })['source'], {
      '@type': 'File',
      path: '/k',
      reload: true,
    })
    assert.equal(created({ name: 'new', secret: '****' })['secret'], null)
    assert.deepEqual(created({ name: 'new', source: { '@type': 'Value', secret: '****' } })['source'], { '@type': 'Value' })
  })

  test('items of a replaced list are told apart by what the server set', () => {
    const { credentials } = patched({ credentials: { 0: { credentialId: 'k2', kind: 'green', secret: '****' } } })
    assert.deepEqual(credentials, { 0: { credentialId: 'k2', kind: 'green', secret: '****' } })
    const [pointer] = refusal({ credentials: [{ credentialId: 'k7', kind: 'red', secret: 'x' }] })
    assert.equal(pointer, 'credentials/0/credentialId')
    const fresh = patched({ credentials: [{ kind: 'red', secret: '****' }] })['credentials']
    assert.deepEqual(fresh, { 0: { kind: 'red' } })
  })

  test('a new object has its defaults, and what is immutable can be said once', () => {
    const document = created({ name: 'new', code: 'mine', '@type': 'Sample' })
    assert.equal(document['code'], 'mine')
    assert.equal(document['expiry'], 600_000)
    assert.deepEqual(document['contacts'], {})
    assert.equal(document['note'], null)
    assert.equal('createdAt' in document, false)
    assert.equal(refusal({ createdAt: '2026-01-01T00:00:00Z' }, created)[1], 'Cannot modify server set property')
    assert.equal(refusal({ id: 'mine' }, created)[0], 'id')
  })

  test('the only form of an object has a name that must be right when it is given', () => {
    const declaration = { ...sample, variant: { name: 'User', label: 'User' } }
    const target = { declaration, registry, current: stored, id: 's1' }
    assert.equal(patchDocument(target, { '@type': 'User', name: 'x2' }).document['name'], 'x2')
    assert.throws(() => patchDocument(target, { '@type': 'Group' }), InvalidPatch)
  })
})
