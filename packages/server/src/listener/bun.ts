import type { Peer } from '../http/exchange.ts'
import { cipherSuites, idleTimeout, type Listener, type ListenOptions, type TlsFiles, untilNone } from './listener.ts'

/** The part of Bun's API that is used here, described where it is used. */
interface BunServer {
  readonly port: number
  /** Whose answer was not sent completely. */
  readonly pendingRequests: number
  requestIP(request: Request): { readonly address: string } | null
  stop(closeActiveConnections?: boolean): Promise<void>
}

declare const Bun: { serve(options: object): BunServer }

/** The other end, looked up when somebody asks. */
class BunPeer implements Peer {
  readonly #server: BunServer
  readonly #request: Request

  constructor(server: BunServer, request: Request) {
    this.#server = server
    this.#request = request
  }

  get remoteAddress(): string {
    return this.#server.requestIP(this.#request)?.address ?? ''
  }
}

/** Milliseconds in which a server that is replaced still accepts, with the certificate that it has. */
const acceptTurn = 20

export function listenOnBun({ host, port, tls, sharesPort, app }: ListenOptions): Listener {
  const optionsWith = (files: TlsFiles | undefined): object => ({
    hostname: host,
    port,
    // Also so that a server with a new certificate can open the port before the one with the old certificate closes it.
    reusePort: sharesPort === true || files !== undefined,
    idleTimeout,
    development: false,
    ...(files === undefined ? {} : { tls: { cert: files.certificate, key: files.key, ciphers: cipherSuites.join(':') } }),
    fetch: (request: Request, server: BunServer) => app(request, new BunPeer(server, request)),
  })
  let server = Bun.serve(optionsWith(tls))
  const bound = server.port
  /** Those whose certificate was replaced: they finish what they have. */
  const retired = new Set<BunServer>()
  return {
    port: bound,
    setTls(files) {
      // A running server keeps its certificate, so another one takes over.
      const previous = server
      server = Bun.serve({ ...optionsWith(files), port: bound })
      retired.add(previous)
      const forget = (): unknown => retired.delete(previous)
      // Connections that came in while the new one was being opened wait at the old port, which resets them when it closes: they are
      // accepted first, in the turn of the event loop that begins now. One that is in its handshake when the old port closes is reset
      // all the same; whoever connects tries again.
      setTimeout(() => setImmediate(() => previous.stop().then(forget, forget)), acceptTurn)
    },
    stopAccepting() {
      void server.stop()
    },
    drained: (limit) =>
      untilNone(() => [server, ...retired].reduce((sum, { pendingRequests }) => sum + pendingRequests, 0), limit),
    async close() {
      await Promise.all([server, ...retired].map((each) => each.stop(true)))
    },
  }
}
