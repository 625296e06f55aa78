import { type Awaitable, whenThere } from '../awaitable.ts'
import type { Finding } from '../checks/check.ts'
import type { ClientId } from '../ids.ts'
import type { Ports } from '../ports/ports.ts'
import { admitsDocuments } from '../posture/admission.ts'
import type { Client } from './client.ts'
import { unregisteredClient } from './unregistered-client.ts'

/** What a `client_id` stands for. */
export type ClientLookup =
  | { readonly kind: 'found'; readonly client: Client }
  | { readonly kind: 'unknown' }
  /** Its record exists and has run out. */
  | { readonly kind: 'expired' }
  /** An id that promises a metadata document (CIMD-3), which is not there or says nothing that can be accepted. */
  | { readonly kind: 'document_refused'; readonly finding: Finding }
  /** No record, and not a text that RFC6749-A.1 allows as an id. */
  | { readonly kind: 'malformed' }

/** Longest id of a client without a record, in characters. */
const maxUnregisteredIdLength = 2048

/**
 * Finds out what a `client_id` stands for. A record always decides; only an id without one can be an unregistered client, and only while
 * `requireClientRegistration` is off, or for its address as id while documents are read. `redirectUri` is the one that this request names, which an unregistered client may use.
 */
export function lookUpClient(
  clientId: string,
  ports: Ports,
  options: { readonly redirectUri?: string | undefined } = {},
): Awaitable<ClientLookup> {
  // Asked as of the epoch, at which no record has expired: an expired record must not turn into an unregistered client.
  return whenThere(ports.stores.clients.find(clientId as ClientId, 0), (registered) => {
    if (registered === undefined) return unregistered(clientId, ports, { ...options, now: ports.clock() })
    const expired = registered.expiresAt !== undefined && registered.expiresAt <= ports.clock()
    return expired ? { kind: 'expired' } : { kind: 'found', client: registered }
  })
}

function unregistered(
  clientId: string,
  ports: Ports,
  { redirectUri, now }: { readonly redirectUri?: string | undefined; readonly now: number },
): Awaitable<ClientLookup> {
  const isAddress = /^https?:/i.test(clientId)
  if (isAddress ? !admitsDocuments(ports) : ports.settings().requireClientRegistration) return { kind: 'unknown' }
  if (clientId.length > maxUnregisteredIdLength || !/^[\x21-\x7e]+$/.test(clientId)) return { kind: 'malformed' }
  if (isAddress) return describedClient(clientId, ports)
  return { kind: 'found', client: unregisteredClient(clientId as ClientId, redirectUri, now) }
}

async function describedClient(clientId: string, { clientDocuments }: Ports): Promise<ClientLookup> {
  const outcome = await clientDocuments?.find(clientId)
  switch (outcome?.kind) {
    case 'found':
      return { kind: 'found', client: outcome.client }
    case 'refused':
      return { kind: 'document_refused', finding: outcome.finding }
    case undefined:
      return { kind: 'unknown' }
  }
}

/** The client of an id, registered or not, if requests in its name are accepted now. See `lookUpClient`. */
export function findClient(
  clientId: string,
  ports: Ports,
  options: { readonly redirectUri?: string | undefined } = {},
): Awaitable<Client | undefined> {
  return whenThere(lookUpClient(clientId, ports, options), (lookup) => (lookup.kind === 'found' ? lookup.client : undefined))
}
