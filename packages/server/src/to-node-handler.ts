import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import { TLSSocket } from 'node:tls'
import type { Latchkey } from './create-latchkey.ts'
import { certificatesOfSocket } from './listener/certificates-of-socket.ts'

/** A request as Express passes it on: `originalUrl` still has the path at which the handler is mounted. */
type MountedRequest = IncomingMessage & { readonly originalUrl?: string }

/**
 * A handler for `node:http`, Express and everything that takes one. Where it is mounted must be the path of the issuer. Of a TLS connection it
 * hands over the certificates of the client.
 */
export function toNodeHandler(
  latchkey: Pick<Latchkey, 'fetch'>,
): (request: IncomingMessage, response: ServerResponse) => Promise<void> {
  let listener: RequestListener | undefined
  /** With the first request: `latchkey serve` on Bun has no use for the adapter. */
  const load = async (): Promise<RequestListener> => {
    const { getRequestListener } = await import('@hono/node-server')
    listener ??= getRequestListener(
      (request, { incoming: { socket } }) =>
        latchkey.fetch(request, {
          remoteAddress: socket.remoteAddress ?? '',
          ...(socket instanceof TLSSocket && { certificates: certificatesOfSocket(socket) }),
        }),
      { overrideGlobalObjects: false },
    )
    return listener
  }
  return async (request: MountedRequest, response) => {
    const { originalUrl } = request
    if (originalUrl !== undefined) request.url = originalUrl
    await (listener ?? (await load()))(request, response)
  }
}
