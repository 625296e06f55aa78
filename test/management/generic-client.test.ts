import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { SchemaObject } from '@latchkey/management/schema'
import { administrator, Scene, waitUntil } from '@latchkey/testing'
import { newObject, type Refer, valueFor } from './generic-client/generate-value.ts'
import { type Form, type Json, type JsonObject, SchemaClient } from './generic-client/schema-client.ts'
import { skipped, together } from './generic-client/semantic-values.ts'

let scene: Scene
let client: SchemaClient

before(async () => {
  scene = await Scene.open()
  // Two sign-ins, one without PKCE and one that ends, so that there is something of all that the server makes itself.
  const party = await scene.client({ fields: { backchannelLogoutUri: 'https://rp.example/logout' } })
  await party.signIn(scene.browser(), scene.person)
  await scene.browser().signIn(party.begin({ code_challenge: undefined, code_challenge_method: undefined }).url, scene.person)
  const leaving = scene.browser()
  await party.signIn(leaving, scene.person)
  await leaving.submit(await leaving.openPage(`${scene.issuer}/logout`), { button: ['decision', 'logout'] })
  client = await SchemaClient.connect(scene.issuer, scene.server.fetch, administrator)
  await waitUntil('what breaks a rule is counted', async () => {
    const { list } = await client.call('x:PostureReport/get', { ids: null })
    return (list as readonly Json[]).length > 0 ? true : undefined
  })
})
after(() => scene[Symbol.asyncDispose]())

type Declared = Exclude<SchemaObject, { readonly type: 'view' }>

/** An object to refer to, made for it. */
const refer: Refer = async (objectName) => {
  const [form] = client.forms(objectName)
  assert.ok(form)
  return create(objectName, await newObject({ client, refer }, form))
}

describe('a client written from the schema document alone', { timeout: 300_000 }, () => {
  test('drives every object through its whole life', async (context) => {
    let lives = 0
    for (const [name, object] of client.objects()) {
      await context.test(name, async () => {
        if (object.type === 'singleton') await liveAsSettings(name)
        else if (object.verbs.includes('Create') && object.verbs.includes('Destroy')) await liveAsObject(name, object)
        else if (object.verbs.includes('Create')) await doEach(name)
        else await readAll(name, object)
      })
      lives += 1
    }
    assert.ok(lives >= 19, `only ${lives} objects`)
  })

  test('reaches an object under its other names too', async () => {
    const names = Object.entries(client.schema.objects).flatMap(([name, object]) =>
      object.type === 'view' || object.aliasOf === undefined ? [] : [[name, object.aliasOf] as const],
    )
    assert.ok(names.length > 0)
    for (const [name, of] of names) {
      const [alias, original] = await client.callAll([
        [`${name}/get`, { ids: null }],
        [`${of}/get`, { ids: null }],
      ])
      assert.deepEqual(alias, original)
      await client.call(`${name}/set`, { update: { singleton: {} } })
    }
  })

  test('is told that a name which the schema does not have is unknown', async () => {
    const [name, { type }] = await client.attempt('x:Nothing/get', { ids: null })
    assert.deepEqual([name, type], ['error', 'unknownMethod'])
  })
})

/** Read, change each property, put it back. */
async function liveAsSettings(name: string): Promise<void> {
  for (const form of client.forms(name)) await changeEach(name, 'singleton', form)
  const refused = await client.call(`${name}/set`, { create: { k: {} }, destroy: ['singleton'] })
  assert.equal(typeOf(refused, 'notCreated', 'k'), 'singleton')
  assert.equal(typeOf(refused, 'notDestroyed', 'singleton'), 'singleton')
  const { list, notFound } = await client.call(`${name}/get`, { ids: ['other'] })
  assert.deepEqual([list, notFound], [[], ['other']])
}

