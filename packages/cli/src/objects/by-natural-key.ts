import { Failure } from '../command.ts'
import { callMethod } from '../connect/jmap.ts'
import type { Transport } from '../connect/transport.ts'
import type { Kind } from './kind.ts'

/** The id of the one object whose natural key this is: a `client_id`, a user name; `undefined` when it is nobody's. */
export async function idByNaturalKey(transport: Transport, kind: Kind, key: string): Promise<string | undefined> {
  if (kind.naturalKey === undefined) return undefined
  try {
    const { ids } = await callMethod(transport, `${kind.name}/query`, { filter: { [kind.naturalKey]: key }, limit: 2 })
    return Array.isArray(ids) && ids.length === 1 && typeof ids[0] === 'string' ? ids[0] : undefined
  } catch (error) {
    if (error instanceof Failure) return undefined
    throw error
  }
}
