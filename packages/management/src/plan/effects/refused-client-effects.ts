import { type AdjustableCheck, type Client, refusedMembers } from '@latchkey/core'
import { serverPosture } from '../../objects/security-posture/settings.ts'
import type { JsonObject } from '../../ports/json.ts'
import type { ObjectStore } from '../../ports/objects.ts'
import { Breath } from '../breath.ts'
import type { PlanEffect } from '../contract.ts'
import { stricter } from './effect-row.ts'

/** Clients that are read at once. */
const piece = 500
/** Clients that a sentence names. */
const mostNamed = 5

/**
 * Which clients a change of `x:SecurityPosture` would refuse at every use and did not before, by the rules that do so.
 * @param objects as they will be
 * @param isGone of the object ids of clients that will not be there
 */
export async function refusedClientEffects(
  { before, after }: { readonly before: JsonObject; readonly after: JsonObject },
  objects: Pick<ObjectStore, 'find' | 'query'>,
  isGone: (id: string) => boolean,
): Promise<readonly PlanEffect[]> {
  const [was, is] = [serverPosture(JSON.stringify(before)), serverPosture(JSON.stringify(after))]
  const refused = new Map<AdjustableCheck, string[]>()
  for await (const client of clientsOf(objects, isGone)) {
    const known = new Set(refusedMembers(client, was).map(({ rule }) => rule))
    const rules = new Set(refusedMembers(client, is).map(({ rule }) => rule))
    for (const rule of rules) {
      if (known.has(rule)) continue
      const clients = refused.get(rule)
      if (clients === undefined) refused.set(rule, [client.clientId])
      else clients.push(client.clientId)
    }
  }
  return [...refused].map(([rule, clients]) => stricter(`refuses ${named(clients)} at every use by the rule ${rule}`))
}

async function* clientsOf(objects: Pick<ObjectStore, 'find' | 'query'>, isGone: (id: string) => boolean): AsyncGenerator<Client> {
  const breath = new Breath()
  let position = 0
  for (;;) {
    const found = await objects.query({
      object: 'OAuthClient',
      sort: [],
      page: { position },
      limit: piece,
      calculateTotal: false,
    })
    const ids = found.kind === 'found' ? found.ids : []
    for (const { id, record } of await objects.find('OAuthClient', ids)) {
      await breath.take()
      if (!isGone(id)) yield record
    }
    if (ids.length < piece) return
    position += ids.length
  }
}

function named(clients: readonly string[]): string {
  const sorted = clients.toSorted()
  const more = sorted.length > mostNamed ? ` and ${sorted.length - mostNamed} more` : ''
  return `${sorted.length} ${sorted.length === 1 ? 'client' : 'clients'} (${sorted.slice(0, mostNamed).join(', ')}${more})`
}
