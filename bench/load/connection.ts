import { type BunSocket, openSocket } from './bun-socket.ts'

/** An HTTP/1.1 answer as it came; `head` is the status line with the header fields, text in Latin-1. */
export interface Answer {
  readonly status: number
  readonly head: string
  readonly body: string
}

/** Called with the answer, or with the reason why there is none. */
export type OnAnswer = (answer: Answer | Error) => void

/**
 * One keep-alive connection with one request under way at a time. It understands exactly what the measured servers send (`Content-Length` or
 * chunked) and nothing else of HTTP, because a complete client costs more than the servers that it measures.
 */
export class Connection {
  #socket: BunSocket | undefined
  #buffered = ''
  #onAnswer: OnAnswer | undefined

  private constructor() {}

  /** @throws Error when nothing listens there. */
  static async open(host: string, port: number): Promise<Connection> {
    const connection = new Connection()
    connection.#socket = await openSocket(host, port, {
      data: (_, chunk) => connection.#receive(chunk),
      close: () => connection.#fail(new Error('the server closed the connection')),
      error: (_, error) => connection.#fail(error),
    })
    return connection
  }

  /** @param request A whole request: head and body. The one before must have been answered. */
  send(request: Uint8Array, onAnswer: OnAnswer): void {
    this.#onAnswer = onAnswer
    const taken = this.#socket?.write(request)
    if (taken !== request.length) this.#fail(new Error('the socket did not take a whole request'))
  }

  close(): void {
    this.#onAnswer = undefined
    this.#socket?.end()
  }

  #receive(chunk: Buffer): void {
    const text = chunk.toString('latin1')
    this.#buffered = this.#buffered === '' ? text : this.#buffered + text
    const headEnd = this.#buffered.indexOf('\r\n\r\n')
    if (headEnd === -1) return
    const head = this.#buffered.slice(0, headEnd + 2)
    const body = completeBody(head, this.#buffered, headEnd + 4)
    if (body === undefined) return
    const onAnswer = this.#onAnswer
    this.#buffered = ''
    this.#onAnswer = undefined
    onAnswer?.({ status: Number(head.slice(9, 12)), head, body })
  }

  #fail(error: Error): void {
    const onAnswer = this.#onAnswer
    this.#onAnswer = undefined
    onAnswer?.(error)
  }
}

/** The value of a header field, `undefined` when it was not sent; the first one if it was sent several times. */
export function headerField(head: string, name: string): string | undefined {
  return new RegExp(`\\r\\n${name}: *([^\\r]*)\\r\\n`, 'i').exec(head)?.[1]
}

const contentLength = /\r\ncontent-length: *(\d+)\r\n/i
const chunkedEncoding = /\r\ntransfer-encoding: *chunked\r\n/i
const lastChunk = '0\r\n\r\n'

/** `undefined` while more has to come. */
function completeBody(head: string, text: string, start: number): string | undefined {
  const length = contentLength.exec(head)?.[1]
  if (length !== undefined) return text.length >= start + Number(length) ? text.slice(start) : undefined
  if (!chunkedEncoding.test(head)) return text.slice(start)
  return text.endsWith(lastChunk) ? joinChunks(text, start) : undefined
}

/** RFC9112-7.1, without trailer fields and chunk extensions, which none of the servers sends. */
function joinChunks(text: string, start: number): string | undefined {
  let body = ''
  let at = start
  for (;;) {
    const lineEnd = text.indexOf('\r\n', at)
    if (lineEnd === -1) return undefined
    const size = Number.parseInt(text.slice(at, lineEnd), 16)
    if (size === 0) return body
    const chunkEnd = lineEnd + 2 + size
    if (text.length < chunkEnd + 2) return undefined
    body += text.slice(lineEnd + 2, chunkEnd)
    at = chunkEnd + 2
  }
}