/** Create, get, query, sort, update, changes, destroy. */
async function liveAsObject(name: string, object: Declared): Promise<void> {
  for (const form of client.forms(name)) {
    const { state: before } = await client.call(`${name}/get`, { ids: [] })
    const value = await newObject({ client, refer }, form)
    const id = await create(name, value)
    const made = await read(name, id)
    assertHolds(made, value, form)
    assert.deepEqual(
      Object.keys(made).toSorted(),
      ['id', ...(form.variant === undefined ? [] : ['@type']), ...shownBy(form, made)].toSorted(),
    )
    const { created } = await client.call(`${name}/changes`, { sinceState: before ?? '' })
    assert.ok((created as readonly Json[]).includes(id), 'changes tell of the new object')
    await search(name, id, made)
    if (object.verbs.includes('Update')) {
      const { queryState } = await client.call(`${name}/query`, {})
      const { state } = await client.call(`${name}/get`, { ids: [] })
      const changed = await changeEach(name, id, form)
      if (changed > 0) {
        const { updated } = await client.call(`${name}/changes`, { sinceState: state ?? '' })
        assert.deepEqual(updated, [id])
        const { added, removed } = await client.call(`${name}/queryChanges`, { sinceQueryState: queryState ?? '' })
        assert.ok((removed as readonly Json[]).includes(id))
        assert.ok((added as readonly JsonObject[]).some((item) => item['id'] === id))
      }
    }
    await refuseNonsense(name, id)
    const { state: last } = await client.call(`${name}/get`, { ids: [] })
    const ended = await client.call(`${name}/set`, { destroy: [id], ifInState: last ?? '' })
    assert.deepEqual(ended['destroyed'], [id], JSON.stringify(ended))
    assert.deepEqual((await client.call(`${name}/get`, { ids: [id] }))['notFound'], [id])
    const { destroyed } = await client.call(`${name}/changes`, { sinceState: last ?? '' })
    assert.deepEqual(destroyed, [id])
    assert.equal(typeOf(await client.call(`${name}/set`, { destroy: [id] }), 'notDestroyed', id), 'notFound')
  }
}

/** Objects that are done rather than kept: each form once. */
async function doEach(name: string): Promise<void> {
  for (const form of client.forms(name)) {
    const value = await newObject({ client, refer }, form)
    const answer = await client.call(`${name}/set`, { create: { k: value } })
    const created = (answer['created'] as JsonObject | undefined)?.['k'] as JsonObject | undefined
    assert.equal(typeof created?.['id'], 'string', `${name} ${JSON.stringify(value)}: ${JSON.stringify(answer)}`)
  }
}

/** Objects that the server makes: read them, find the first one again, and end it where that is possible and allowed. */
async function readAll(name: string, object: Declared): Promise<void> {
  const { list } = await client.call(`${name}/get`, { ids: null })
  const [first] = list as readonly JsonObject[]
  assert.ok(first, `there is some ${name}`)
  const id = String(first['id'])
  for (const form of client.forms(name))
    assert.deepEqual(Object.keys(first).toSorted(), ['id', ...Object.keys(form.properties)].toSorted())
  await search(name, id, first)
  if (!object.verbs.includes('Destroy')) return
  const ended = await client.call(`${name}/set`, { destroy: [id] })
  const isRefused = typeOf(ended, 'notDestroyed', id) === 'forbidden'
  if (!isRefused) assert.deepEqual(ended['destroyed'], [id], JSON.stringify(ended))
  assert.deepEqual((await client.call(`${name}/get`, { ids: [id] }))['notFound'], isRefused ? [] : [id])
}

/** Finds an object by each filter and in each order that its list declares. */
async function search(name: string, id: string, object: JsonObject): Promise<void> {
  const list = client.schema.lists[name]
  assert.ok(list, `${name} has a list`)
  const found: JsonObject[] = [{}]
  const missed: JsonObject[] = []
  for (const { type, field } of list.filters) {
    const value = filterValue(field === 'text' ? object[list.labelProperty] : object[field])
    if (value === undefined) continue
    found.push({ [field]: value })
    if (type !== 'integer' && type !== 'date') continue
    found.push({ [`${field}IsGreaterThanOrEqual`]: value }, { [`${field}IsLessThanOrEqual`]: value })
    missed.push({ [`${field}IsGreaterThan`]: value }, { [`${field}IsLessThan`]: value })
  }
  const method = `${name}/query`
  const queries = [
    ...found.map((filter) => [method, { filter, calculateTotal: true }, true] as const),
    ...missed.map((filter) => [method, { filter, calculateTotal: true }, false] as const),
    ...(list.sort ?? []).flatMap((property) =>
      [true, false].map((isAscending) => [method, { sort: [{ property, isAscending }], calculateTotal: true }, true] as const),
    ),
  ]
  const answers = await client.callAll(queries.map(([, args]) => [method, args]))
  for (const [index, { ids, total }] of answers.entries()) {
    const [, args, isFound] = queries[index] ?? []
    assert.equal((ids as readonly Json[]).includes(id), isFound, `${name} ${JSON.stringify(args)}`)
    assert.equal(total, (ids as readonly Json[]).length)
  }
  const refused = await client.attemptAll([
    [method, { filter: { nothingOfThisName: 'x' } }],
    [method, { sort: [{ property: 'nothingOfThisName' }] }],
  ])
  assert.deepEqual(
    refused.map(([kind, { type }]) => [kind, type]),
    [
      ['error', 'unsupportedFilter'],
      ['error', 'unsupportedSort'],
    ],
  )
}

