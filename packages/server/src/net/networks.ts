import { BlockList, isIP, isIPv4 } from 'node:net'

/** A set of address ranges in CIDR notation. */
export class Networks {
  readonly #list = new BlockList()
  readonly isEmpty: boolean

  /** `ranges`: addresses, or `address/prefix length`. @throws RangeError naming the first that is neither. */
  constructor(ranges: readonly string[]) {
    this.isEmpty = ranges.length === 0
    for (const range of ranges) this.#add(range)
  }

  /** IPv4-mapped IPv6 addresses count as IPv4. */
  contains(address: string): boolean {
    const plain = plainAddress(address)
    const family = isIP(plain)
    return family !== 0 && !this.isEmpty && this.#list.check(plain, family === 4 ? 'ipv4' : 'ipv6')
  }

  #add(range: string): void {
    const slash = range.indexOf('/')
    const address = slash === -1 ? range : range.slice(0, slash)
    const longest = isIPv4(address) ? 32 : 128
    const length = slash === -1 ? longest : parseLength(range.slice(slash + 1))
    if (isIP(address) === 0 || length === undefined || length > longest) throw new RangeError(range)
    this.#list.addSubnet(address, length, longest === 32 ? 'ipv4' : 'ipv6')
  }
}

/** Whether an address is 127.0.0.0/8 or ::1. */
export function isLoopbackAddress(address: string): boolean {
  return loopback.contains(address)
}

/** Whether a host of a URL (brackets allowed) can only mean this machine. */
export function isLoopbackHost(host: string): boolean {
  const name = host.replace(/^\[|\]$/g, '').toLowerCase()
  return name === 'localhost' || name.endsWith('.localhost') || isLoopbackAddress(name)
}

/** Without the prefix of IPv4-mapped addresses, brackets and zone. */
export function plainAddress(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)
  return mapped?.[1] ?? address.replace(/%.*$/, '')
}

function parseLength(text: string): number | undefined {
  return /^\d{1,3}$/.test(text) ? Number(text) : undefined
}

const loopback = new Networks(['127.0.0.0/8', '::1'])
