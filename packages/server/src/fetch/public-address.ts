import { isIP } from 'node:net'
import { Networks } from '../net/networks.ts'

/** IPv4 that no public server has, by the IANA registry of special-purpose addresses (RFC6890-2.2.2), multicast and the reserved block. */
const specialIpv4 = new Networks([
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/4',
  '240.0.0.0/4',
])

/** Everything public in IPv6 is in here (RFC4291-2.4); loopback, unspecified, unique local, link-local and multicast are not. */
const globalIpv6 = new Networks(['2000::/3'])
/** Within it: Teredo, benchmarking, ORCHID and what else is in 2001::/23, 6to4, documentation. */
const specialIpv6 = new Networks(['2001::/23', '2001:db8::/32', '2002::/16', '3fff::/20'])

/** Groups before the embedded IPv4 address of mapped addresses (RFC4291-2.5.5.2), and of what DNS64 answers for IPv4 hosts (RFC6052-2.1). */
const embedding: readonly (readonly number[])[] = [
  [0, 0, 0, 0, 0, 0xffff],
  [0x64, 0xff9b, 0, 0, 0, 0],
]

/** Whether an address is one that servers on the internet have. An IPv6 form of an IPv4 address is what that address is. */
export function isPublicAddress(address: string): boolean {
  const plain = ipv4Within(address) ?? address
  switch (isIP(plain)) {
    case 4:
      return !specialIpv4.contains(plain)
    case 6:
      return globalIpv6.contains(plain) && !specialIpv6.contains(plain)
    default:
      return false
  }
}

/** The IPv4 address that a packet to this IPv6 address reaches, in whatever way it is written; `undefined`: it is another. */
export function ipv4Within(address: string): string | undefined {
  if (isIP(address) !== 6) return undefined
  const groups = groupsOf(address)
  const isEmbedded = embedding.some((prefix) => prefix.every((group, index) => groups[index] === group))
  const [high, low] = groups.slice(-2)
  if (!isEmbedded || high === undefined || low === undefined) return undefined
  return [high >> 8, high & 255, low >> 8, low & 255].join('.')
}

/** What of an address one owner has at least: of IPv6 a network of 64 bits (RFC4291-2.5.4), so the addresses in it are no more than one. */
export function networkOf(address: string): string {
  const plain = ipv4Within(address) ?? address
  return isIP(plain) === 6
    ? `${groupsOf(plain)
        .slice(0, 4)
        .map((group) => group.toString(16))
        .join(':')}/64`
    : plain
}

/** The eight groups. The zone is left out; the URL parser writes the rest in hexadecimal. */
function groupsOf(address: string): readonly number[] {
  const host = URL.parse(`http://[${address.replace(/%.*$/, '')}]`)?.hostname.slice(1, -1) ?? ''
  const [head = '', tail] = host.split('::')
  const front = head === '' ? [] : head.split(':')
  const back = tail === undefined || tail === '' ? [] : tail.split(':')
  const zeros = tail === undefined ? [] : Array.from({ length: 8 - front.length - back.length }, () => '0')
  return [...front, ...zeros, ...back].map((group) => Number.parseInt(group, 16))
}
