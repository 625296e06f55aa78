import { constants } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type RequestListener } from 'node:http'
import { createServer as createTlsServer, type TLSSocket } from 'node:tls'
import { getRequestListener } from '@hono/node-server'
import { ArrivalDeadlines, type ArrivalLimits } from './arrival-deadlines.ts'
import { certificatesOfSocket } from './certificates-of-socket.ts'
import { contextOf, headerLimit, type Listener, type ListenOptions, timeouts, untilNone } from './listener.ts'

/** In which something must arrive. */
const arrival: ArrivalLimits = {
  handshake: timeouts.headersTimeout,
  headers: timeouts.headersTimeout,
  next: timeouts.keepAliveTimeout + timeouts.headersTimeout,
}

/**
 * A port that asks for client certificates, on both runtimes: TLS of `node:tls`, whose sockets know the certificate, and HTTP of `node:http` on
 * them, as neither the server of Bun nor its `node:https` tells it. Every certificate is let in, and none too: what one is good for is decided
 * where a client authenticates.
 */
export async function listenWithCertificates(
  { host, port, tls, sharesPort, app }: ListenOptions,
  limits: ArrivalLimits = arrival,
): Promise<Listener> {
  if (tls === undefined) throw new TypeError('client certificates are asked for without TLS')
  const listener: RequestListener = getRequestListener(
    (request, { incoming }) => {
      const socket = socketOf(incoming)
      return app(request, { remoteAddress: socket.remoteAddress ?? '', certificates: certificatesOfSocket(socket) })
    },
    { overrideGlobalObjects: false },
  )
  const http = createServer({ maxHeaderSize: headerLimit, ...timeouts }, listener)
  // A session that goes on brings the client's own certificate alone, without its intermediates: every handshake is a full one.
  const asked = {
    requestCert: true,
    rejectUnauthorized: false,
    handshakeTimeout: limits.handshake,
    secureOptions: constants.SSL_OP_NO_TICKET,
  }
  const secure = createTlsServer({ ...contextOf(tls), ...asked })
  const deadlines = new ArrivalDeadlines(limits)
  // A handshake that fails or takes too long leaves its connection open otherwise.
  secure.on('tlsClientError', (_error, socket) => socket.destroy())
  const sockets = new Set<TLSSocket>()
  let pending = 0
  secure.on('secureConnection', (socket) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
    deadlines.opened(socket)
    http.emit('connection', socket)
  })
  http.on('request', ({ socket }, response) => {
    pending += 1
    deadlines.arrived(socket)
    response.once('close', () => {
      pending -= 1
      deadlines.answered(socket)
    })
  })
  secure.listen({ port, host, reusePort: sharesPort === true })
  await once(secure, 'listening')
  const address = secure.address()
  return {
    port: address === null || typeof address === 'string' ? port : address.port,
    setTls(files) {
      // Nothing of the options of before stays unless it is said again.
      secure.setSecureContext({ ...contextOf(files), secureOptions: constants.SSL_OP_NO_TICKET })
    },
    stopAccepting() {
      secure.close()
      http.closeIdleConnections()
    },
    drained: (limit) => untilNone(() => pending, limit),
    async close() {
      for (const socket of sockets) socket.destroy()
    },
  }
}

/** The sockets of this listener are those that it made. */
function socketOf({ socket }: Pick<IncomingMessage, 'socket'>): TLSSocket {
  return socket as TLSSocket
}
