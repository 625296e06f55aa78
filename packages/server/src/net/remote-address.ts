import { isIP } from 'node:net'
import { type Networks, plainAddress } from './networks.ts'

/**
 * The address that a request comes from: that of the connection, unless it is a trusted proxy, which then says for whom it asks
 * (RFC7239-5.2 `Forwarded`, else `X-Forwarded-For`). Read from the right, so that nothing a client wrote itself counts.
 */
export function remoteAddressOf(peer: string, headers: Headers, trusted: Networks): string {
  let address = plainAddress(peer)
  if (trusted.isEmpty || !trusted.contains(address)) return address
  const hops = forwardedFor(headers)
  while (hops.length > 0 && trusted.contains(address)) {
    const hop = hops.pop() ?? ''
    if (isIP(hop) === 0) break
    address = hop
  }
  return address
}

function forwardedFor(headers: Headers): string[] {
  const forwarded = headers.get('forwarded')
  if (forwarded !== null)
    return forwarded.split(',').map((element) => nodeAddress(/(?:^|;)\s*for=("[^"]*"|[^;\s]*)/i.exec(element)?.[1] ?? ''))
  return (headers.get('x-forwarded-for') ?? '').split(',').flatMap((hop) => (hop.trim() === '' ? [] : [nodeAddress(hop)]))
}

/** The address of `192.0.2.1:80`, `"[2001:db8::1]:80"` and the like. */
function nodeAddress(node: string): string {
  const text = node.trim().replace(/^"|"$/g, '')
  const bracketed = /^\[([^\]]+)\]/.exec(text)?.[1]
  const address = bracketed ?? (/^[^:]+:\d+$/.test(text) ? text.slice(0, text.indexOf(':')) : text)
  return plainAddress(address)
}
