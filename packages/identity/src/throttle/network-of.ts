import { isIPv4, isIPv6 } from 'node:net'

/**
 * What counts as one network when guesses are counted: an IPv4 address, or the /64 of an IPv6 address, because whoever has one
 * address of it has all of them. An IPv4 address in IPv6 clothing (`::ffff:192.0.2.1`) counts as IPv4. Anything that is no address
 * is one network, `unknown`. What it answers it also accepts.
 */
export function networkOf(address: string): string {
  const bare = bareAddress(address)
  if (isIPv4(bare)) return bare
  if (!isIPv6(bare)) return 'unknown'
  const groups = expand(bare)
  return mappedIPv4(groups) ?? prefixOf(groups, 64)
}

/**
 * The /48 of an IPv6 address: what one customer can have, and with it 65,536 networks. `undefined` for anything else, whose network is
 * not part of anything larger that belongs to one person.
 */
export function siteOf(address: string): string | undefined {
  const bare = bareAddress(address)
  if (!isIPv6(bare)) return undefined
  const groups = expand(bare)
  return mappedIPv4(groups) === undefined ? prefixOf(groups, 48) : undefined
}

function bareAddress(address: string): string {
  return address
    .trim()
    .replace(/^\[(.*)\]$/, '$1')
    .replace(/\/64$/, '')
    .replace(/%.*$/, '')
}

function mappedIPv4(groups: readonly number[]): string | undefined {
  if (groups.slice(0, 5).some((group) => group !== 0) || groups[5] !== 0xffff) return undefined
  const [high = 0, low = 0] = groups.slice(6)
  return [high >> 8, high & 0xff, low >> 8, low & 0xff].join('.')
}

/** `length`: a multiple of 16. */
function prefixOf(groups: readonly number[], length: 48 | 64): string {
  const leading = groups.slice(0, length / 16).map((group) => group.toString(16))
  return `${leading.join(':')}::/${length}`
}

/** The eight groups of an IPv6 address. */
function expand(address: string): readonly number[] {
  // The URL parser turns a dotted tail into groups.
  const [left = '', right] = new URL(`http://[${address}]`).hostname.slice(1, -1).split('::')
  const head = parseGroups(left)
  if (right === undefined) return head
  const tail = parseGroups(right)
  return [...head, ...Array<number>(8 - head.length - tail.length).fill(0), ...tail]
}

function parseGroups(text: string): readonly number[] {
  return text === '' ? [] : text.split(':').map((group) => Number.parseInt(group, 16))
}
