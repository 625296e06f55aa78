import { isIP } from 'node:net'
import { type Networks, plainAddress } from './networks.ts'

/**
 * The address that a request comes from: that of the connection, unless it is a trusted proxy, which then says for whom it asks
 * (RFC7239-5.2 `Forwarded`, or `X-Forwarded-For`). Read from the right, so that nothing a client wrote itself counts. A proxy that
 * writes one of the two headers may pass the other on as its client sent it, so where they contradict each other neither counts.
 */
export function remoteAddressOf(peer: string, headers: Headers, trusted: Networks): string {
  const address = plainAddress(peer)
  if (trusted.isEmpty || !trusted.contains(address)) return address
  const paths = [forwardedPath(headers.get('forwarded')), xForwardedPath(headers.get('x-forwarded-for'))]
  const origins = new Set(paths.filter((hops) => hops.length > 0).map((hops) => originOf(address, hops, trusted)))
  const [origin] = origins
  return origin === undefined || origins.size > 1 ? address : origin
}

/** The last address that a trusted one vouches for, from the proxy backwards. */
function originOf(proxy: string, hops: readonly string[], trusted: Networks): string {
  let address = proxy
  for (const hop of hops.toReversed()) {
    if (!trusted.contains(address) || isIP(hop) === 0) break
    address = hop
  }
  return address
}

function forwardedPath(header: string | null): readonly string[] {
  if (header === null) return []
  return header.split(',').map((element) => nodeAddress(/(?:^|;)\s*for=("[^"]*"|[^;\s]*)/i.exec(element)?.[1] ?? ''))
}

function xForwardedPath(header: string | null): readonly string[] {
  return (header ?? '').split(',').flatMap((hop) => (hop.trim() === '' ? [] : [nodeAddress(hop)]))
}

/** The address of `192.0.2.1:80`, `"[2001:db8::1]:80"` and the like. */
function nodeAddress(node: string): string {
  const text = node.trim().replace(/^"|"$/g, '')
  const bracketed = /^\[([^\]]+)\]/.exec(text)?.[1]
  const address = bracketed ?? (/^[^:]+:\d+$/.test(text) ? text.slice(0, text.indexOf(':')) : text)
  return plainAddress(address)
}
