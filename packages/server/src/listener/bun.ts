import type { Peer } from '../http/exchange.ts'
import { idleTimeout, type Listener, type ListenOptions, type TlsFiles, untilNone } from './listener.ts'

/** The part of Bun's API that is used here, described where it is used. */
interface BunServer {
  readonly port: number
  /** Whose answer was not sent completely. */
  readonly pendingRequests: number
  requestIP(request: Request): { readonly address: string } | null
  reload(options: object): void
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

export function listenOnBun({ host, port, tls, sharesPort, app }: ListenOptions): Listener {
  const optionsWith = (files: TlsFiles | undefined): object => ({
    hostname: host,
    port,
    reusePort: sharesPort === true,
    idleTimeout,
    development: false,
    ...(files === undefined ? {} : { tls: { cert: files.certificate, key: files.key } }),
    fetch: (request: Request, server: BunServer) => app(request, new BunPeer(server, request)),
  })
  const server = Bun.serve(optionsWith(tls))
  return {
    port: server.port,
    setTls: (files) => server.reload(optionsWith(files)),
    stopAccepting() {
      void server.stop()
    },
    drained: (limit) => untilNone(() => server.pendingRequests, limit),
    close: () => server.stop(true),
  }
}
