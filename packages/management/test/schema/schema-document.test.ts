import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { permissionEnum } from '../../src/access/permissions.ts'
import type { Fields, FieldType } from '../../src/declarations/declaration.ts'
import { defaultsOf } from '../../src/declarations/patch-document.ts'
import { validateDocument } from '../../src/declarations/validate-document.ts'
import { objectDeclarations, objectRegistry } from '../../src/object-catalogue.ts'
import { buildSchemaDocument } from '../../src/schema/build-document.ts'
import type { SchemaDocument } from '../../src/schema/document.ts'
import { embeddedForms, objectForms } from '../../src/schema/schema-names.ts'
import { sample, registry as sampleRegistry } from '../declarations/sample.ts'
import { schemaMistakes } from './schema-mistakes.ts'

const registry = objectRegistry()
const document = buildSchemaDocument(objectDeclarations, registry)

describe('the schema document', () => {
  test('has no name that leads nowhere, and nothing in it contradicts itself', () => {
    assert.deepEqual(schemaMistakes(document), [])
  })

  test('has the eight members that existing tools need', () => {
    assert.deepEqual(Object.keys(document), ['objects', 'schemas', 'fields', 'forms', 'lists', 'enums', 'dashboards', 'layouts'])
    assert.deepEqual(
      document.layouts.map(({ name, icon }) => [name, icon]),
      [
        ['Management', 'monitor'],
        ['Settings', 'sliders-horizontal'],
        ['Account', 'circle-user'],
      ],
    )
  })

  test('is the same text each time', () => {
    assert.equal(JSON.stringify(buildSchemaDocument(objectDeclarations, objectRegistry())), JSON.stringify(document))
  })

  test('describes OidcProvider as existing tools know it', () => {
    assert.deepEqual(document.objects['x:OidcProvider'], {
      type: 'singleton',
      description: 'Configures the OAuth and OpenID Connect provider settings.',
      permissionPrefix: 'sysOidcProvider',
      verbs: ['Get', 'Update'],
    })
    assert.deepEqual(document.schemas['x:OidcProvider'], { type: 'single', schemaName: 'x:OidcProvider' })
    assert.deepEqual(document.fields['x:OidcProvider']?.defaults, {
      authCodeMaxAttempts: 3,
      authCodeExpiry: 600_000,
      refreshTokenExpiry: 2_592_000_000,
      refreshTokenRenewal: 345_600_000,
      accessTokenExpiry: 3_600_000,
      userCodeExpiry: 1_800_000,
      idTokenExpiry: 900_000,
      signatureAlgorithm: 'hs256',
    })
    assert.equal(document.enums['JwtSignatureAlgorithm']?.length, 11)
  })

  test('offers oidc-provider as a further name of OidcProvider', () => {
    const alias = document.objects['x:oidc-provider']
    assert.equal(alias?.type === 'singleton' && alias.aliasOf, 'x:OidcProvider')
    assert.deepEqual(document.schemas['x:oidc-provider'], { type: 'single', schemaName: 'x:OidcProvider' })
    assert.deepEqual(document.forms['x:oidc-provider'], document.forms['x:OidcProvider'])
  })

  test('lists every permission', () => {
    const names = document.enums['Permission']?.map(({ name }) => name) ?? []
    assert.deepEqual(
      names,
      permissionEnum(objectDeclarations).values.map(({ name }) => name),
    )
    assert.ok(names.includes('sysOidcProviderGet') && names.includes('sysOidcProviderUpdate') && names.includes('authenticate'))
    assert.equal(new Set(names).size, names.length)
  })

  test('has filters by the types of their fields', () => {
    const { lists, fields } = buildSchemaDocument([sample], sampleRegistry)
    assert.deepEqual(
      lists['x:Sample']?.filters.map(({ label: _label, ...filter }) => filter),
      [
        { type: 'text', field: 'text' },
        { type: 'text', field: 'name' },
        { type: 'enum', enumName: 'Boolean', field: 'isOn' },
        { type: 'integer', field: 'count' },
        { type: 'date', field: 'endsAt' },
        { type: 'enum', enumName: 'Colour', field: 'colour' },
        { type: 'objectId', objectName: 'x:Role', field: 'roleIds' },
      ],
    )
    assert.deepEqual(lists['x:Sample']?.sort, ['name', 'isOn', 'count', 'endsAt', 'colour', 'createdAt'])
    assert.deepEqual(fields['x:Sample']?.defaults, {
      code: 'c',
      count: 3,
      delta: 0,
      expiry: 600_000,
      grace: 0,
      colour: 'red',
      source: { '@type': 'None' },
    })
    assert.equal(fields['x:Sample']?.properties['managedBy']?.update, 'serverSet')
  })
})

