import { lookup } from 'node:dns/promises'
import { isIP } from 'node:net'
import type { Networks } from '../net/networks.ts'
import { plainAddress } from '../net/networks.ts'
import { ipv4Within, isPublicAddress } from './public-address.ts'

/** The addresses of a host name. Asked once per request; what is connected to is what was checked. */
export type Resolve = (host: string) => Promise<readonly string[]>

/** As every program of this machine resolves names: `/etc/hosts` and search domains included. */
export const systemResolve: Resolve = async (host) =>
  (await lookup(host, { all: true, verbatim: true })).map(({ address }) => address)

export type ResolvedHost =
  | { readonly kind: 'addresses'; readonly addresses: readonly string[] }
  | {
      readonly kind: 'refused'
      readonly problem: 'unreachable' | 'address_not_allowed' | 'url_not_allowed'
      readonly detail: string
    }

/** More are not tried. */
const maxAddresses = 4

/**
 * Where a URL leads. Every address of its host must be public or allowed, not only the one that would be used; without TLS, which alone
 * proves who answers, each must be allowed by name.
 */
export async function resolveHost(url: URL, allow: Networks, resolve: Resolve): Promise<ResolvedHost> {
  const host = url.hostname.replace(/^\[|\]$/g, '')
  const addresses = isIP(host) === 0 ? await resolveName(host, resolve) : [host]
  if (addresses.length === 0) return { kind: 'refused', problem: 'unreachable', detail: `${url.host} has no address` }
  const isAllowed = (address: string): boolean => allow.contains(ipv4Within(address) ?? plainAddress(address))
  if (url.protocol === 'http:' && !addresses.every(isAllowed)) {
    return { kind: 'refused', problem: 'url_not_allowed', detail: `${url.host} must be called by https` }
  }
  if (!addresses.every((address) => isPublicAddress(address) || isAllowed(address))) {
    // Without the address: an error page may show this to somebody who wants to know what names mean inside of our network.
    const detail = `${url.host} leads to an address that is not public and not in LATCHKEY_FETCH_ALLOW`
    return { kind: 'refused', problem: 'address_not_allowed', detail }
  }
  return { kind: 'addresses', addresses: addresses.slice(0, maxAddresses) }
}

async function resolveName(host: string, resolve: Resolve): Promise<readonly string[]> {
  try {
    return await resolve(host)
  } catch {
    return []
  }
}
