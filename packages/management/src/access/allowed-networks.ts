import { BlockList, isIP, isIPv4 } from 'node:net'

/** Whether an address lies in one of the networks (`address` or `address/prefix length`). Without any, every address does. */
export function isFromAllowedNetwork(address: string, networks: readonly string[]): boolean {
  if (networks.length === 0) return true
  const plain = plainAddress(address)
  const family = isIP(plain)
  if (family === 0) return false
  const list = new BlockList()
  for (const network of networks) addNetwork(list, network)
  return list.check(plain, family === 4 ? 'ipv4' : 'ipv6')
}

/** Whether a text names a network that `isFromAllowedNetwork` understands. */
export function isNetwork(text: string): boolean {
  return parseNetwork(text) !== undefined
}

function addNetwork(list: BlockList, text: string): void {
  const network = parseNetwork(text)
  if (network !== undefined) list.addSubnet(network.address, network.length, network.family)
}

function parseNetwork(text: string): { address: string; length: number; family: 'ipv4' | 'ipv6' } | undefined {
  const [address = '', prefix, ...rest] = text.split('/')
  if (isIP(address) === 0 || address.includes('%') || rest.length > 0) return undefined
  const longest = isIPv4(address) ? 32 : 128
  const length = prefix === undefined ? longest : /^\d{1,3}$/.test(prefix) ? Number(prefix) : Number.NaN
  if (!(length <= longest)) return undefined
  return { address, length, family: longest === 32 ? 'ipv4' : 'ipv6' }
}

/** Without brackets and zone; an IPv4 address in IPv6 clothing as IPv4. */
function plainAddress(address: string): string {
  const bare = address.replace(/^\[(.*)\]$/, '$1').replace(/%.*$/, '')
  return /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(bare)?.[1] ?? bare
}
