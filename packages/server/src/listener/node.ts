import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import { getRequestListener } from '@hono/node-server'
import { contextOf, headerLimit, type Listener, type ListenOptions, timeouts, untilNone } from './listener.ts'

export async function listenOnNode({ host, port, tls, sharesPort, app }: ListenOptions): Promise<Listener> {
  const listener: RequestListener = getRequestListener((request, { incoming }) =>
    app(request, { remoteAddress: incoming.socket.remoteAddress ?? '' }),
  )
  const options = { maxHeaderSize: headerLimit, ...timeouts }
  const secure = tls === undefined ? undefined : createTlsServer({ ...options, ...contextOf(tls) }, listener)
  const server = secure ?? createServer(options, listener)
  let pending = 0
  server.on('request', (_request, response) => {
    pending += 1
    response.once('close', () => {
      pending -= 1
    })
  })
  server.listen({ port, host, reusePort: sharesPort === true })
  await once(server, 'listening')
  const address = server.address()
  return {
    port: address === null || typeof address === 'string' ? port : address.port,
    setTls(files) {
      secure?.setSecureContext(contextOf(files))
    },
    stopAccepting() {
      server.close()
      server.closeIdleConnections()
    },
    drained: (limit) => untilNone(() => pending, limit),
    async close() {
      server.closeAllConnections()
    },
  }
}
