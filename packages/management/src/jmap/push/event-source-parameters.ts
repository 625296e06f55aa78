/** Names of types that one connection may list. */
const maxTypes = 200
/** Seconds between two pings: a client that asks for less or more gets these. RFC8620-7.3 allows no minimum above 30, no maximum below 300. */
const pingBounds = { least: 5, most: 3600 }

export interface EventSourceParameters {
  /** Types to hear of; absent: all. */
  readonly types?: ReadonlySet<string>
  /** End the connection behind the first state event. */
  readonly closesAfterState: boolean
  /** Seconds between pings; 0: none. */
  readonly ping: number
}

/**
 * Query parameters of the event source. Absent ones mean all types, no end, no pings; unknown ones are ignored.
 * @see RFC8620-7.3
 */
export function parseEventSourceParameters(query: URLSearchParams): EventSourceParameters | { readonly mistake: string } {
  for (const name of ['types', 'closeafter', 'ping']) {
    if (query.getAll(name).length > 1) return { mistake: `${name}: must not be repeated` }
  }
  const types = (query.get('types') ?? '*').split(',')
  if (types.length > maxTypes || types.some((type) => !/^(\*|[\w:.-]{1,255})$/.test(type))) {
    return { mistake: 'types: must be * or names of types with commas between' }
  }
  const closeafter = query.get('closeafter') ?? 'no'
  if (closeafter !== 'state' && closeafter !== 'no') return { mistake: 'closeafter: must be state or no' }
  const ping = query.get('ping') ?? '0'
  if (!/^\d{1,9}$/.test(ping)) return { mistake: 'ping: must be a number of seconds, or 0' }
  const seconds = Number(ping)
  return {
    ...(types.includes('*') ? {} : { types: new Set(types) }),
    closesAfterState: closeafter === 'state',
    ping: seconds === 0 ? 0 : Math.min(Math.max(seconds, pingBounds.least), pingBounds.most),
  }
}
