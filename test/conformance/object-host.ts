import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'

/** Lets a server under test fetch from this machine. */
export const fetchFromHere = { LATCHKEY_FETCH_ALLOW: '127.0.0.0/8,::1' } as const

export interface Content {
  readonly body: string
  readonly contentType?: string
  readonly status?: number
  readonly location?: string
}

/** The web server of a client: what is at which path, and how often it was asked for. */
export class ObjectHost implements AsyncDisposable {
  readonly contents = new Map<string, Content>()
  readonly asked: string[] = []
  readonly #server: Server

  private constructor() {
    this.#server = createServer((request, response) => {
      const path = request.url ?? ''
      this.asked.push(path)
      const {
        status = 200,
        contentType = 'application/oauth-authz-req+jwt',
        body,
        location,
      } = this.contents.get(path) ?? {
        status: 404,
        body: '',
      }
      response.writeHead(status, { 'content-type': contentType, ...(location === undefined ? {} : { location }) }).end(body)
    })
  }

  static async open(): Promise<ObjectHost> {
    const host = new ObjectHost()
    host.#server.listen(0, '127.0.0.1')
    await once(host.#server, 'listening')
    return host
  }

  address(path: string): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}${path}`
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections()
    this.#server.close()
    await once(this.#server, 'close')
  }
}