/** Gives each mutable property another value, looks at it, and puts back what was there. Answers how many were changed. */
async function changeEach(name: string, id: string, form: Form): Promise<number> {
  const before = await read(name, id)
  let changed = 0
  for (const [property, { update }] of Object.entries(form.properties)) {
    const place = `${form.schemaName}/${property}`
    if (update !== 'mutable' || skipped.has(place)) continue
    const companions = together[place]
    const held = before[property] ?? null
    const patch = companions ?? { [property]: await valueFor({ client, refer }, form, property, held) }
    const [written, shown, restored] = await client.callAll([
      [`${name}/set`, { update: { [id]: patch } }],
      [`${name}/get`, { ids: [id] }],
      [`${name}/set`, { update: { [id]: companions === undefined ? { [property]: held } : heldOf(before, companions) } }],
    ])
    for (const answer of [written, restored]) {
      const isUpdated = Object.hasOwn((answer?.['updated'] ?? {}) as JsonObject, id)
      assert.ok(isUpdated, `${name} ${JSON.stringify(patch)}: ${JSON.stringify(answer)}`)
    }
    const [object = {}] = (shown?.['list'] ?? []) as readonly JsonObject[]
    assertHolds(object, { [property]: patch[property] ?? null }, form)
    changed += 1
  }
  return changed
}

/** What was there of the properties that were written together. */
function heldOf(before: JsonObject, written: JsonObject): JsonObject {
  return Object.fromEntries(Object.keys(written).map((name) => [name, before[name] ?? null]))
}

/** What the schema rules out changes nothing and is told in its place. */
async function refuseNonsense(name: string, id: string): Promise<void> {
  const before = await read(name, id)
  const answer = await client.call(`${name}/set`, { update: { [id]: { nothingOfThisName: true } } })
  assert.equal(typeOf(answer, 'notUpdated', id), 'invalidPatch')
  const whole = await client.call(`${name}/set`, { update: { [id]: before } })
  assert.ok(whole['updated'], `${name} sent back whole: ${JSON.stringify(whole)}`)
  assert.deepEqual(await read(name, id), before)
}

async function create(name: string, value: JsonObject): Promise<string> {
  const answer = await client.call(`${name}/set`, { create: { k: value } })
  const created = (answer['created'] as JsonObject | undefined)?.['k'] as JsonObject | undefined
  const id = created?.['id']
  assert.ok(typeof id === 'string', `${name} ${JSON.stringify(value)}: ${JSON.stringify(answer)}`)
  return id
}

async function read(name: string, id: string): Promise<JsonObject> {
  const { list } = await client.call(`${name}/get`, { ids: [id] })
  const [object] = list as readonly JsonObject[]
  assert.ok(object, `${name} ${id} is there`)
  return object
}

/** Whether an object has what was written, with secrets as masks. */
function assertHolds(object: JsonObject, written: JsonObject, { properties }: Form): void {
  for (const [name, value] of Object.entries(written)) {
    const type = properties[name]?.type
    const isSecret = type?.type === 'string' && (type.format === 'secret' || type.format === 'secretText')
    if (isSecret) assert.ok(object[name] === '****' || object[name] === null, `${name} shows no secret`)
    else assertIncludes(object[name] ?? null, value, name)
  }
}

function assertIncludes(actual: Json, written: Json, path: string): void {
  if (typeof written !== 'object' || written === null) {
    if (actual !== '****') assert.deepEqual(actual, written, path)
    return
  }
  for (const [name, value] of Object.entries(written))
    assertIncludes((actual as JsonObject)?.[name] ?? null, value, `${path}/${name}`)
}

/** Every property is answered; of those that the server sets, some come later. */
function shownBy({ properties }: Form, object: JsonObject): readonly string[] {
  return Object.keys(properties).filter((name) => properties[name]?.update !== 'serverSet' || Object.hasOwn(object, name))
}

/** What to look for to find an object that has this value. */
function filterValue(value: Json | undefined): Json | undefined {
  if (value === null || value === undefined) return undefined
  if (typeof value !== 'object') return value
  return Object.keys(value)[0]
}

function typeOf(answer: JsonObject, list: string, key: string): Json | undefined {
  return ((answer[list] as JsonObject | undefined)?.[key] as JsonObject | undefined)?.['type']
}
