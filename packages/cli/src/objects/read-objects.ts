import type { JsonObject, JsonValue } from '@latchkey/management'
import { Failure } from '../command.ts'
import { callMethod, callMethods, objectOf } from '../connect/jmap.ts'
import type { Transport } from '../connect/transport.ts'
import { idByNaturalKey } from './by-natural-key.ts'
import type { Kind } from './kind.ts'

/**
 * One object by its id, or by its natural key when no object has this id.
 * @param properties `null`: all
 * @throws Failure when there is none
 */
export async function readObject(
  transport: Transport,
  kind: Kind,
  id: string,
  properties: readonly string[] | null,
): Promise<{ readonly object: JsonObject; readonly state: string | undefined }> {
  const read = async (wanted: string) => {
    const { list, state } = await callMethod(transport, `${kind.name}/get`, { ids: [wanted], properties })
    const [object] = Array.isArray(list) ? (list as readonly JsonValue[]) : []
    return object === undefined ? undefined : { object: objectOf(object), state: typeof state === 'string' ? state : undefined }
  }
  const found = await read(id)
  if (found !== undefined) return found
  const other = kind.isSingleton ? undefined : await idByNaturalKey(transport, kind, id)
  const named = other === undefined ? undefined : await read(other)
  if (named === undefined) throw new Failure(`${kind.shortName} ${id} not found`)
  return named
}

export interface Listing {
  readonly filter: JsonObject
  readonly sort: readonly { readonly property: string; readonly isAscending: boolean }[]
  readonly properties: readonly string[] | null
  /** Objects of one page. */
  readonly pageSize: number
  /** Objects altogether; absent: all. */
  readonly limit?: number
}

/** Pages of the objects that a query finds, each with its number of all. */
export async function* listObjects(
  transport: Transport,
  kind: Pick<Kind, 'name'>,
  { filter, sort, properties, pageSize, limit = Number.POSITIVE_INFINITY }: Listing,
): AsyncGenerator<{ readonly objects: readonly JsonObject[]; readonly isLast: boolean; readonly total: number | undefined }> {
  let left = limit
  let anchor: string | undefined
  for (;;) {
    const size = Math.min(pageSize, left)
    const [found = {}, got = {}] = await callMethods(transport, [
      [
        `${kind.name}/query`,
        {
          filter,
          ...(sort.length > 0 && { sort }),
          ...(anchor !== undefined && { anchor, anchorOffset: 1 }),
          limit: size,
          calculateTotal: anchor === undefined,
        },
        'q',
      ],
      [`${kind.name}/get`, { '#ids': { resultOf: 'q', name: `${kind.name}/query`, path: '/ids' }, properties }, 'g'],
    ])
    const ids = textsOf(found['ids'])
    const byId = new Map(listOf(got['list']).map((item) => [String(objectOf(item)['id']), objectOf(item)]))
    // `get` answers in any order (RFC8620-5.1).
    const objects = ids.map((id) => byId.get(id)).filter((object) => object !== undefined)
    left -= ids.length
    anchor = ids.at(-1)
    const isLast = ids.length < size || left <= 0 || anchor === undefined
    yield { objects, isLast, total: typeof found['total'] === 'number' ? found['total'] : undefined }
    if (isLast) return
  }
}

function listOf(value: JsonValue | undefined): readonly JsonValue[] {
  return Array.isArray(value) ? value : []
}

function textsOf(value: JsonValue | undefined): readonly string[] {
  return listOf(value).filter((item) => typeof item === 'string')
}
