import type { PlannedChange } from '@latchkey/management/schema'
import { isJsonObject, type Json, type JsonObject } from '../values/json.ts'
import { RequestFailure } from './failure.ts'
import type { ManagementApi } from './management-api.ts'

/** An object as it was read, and the state of its type then. */
export interface ReadObject {
  readonly value: JsonObject
  readonly state: string
}

export type Written =
  | { readonly kind: 'written'; readonly value: JsonObject }
  | { readonly kind: 'refused'; readonly error: JsonObject }

/** One page of a list. */
export interface Page {
  readonly items: readonly JsonObject[]
  readonly total: number
}

export interface Asked {
  readonly filter: JsonObject
  readonly sort: readonly { readonly property: string; readonly isAscending: boolean }[]
  readonly position: number
  readonly limit: number
}

/** `undefined`: there is no such object, or not any more. */
export async function readObject(api: ManagementApi, object: string, id: string): Promise<ReadObject | undefined> {
  const answer = await api.call(`${object}/get`, { ids: [id] })
  const [value] = listOf(answer['list'])
  return value && { value, state: textOf(answer['state']) }
}

export async function queryObjects(api: ManagementApi, object: string, asked: Asked): Promise<Page> {
  const { filter, sort, position, limit } = asked
  const [found, read] = await api.callAll([
    [
      `${object}/query`,
      {
        ...(Object.keys(filter).length === 0 ? {} : { filter }),
        ...(sort.length === 0 ? {} : { sort: sort.map((order) => ({ ...order })) }),
        ...{ position, limit, calculateTotal: true },
      },
    ],
    [`${object}/get`, { '#ids': { resultOf: 'c0', name: `${object}/query`, path: '/ids' } }],
  ])
  const total = Number(found?.['total'] ?? 0)
  const items = new Map(listOf(read?.['list']).map((item) => [item['id'], item]))
  const ids = Array.isArray(found?.['ids']) ? (found['ids'] as readonly Json[]) : []
  return { items: ids.map((id) => items.get(id)).filter((item) => item !== undefined), total }
}

/** @throws RequestFailure `conflict` when objects of the type were changed since `state` */
export async function updateObject(
  api: ManagementApi,
  object: string,
  id: string,
  change: { readonly patch: JsonObject; readonly state: string },
): Promise<Written> {
  const answer = await api.call(`${object}/set`, { ifInState: change.state, update: { [id]: change.patch } })
  return written(answer, 'notUpdated', id, isJsonObject(answer['updated']) ? answer['updated'][id] : undefined)
}

export async function createObject(api: ManagementApi, object: string, value: JsonObject): Promise<Written> {
  const answer = await api.call(`${object}/set`, { create: { k: value } })
  return written(answer, 'notCreated', 'k', isJsonObject(answer['created']) ? answer['created']['k'] : undefined)
}

export async function destroyObject(api: ManagementApi, object: string, id: string): Promise<Written> {
  return written(await api.call(`${object}/set`, { destroy: [id] }), 'notDestroyed', id, {})
}

/** What a plan says of an update. `unknown`: plans do not have such objects, or the caller may not make them. */
export type Preview =
  | { readonly kind: 'change'; readonly change: PlannedChange }
  | { readonly kind: 'refused' }
  | { readonly kind: 'unknown' }

/** What an update would change and mean, as the server's plan says it. */
export async function previewUpdate(api: ManagementApi, object: string, id: string, patch: JsonObject): Promise<Preview> {
  try {
    const events = await api.plan({ '@type': 'update', object: object.replace(/^x:/, ''), id, value: patch })
    if (events.some(({ type }) => type === 'refused')) return { kind: 'refused' }
    const found = events.find((event) => event.type === 'change')
    return found === undefined ? { kind: 'unknown' } : { kind: 'change', change: found.change }
  } catch (failure) {
    const isAboutSignIn = failure instanceof RequestFailure && (failure.kind === 'signed-out' || failure.kind === 'too-old')
    if (isAboutSignIn || !(failure instanceof RequestFailure)) throw failure
    return { kind: 'unknown' }
  }
}

/** Who changed an object last, and when; `undefined`: that is not for the caller to know. */
export async function lastChange(
  api: ManagementApi,
  object: string,
  id: string,
): Promise<{ readonly by: string; readonly at: string } | undefined> {
  try {
    const filter = { object: object.replace(/^x:/, ''), objectId: id }
    const { items } = await queryObjects(api, 'x:Revision', { filter, sort: [], position: 0, limit: 1 })
    const [newest] = items
    return newest && { by: textOf(newest['actorName']) || textOf(newest['actorKind']), at: textOf(newest['at']) }
  } catch (failure) {
    if (failure instanceof RequestFailure && failure.kind !== 'signed-out') return undefined
    throw failure
  }
}

function written(answer: JsonObject, refusals: string, id: string, value: Json | undefined): Written {
  const refused = answer[refusals]
  const error = isJsonObject(refused) ? refused[id] : undefined
  if (isJsonObject(error)) return { kind: 'refused', error }
  return { kind: 'written', value: isJsonObject(value) ? value : {} }
}

function listOf(value: Json | undefined): readonly JsonObject[] {
  return Array.isArray(value) ? (value as readonly Json[]).filter(isJsonObject) : []
}

function textOf(value: Json | undefined): string {
  return typeof value === 'string' ? value : ''
}
