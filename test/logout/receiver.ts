import { readFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import type { TestCertificate } from '@latchkey/testing'

/** What came to a receiver. */
export interface Received {
  readonly method: string
  readonly path: string
  readonly contentType: string
  readonly body: URLSearchParams
  readonly query: URLSearchParams
}

type Certificate = Pick<TestCertificate, 'certificateFile' | 'keyFile'>

/** How a receiver answers: a status, or never. */
export type Reply = number | 'never'

/** Servers of clients that are told of logouts, one path each, on `127.0.0.1`. */
export class Receiver implements AsyncDisposable {
  readonly received: Received[] = []
  /** By path; absent: 200. */
  readonly replies = new Map<string, Reply>()
  readonly #waiting = new Set<() => void>()
  readonly #server: Server
  readonly #host: string

  private constructor(tls: Certificate | undefined) {
    const handle = (request: IncomingMessage, response: ServerResponse): void => {
      void this.#take(request).then((reply) => {
        if (reply !== 'never') response.writeHead(reply, { 'cache-control': 'no-store' }).end()
      })
    }
    this.#host = tls === undefined ? 'http://127.0.0.1' : 'https://localhost'
    this.#server =
      tls === undefined
        ? createServer(handle)
        : createTlsServer(
            { minVersion: 'TLSv1.2', cert: readFileSync(tls.certificateFile), key: readFileSync(tls.keyFile) },
            handle,
          )
  }

  /** @param tls absent: plain http; else TLS of version 1.2 at least */
  static async open(tls?: Certificate): Promise<Receiver> {
    const receiver = new Receiver(tls)
    await new Promise<void>((resolve) => receiver.#server.listen(0, '127.0.0.1', resolve))
    return receiver
  }

  get origin(): string {
    return `${this.#host}:${(this.#server.address() as AddressInfo).port}`
  }

  /** What came to a path. */
  at(path: string): readonly Received[] {
    return this.received.filter((one) => one.path === path)
  }

  /** Resolves when so many requests have come to a path. @throws Error when they do not come in time */
  async expect(path: string, count: number = 1, limit: number = 60_000): Promise<readonly Received[]> {
    const end = performance.now() + limit
    while (this.at(path).length < count) {
      const left = end - performance.now()
      if (left <= 0) throw new Error(`${this.at(path).length} of ${count} requests came to ${path}`)
      await this.#next(left)
    }
    return this.at(path)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections()
    await new Promise((resolve) => this.#server.close(resolve))
  }

  #next(limit: number): Promise<void> {
    return new Promise((resolve) => {
      const done = (): void => {
        clearTimeout(timer)
        this.#waiting.delete(done)
        resolve()
      }
      const timer = setTimeout(done, limit)
      this.#waiting.add(done)
    })
  }

  async #take(request: IncomingMessage): Promise<Reply> {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    const url = new URL(request.url ?? '/', 'http://receiver')
    this.received.push({
      method: request.method ?? '',
      path: url.pathname,
      contentType: request.headers['content-type'] ?? '',
      body: new URLSearchParams(Buffer.concat(chunks).toString('utf8')),
      query: url.searchParams,
    })
    for (const done of [...this.#waiting]) done()
    return this.replies.get(url.pathname) ?? 200
  }
}