describe('the judge of schema documents', () => {
  const good = buildSchemaDocument([sample], sampleRegistry)
  const broken: readonly (readonly [name: string, document: SchemaDocument, mistake: RegExp])[] = [
    ['an enum that is gone', { ...good, enums: {} }, /names the enum Colour/],
    ['a schema that is gone', { ...good, schemas: {} }, /has no schema/],
    ['fields that are gone', { ...good, fields: {} }, /has no fields x:Sample/],
    ['a form that is gone', { ...good, forms: {} }, /has no form x:Sample/],
    ['a list that is gone', { ...good, lists: {} }, /can be queried and has no list/],
    ['an object that is gone', { ...good, objects: {} }, /a menu leads to x:Sample/],
    ['menus that are gone', { ...good, layouts: [] }, /no menu leads to x:Sample/],
  ]
  for (const [name, document, mistake] of broken) {
    test(`finds ${name}`, () => {
      const found = schemaMistakes(document)
      assert.ok(
        found.some((text) => mistake.test(text)),
        found.join('; '),
      )
    })
  }
})

describe('the declarations', () => {
  const forms: readonly (readonly [name: string, fields: Fields])[] = [
    ...objectDeclarations.flatMap((declaration) =>
      objectForms(declaration).map((form) => [declaration.name, form.fields] as const),
    ),
    ...registry.embedded.flatMap((declared) => embeddedForms(declared).map((form) => [declared.name, form.fields] as const)),
  ]

  test('have defaults that pass their own validation', () => {
    const wrong = forms.flatMap(([name, fields]) => {
      const document = defaultsOf({ declaration: { name, fields }, registry })
      return validateDocument({ fields, registry }, document, new Set(Object.keys(document))).map(
        ({ sentence }) => `${name}: ${sentence}`,
      )
    })
    assert.deepEqual(wrong, [])
  })

  test('have a default for each choice between yes and no, as the schema cannot say that one is required', () => {
    const wrong = forms.flatMap(([name, fields]) =>
      Object.entries(fields).flatMap(([property, field]) =>
        field.type.type === 'boolean' && field.update !== 'serverSet' && field.default === undefined
          ? [`${name}/${property}`]
          : [],
      ),
    )
    assert.deepEqual(wrong, [])
  })

  test('index only what has an order or is a set of such', () => {
    const isOrdered = (type: FieldType) => ['string', 'number', 'utcDateTime', 'boolean', 'enum', 'objectId'].includes(type.type)
    const wrong = forms.flatMap(([name, fields]) =>
      Object.entries(fields).flatMap(([property, { indexed, type }]) =>
        indexed !== true || isOrdered(type) || type.type === 'set' ? [] : [`${name}/${property}`],
      ),
    )
    assert.deepEqual(wrong, [])
  })

  test('name natural keys that are indexed fields which people set', () => {
    const wrong = objectDeclarations.flatMap(({ name, kind, naturalKey, fields }) => {
      if (kind === 'singleton' || naturalKey === undefined) return []
      const field = fields[naturalKey]
      return field?.indexed === true && field.update !== 'serverSet' ? [] : [`${name}/${naturalKey}`]
    })
    assert.deepEqual(wrong, [])
  })
})
