import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import type { Latchkey } from './create-latchkey.ts'

/** A request as Express passes it on: `originalUrl` still has the path at which the handler is mounted. */
type MountedRequest = IncomingMessage & { readonly originalUrl?: string }

/** A handler for `node:http`, Express and everything that takes one. Where it is mounted must be the path of the issuer. */
export function toNodeHandler(
  latchkey: Pick<Latchkey, 'fetch'>,
): (request: IncomingMessage, response: ServerResponse) => Promise<void> {
  let listener: RequestListener | undefined
  /** With the first request: `latchkey serve` on Bun has no use for the adapter. */
  const load = async (): Promise<RequestListener> => {
    const { getRequestListener } = await import('@hono/node-server')
    listener ??= getRequestListener(
      (request, { incoming }) => latchkey.fetch(request, { remoteAddress: incoming.socket.remoteAddress ?? '' }),
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
