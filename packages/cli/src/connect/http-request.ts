import { request as requestPlain } from 'node:http'
import { request as requestTls } from 'node:https'
import { Readable } from 'node:stream'
import { gunzipSync } from 'node:zlib'
import { Failure } from '../command.ts'
import { splitLines } from '../input/split-lines.ts'

/** Milliseconds without any sign of the server after which it counts as gone. */
const patience = 300_000

export interface HttpRequest {
  readonly method: 'GET' | 'POST'
  readonly headers?: Readonly<Record<string, string>>
  /** Lines are sent as they come, each with a line end. */
  readonly body?: string | AsyncIterable<string>
  /** Accept any certificate. */
  readonly isInsecure?: boolean
}

export interface HttpAnswer {
  readonly status: number
  header(name: string): string | undefined
  text(): Promise<string>
  /** Lines as they arrive. */
  lines(): AsyncIterable<string>
}

/**
 * Sends a request and follows no redirect. Not `fetch`, which neither runtime can be told to accept a certificate for one call.
 * @throws Failure when the server cannot be reached
 */
export function sendRequest(url: URL, { method, headers = {}, body, isInsecure = false }: HttpRequest): Promise<HttpAnswer> {
  return new Promise((resolve, reject) => {
    const fail = (error: unknown): void => reject(error instanceof Failure ? error : new Failure(describeFailure(url, error)))
    const octets = typeof body === 'string' ? Buffer.from(body) : undefined
    const options = {
      method,
      headers: { ...headers, ...(octets !== undefined && { 'content-length': String(octets.length) }) },
      timeout: patience,
    }
    const send = url.protocol === 'https:' ? requestTls : requestPlain
    const outgoing = send(url, { ...options, ...(isInsecure && { rejectUnauthorized: false }) }, (incoming) => {
      const isGzip = incoming.headers['content-encoding'] === 'gzip'
      resolve({
        status: incoming.statusCode ?? 0,
        header: (name) => {
          const value = incoming.headers[name]
          return Array.isArray(value) ? value.join(', ') : value
        },
        async text() {
          const chunks: Buffer[] = []
          for await (const chunk of incoming) chunks.push(Buffer.from(chunk as Uint8Array))
          const all = Buffer.concat(chunks)
          return (isGzip ? gunzipSync(all) : all).toString('utf8')
        },
        lines: () => linesOf(incoming, url),
      })
    })
    outgoing.on('timeout', () => outgoing.destroy(new Error('no answer')))
    outgoing.on('error', fail)
    if (body === undefined || octets !== undefined) {
      outgoing.end(octets)
      return
    }
    const source = Readable.from(withLineEnds(body as AsyncIterable<string>))
    source.on('error', (error) => {
      fail(error)
      outgoing.destroy()
    })
    source.pipe(outgoing)
  })
}

async function* linesOf(incoming: AsyncIterable<Uint8Array>, url: URL): AsyncGenerator<string> {
  try {
    for await (const line of splitLines(incoming)) if (line !== '') yield line
  } catch (error) {
    throw new Failure(describeFailure(url, error))
  }
}

async function* withLineEnds(lines: AsyncIterable<string>): AsyncGenerator<string> {
  for await (const line of lines) yield `${line}\n`
}

function describeFailure(url: URL, error: unknown): string {
  const { code, message = String(error) } = error as NodeJS.ErrnoException
  const isCertificate = /CERT|SELF_SIGNED|ISSUER|ALTNAME/.test(code ?? '')
  if (isCertificate) return `the TLS certificate of ${url.origin} is not trusted (${code}); --insecure accepts it`
  return `cannot reach ${url.origin}: ${code ?? message}`
}
