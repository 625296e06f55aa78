import type { FetchPort } from '../ports/fetch.ts'
import type { Ports } from '../ports/ports.ts'

/** A key set is used for at least this long, milliseconds, even if its server forbids caching: not every token may cost a request. */
const minFreshness = 30_000
/** How long a failure is remembered, milliseconds. */
const failurePause = 5_000
/** At most one reload of one address per this time, milliseconds: tokens with invented key ids must not make us call a client's server. */
const reloadPause = 5_000
const maxAddresses = 1_000
const maxKeys = 100

type Jwk = Readonly<Record<string, unknown>>

export type RemoteKeys =
  | { readonly kind: 'keys'; readonly keys: readonly Jwk[] }
  | { readonly kind: 'failed'; readonly problem: 'unreachable' | 'malformed'; readonly detail: string }

interface Entry {
  readonly known: RemoteKeys
  /** Milliseconds since the epoch. */
  readonly askedAt: number
  readonly goodUntil: number
}

interface Address {
  entry?: Entry
  reloadedAt?: number
  pending?: Promise<RemoteKeys>
}

/** One memory for each way out, so that two providers in a process share nothing. */
const memories = new WeakMap<FetchPort, Map<string, Address>>()

/**
 * The key set at an address that a client registered. Concurrent calls share one request.
 * @param mode `reload`: the caller knows the set as it is and did not find its key there; asked for anew unless that was just done.
 */
export function remoteKeys(uri: string, mode: 'cached' | 'reload', ports: Pick<Ports, 'fetch' | 'clock'>): Promise<RemoteKeys> {
  const address = addressOf(uri, ports.fetch)
  if (address.pending !== undefined) return address.pending
  const now = ports.clock()
  const { entry } = address
  if (entry !== undefined) {
    const mayReload = address.reloadedAt === undefined || Math.abs(now - address.reloadedAt) >= reloadPause
    if (mode === 'cached' ? isGood(entry, now) : !mayReload) return Promise.resolve(entry.known)
  }
  if (mode === 'reload') address.reloadedAt = now
  const asking = ask(uri, mode, ports)
    .then((made) => {
      // Whoever can send tokens can cause a reload; one that fails takes nothing away that is still good.
      const keepsKnown = made.known.kind === 'failed' && entry?.known.kind === 'keys' && isGood(entry, made.askedAt)
      address.entry = keepsKnown ? entry : made
      return address.entry.known
    })
    .finally(() => {
      delete address.pending
    })
  address.pending = asking
  return asking
}

function isGood({ askedAt, goodUntil }: Entry, now: number): boolean {
  return now >= askedAt && now < goodUntil
}

function addressOf(uri: string, port: FetchPort): Address {
  let memory = memories.get(port)
  if (memory === undefined) {
    memory = new Map()
    memories.set(port, memory)
  }
  const known = memory.get(uri)
  if (known !== undefined) return known
  const oldest = memory.size < maxAddresses ? undefined : memory.keys().next().value
  if (oldest !== undefined) memory.delete(oldest)
  const made: Address = {}
  memory.set(uri, made)
  return made
}

async function ask(uri: string, mode: 'cached' | 'reload', ports: Pick<Ports, 'fetch' | 'clock'>): Promise<Entry> {
  const outcome = await ports.fetch.fetch({
    url: uri,
    accept: ['application/json', 'application/jwk-set+json'],
    ...(mode === 'reload' ? { cache: mode } : {}),
  })
  const now = ports.clock()
  if (outcome.kind === 'failed') {
    const known = { kind: 'failed', problem: 'unreachable', detail: `${outcome.problem}: ${outcome.detail}` } as const
    return { known, askedAt: now, goodUntil: now + failurePause }
  }
  const keys = parseKeySet(outcome.body)
  if (keys === undefined) {
    const known = { kind: 'failed', problem: 'malformed', detail: `no JWK set of at most ${maxKeys} keys` } as const
    return { known, askedAt: now, goodUntil: now + failurePause }
  }
  return { known: { kind: 'keys', keys }, askedAt: now, goodUntil: Math.max(outcome.freshUntil, now + minFreshness) }
}

/** RFC7517-5; what is no object among the keys is passed over. */
function parseKeySet(body: string): readonly Jwk[] | undefined {
  let value: unknown
  try {
    value = JSON.parse(body)
  } catch {
    return undefined
  }
  const keys: unknown = isObject(value) ? value['keys'] : undefined
  return Array.isArray(keys) && keys.length <= maxKeys ? keys.filter(isObject) : undefined
}

function isObject(value: unknown): value is Jwk {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
