import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { entriesOf, findEntries } from '../src/schema/find-entries.ts'
import { fieldsOf, formOf, formsOf, newValue } from '../src/schema/forms.ts'
import { administers, findPlace, menusOf, pathOf, placesOf } from '../src/schema/places.ts'
import { secretNames } from '../src/schema/secret-names.ts'
import { sampleSchema } from './sample-schema.ts'

const everything = new Set([
  ...['sysProviderGet', 'sysProviderUpdate', 'sysClientGet', 'sysClientQuery', 'sysClientCreate'],
  ...['sysApiKeyGet', 'sysApiKeyQuery', 'sysApiKeyCreate'],
])

describe('menus', () => {
  const places = placesOf(menusOf(sampleSchema, everything))

  test('stand where the layouts of the schema say, at addresses made of their names', () => {
    assert.deepEqual(
      places.map(({ path }) => path),
      ['/settings/sign-in-keys/the-provider', '/management/clients', '/account/api-keys'],
    )
  })

  test('have what the caller may look at, and nothing else', () => {
    const menus = menusOf(sampleSchema, new Set(['sysClientGet', 'sysClientQuery']))
    assert.deepEqual(
      menus.map(({ name }) => name),
      ['Management'],
    )
    // A list is of no use to who may not search.
    assert.deepEqual(menusOf(sampleSchema, new Set(['sysClientGet'])), [])
  })

  test('say what the caller may do, as far as the object knows the verb', () => {
    const [client] = placesOf(menusOf(sampleSchema, new Set([...everything, 'sysApiKeyDestroy']))).slice(-1)
    assert.deepEqual(client?.can, { get: true, create: true, update: false, destroy: false, query: true })
  })

  test('what is one’s own is no administration', () => {
    assert.equal(administers(placesOf(menusOf(sampleSchema, new Set(['sysApiKeyGet', 'sysApiKeyQuery'])))), false)
    assert.equal(administers(places), true)
  })

  test('an address leads to its place, with the id of an object as it is', () => {
    const path = pathOf(places, 'x:Client', 'a/b%c') ?? ''
    assert.equal(path, '/management/clients/a%2Fb%25c')
    assert.equal(findPlace(places, path)?.rest, 'a/b%c')
    assert.equal(findPlace(places, '/management/clients')?.rest, undefined)
    assert.equal(findPlace(places, '/management/clientsx'), undefined)
    assert.equal(findPlace(places, '/management/clients/%E0%A4%A')?.rest, '%E0%A4%A')
  })

  test('pages and settings are found by their words, pages first', () => {
    const entries = entriesOf(sampleSchema, places)
    assert.deepEqual(
      findEntries(entries, 'provider', 10).map(({ label, field }) => [label, field]),
      [
        ['The Provider', undefined],
        ['Expiry', 'expiry'],
        ['Key', 'key'],
        ['Made', 'madeAt'],
      ],
    )
    assert.deepEqual(
      findEntries(entries, 'how long', 10).map(({ field }) => field),
      ['expiry'],
    )
    assert.deepEqual(findEntries(entries, 'nowhere', 10), [])
  })
})

describe('forms', () => {
  test('have the fields that the schema lays out and declares', () => {
    const [form] = formsOf(sampleSchema, 'x:Provider')
    assert.ok(form)
    assert.deepEqual(
      fieldsOf(form).map(({ name }) => name),
      ['expiry', 'key', 'madeAt'],
    )
  })

  test('a new object begins with the defaults, and says nothing of what the server sets', () => {
    const [provider] = formsOf(sampleSchema, 'x:Provider')
    const [client] = formsOf(sampleSchema, 'x:Client')
    assert.ok(provider && client)
    assert.deepEqual(newValue(provider), { expiry: 600_000, key: { '@type': 'None' } })
    assert.deepEqual(newValue(client), { name: null, isOff: false, uris: {} })
  })

  test('a value has the form that its type names', () => {
    const forms = formsOf(sampleSchema, 'x:Key')
    assert.equal(formOf(forms, { '@type': 'Value', secret: '****' })?.label, 'Value')
    assert.equal(formOf(forms, {})?.label, 'None')
    assert.equal(formOf(formsOf(sampleSchema, 'x:Nothing'), {}), undefined)
  })

  test('fields that hold secrets are known by what the schema says of them', () => {
    assert.deepEqual([...secretNames(sampleSchema)], ['secret'])
  })
})
