import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { RequestFailure } from '../src/api/failure.ts'
import { ManagementApi } from '../src/api/management-api.ts'
import { createObject, lastChange, previewUpdate, queryObjects, updateObject } from '../src/api/objects.ts'

interface Sent {
  readonly path: string
  readonly init: RequestInit
}

/** The API at a server that gives these answers, one after the other. */
function apiOf(...answers: readonly (() => Response)[]): { readonly api: ManagementApi; readonly sent: Sent[] } {
  const sent: Sent[] = []
  const waiting = [...answers]
  const send = async (path: RequestInfo | URL, init: RequestInit = {}): Promise<Response> => {
    sent.push({ path: String(path), init })
    const answer = waiting.shift()
    if (answer === undefined) throw new TypeError('no network')
    return answer()
  }
  return { api: new ManagementApi('/sso', send), sent }
}

const methods =
  (...methodResponses: readonly unknown[]) =>
  () =>
    Response.json({ methodResponses })
const refusal =
  (status: number, challenge = '') =>
  () =>
    Response.json({ detail: `status ${status}` }, { status, headers: { 'www-authenticate': challenge } })

async function failureOf(work: Promise<unknown>): Promise<readonly [kind: string, detail: string]> {
  try {
    await work
  } catch (failure) {
    assert.ok(failure instanceof RequestFailure)
    return [failure.kind, failure.detail]
  }
  return assert.fail('it was answered')
}

describe('a request of the console', () => {
  test('goes below the issuer, with the header of the console and the cookie of no other origin', async () => {
    const { api, sent } = apiOf(() => Response.json({ permissions: ['authenticate'] }))
    assert.deepEqual([...(await api.permissions())], ['authenticate'])
    assert.equal(sent[0]?.path, '/sso/api/account')
    assert.deepEqual([sent[0]?.init.credentials, sent[0]?.init.headers], ['same-origin', { 'latchkey-console': '1' }])
  })

  const failures: readonly (readonly [what: string, answer: () => Response, kind: string])[] = [
    ['nobody is signed in', refusal(401, 'Session realm="Latchkey"'), 'signed-out'],
    ['the sign-in is too old', refusal(401, 'Bearer error="insufficient_user_authentication", max_age="60"'), 'too-old'],
    ['it is not allowed', refusal(403), 'forbidden'],
    ['there are too many', refusal(429), 'throttled'],
    ['it is wrong', refusal(400), 'refused'],
    ['the server fails', () => new Response('<html>', { status: 502 }), 'refused'],
    ['objects were changed since', methods(['error', { type: 'stateMismatch', description: 'changed' }, 'c0']), 'conflict'],
    ['a method is not allowed', methods(['error', { type: 'forbidden' }, 'c0']), 'forbidden'],
  ]
  for (const [what, answer, kind] of failures) {
    test(`is told as ${kind} when ${what}`, async () => {
      assert.equal((await failureOf(apiOf(answer).api.call('x:Client/get', {})))[0], kind)
    })
  }

  test('is told as unreachable when there is no answer at all', async () => {
    assert.deepEqual(await failureOf(apiOf().api.call('x:Client/get', {})), ['unreachable', 'no network'])
  })
})

describe('objects of the API', () => {
  test('are listed in the order of the query, without those that went away meanwhile', async () => {
    const query = ['x:Client/query', { ids: ['b', 'gone', 'a'], total: 7 }, 'c0']
    const get = ['x:Client/get', { list: [{ id: 'a' }, { id: 'b' }] }, 'c1']
    const { api, sent } = apiOf(methods(query, get))
    const asked = { filter: {}, sort: [{ property: 'name', isAscending: false }], position: 25, limit: 25 }
    assert.deepEqual(await queryObjects(api, 'x:Client', asked), { items: [{ id: 'b' }, { id: 'a' }], total: 7 })
    const { methodCalls } = JSON.parse(String(sent[0]?.init.body)) as { readonly methodCalls: readonly (readonly unknown[])[] }
    assert.deepEqual(methodCalls[0]?.[1], {
      sort: [{ property: 'name', isAscending: false }],
      position: 25,
      limit: 25,
      calculateTotal: true,
    })
  })

  test('are updated from the state that was read, and only where they changed', async () => {
    const { api, sent } = apiOf(methods(['x:Client/set', { updated: { a: null } }, 'c0']))
    const written = await updateObject(api, 'x:Client', 'a', { patch: { name: 'b' }, state: '7' })
    assert.deepEqual(written, { kind: 'written', value: {} })
    assert.match(String(sent[0]?.init.body), /\{"ifInState":"7","update":\{"a":\{"name":"b"\}\}\}/)
  })

  test('that are refused say why; what is made says its secrets', async () => {
    const error = { type: 'invalidPatch', description: 'No', properties: ['name'] }
    const { api } = apiOf(
      methods(['x:Client/set', { notCreated: { k: error } }, 'c0']),
      methods(['x:Client/set', { created: { k: { id: 'a', secret: 's' } } }, 'c0']),
    )
    assert.deepEqual(await createObject(api, 'x:Client', {}), { kind: 'refused', error })
    assert.deepEqual(await createObject(api, 'x:Client', {}), { kind: 'written', value: { id: 'a', secret: 's' } })
  })

  test('that plans do not know are changed without a preview, but not without a sign-in', async () => {
    const lines =
      (...events: readonly unknown[]) =>
      () =>
        new Response(events.map((event) => JSON.stringify(event)).join('\n'))
    const change = { kind: 'update', object: 'x:Client', label: 'a', fields: [], effects: [] }
    const { api } = apiOf(
      lines({ type: 'progress' }, { type: 'change', change }, { type: 'done' }),
      lines({ type: 'refused', mistakes: [] }),
      refusal(403),
      refusal(401),
    )
    const preview = () => previewUpdate(api, 'x:Client', 'a', { name: 'b' })
    assert.deepEqual(await preview(), { kind: 'change', change })
    assert.deepEqual(await preview(), { kind: 'refused' })
    assert.deepEqual(await preview(), { kind: 'unknown' })
    assert.equal((await failureOf(preview()))[0], 'signed-out')
  })

  test('do not say who changed them last to who may not read revisions', async () => {
    const query = ['x:Revision/query', { ids: ['r'], total: 1 }, 'c0']
    const { api } = apiOf(
      methods(query, ['x:Revision/get', { list: [{ id: 'r', actorName: null, actorKind: 'operator', at: 'then' }] }, 'c1']),
      methods(['error', { type: 'forbidden' }, 'c0']),
    )
    assert.deepEqual(await lastChange(api, 'x:Client', 'a'), { by: 'operator', at: 'then' })
    assert.equal(await lastChange(api, 'x:Client', 'a'), undefined)
  })
})
