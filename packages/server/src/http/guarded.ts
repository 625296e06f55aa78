import { OAuthError } from '@latchkey/core'
import { BoundedMap } from '../bounded-map.ts'
import { isLoopbackAddress, isLoopbackHost } from '../net/networks.ts'
import type { StartOptions } from '../options/declarations.ts'
import type { App } from './app.ts'
import { jsonHeaders, noStore } from './headers.ts'

/** Between the port and the app: says 503 until the app is there, and keeps plain http off the network. */
export interface Gate {
  readonly app: App
  open(app: App): void
}

export function guarded(options: StartOptions): Gate {
  let inner: App | undefined
  const isAllowed = peerFilter(options)

  return {
    app(request, peer) {
      if (inner === undefined) return Promise.resolve(refuse('starting'))
      if (isAllowed !== undefined && !isAllowed(peer.remoteAddress)) return Promise.resolve(refuse('plain_http'))
      return inner(request, peer)
    },
    open(app) {
      inner = app
    },
  }
}

/** `undefined`: everybody may connect, because the port is encrypted or on loopback. */
function peerFilter({ tlsCert, listen, trustedProxies }: StartOptions): ((address: string) => boolean) | undefined {
  if (tlsCert !== undefined || isLoopbackHost(listen.host)) return undefined
  const known = new BoundedMap<string, boolean>(10_000)
  return (address) => {
    const remembered = known.get(address)
    if (remembered !== undefined) return remembered
    const isAllowed = isLoopbackAddress(address) || trustedProxies.contains(address)
    known.set(address, isAllowed)
    return isAllowed
  }
}

function refuse(reason: 'starting' | 'plain_http'): Response {
  const error = new OAuthError(reason)
  const body = JSON.stringify({ error: error.error, error_description: error.publicText })
  const retry = reason === 'starting' ? { 'retry-after': '1' } : {}
  return new Response(body, { status: error.status, headers: { ...jsonHeaders, 'cache-control': noStore, ...retry } })
}
