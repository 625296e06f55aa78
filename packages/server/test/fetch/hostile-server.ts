import { createServer as createPlainServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import { type AddressInfo, createServer as createSocketServer, type Server, type Socket } from 'node:net'

export type Answer = (request: IncomingMessage, response: ServerResponse) => void

/** A server of a client on the loopback interface, which answers as badly as a test wants. */
export class HostileServer implements AsyncDisposable {
  readonly port: number
  /** What was asked for, in order. */
  readonly requests: readonly { readonly path: string; readonly headers: IncomingMessage['headers']; readonly body: string }[]
  readonly #server: Server
  readonly #sockets: Set<Socket>

  private constructor(parts: { server: Server; port: number; requests: HostileServer['requests']; sockets: Set<Socket> }) {
    this.#server = parts.server
    this.port = parts.port
    this.requests = parts.requests
    this.#sockets = parts.sockets
  }

  /** `tls`: PEM texts; absent: plain http. */
  static async open(answer: Answer, tls?: { readonly key: string; readonly cert: string }): Promise<HostileServer> {
    const requests: { path: string; headers: IncomingMessage['headers']; body: string }[] = []
    const listener = (request: IncomingMessage, response: ServerResponse): void => {
      let body = ''
      request.on('data', (chunk) => {
        body += String(chunk)
      })
      request.on('end', () => {
        requests.push({ path: request.url ?? '', headers: request.headers, body })
        answer(request, response)
      })
    }
    const server = tls === undefined ? createPlainServer(listener) : createTlsServer({ ...tls }, listener)
    return HostileServer.#listen(server, requests)
  }

  /** Speaks no HTTP of its own: writes what the test gives when the first octets came. */
  static async raw(write: (socket: Socket) => void): Promise<HostileServer> {
    const server = createSocketServer((socket) => {
      socket.on('error', () => {})
      socket.once('data', () => write(socket))
    })
    return HostileServer.#listen(server, [])
  }

  static async #listen(server: Server, requests: HostileServer['requests']): Promise<HostileServer> {
    const sockets = new Set<Socket>()
    server.on('connection', (socket) => {
      sockets.add(socket)
      socket.on('close', () => sockets.delete(socket))
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    return new HostileServer({ server, port: (server.address() as AddressInfo).port, requests, sockets })
  }

  /** An address of it; `http` unless given otherwise. */
  url(path = '/', origin = `http://127.0.0.1:${this.port}`): string {
    return `${origin}${path}`
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.#sockets) socket.destroy()
    await new Promise<void>((resolve) => this.#server.close(() => resolve()))
  }
}

export function json(body: unknown, headers: Readonly<Record<string, string>> = {}): Answer {
  return (_request, response) => {
    response.writeHead(200, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body))
  }
}
