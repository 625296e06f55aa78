import type { ClientRequest, IncomingMessage } from 'node:http'
import type { RequestOptions } from 'node:https'
import { isIP } from 'node:net'
import type { FetchProblem } from '@latchkey/core'

/** What is sent by POST. */
export interface ExchangeBody {
  /** Media type. */
  readonly type: string
  readonly text: string
}

/** One request to one address. */
export interface Exchange {
  readonly url: URL
  /** Of the URL's host, already checked. The connection goes there and nowhere else. */
  readonly address: string
  readonly accept: readonly string[] | undefined
  /** Absent: a GET. */
  readonly body: ExchangeBody | undefined
  /** Sent as `Authorization: Bearer`. */
  readonly bearer: string | undefined
  /** Octets. */
  readonly maxBytes: number
  /** Ends everything. */
  readonly signal: AbortSignal
  /** PEM certificates trusted instead of those of the runtime. */
  readonly ca: string | undefined
}

export type ExchangeOutcome =
  | {
      readonly kind: 'answered'
      readonly status: number
      readonly headers: IncomingMessage['headers']
      /** Absent: not a success, so it was not read. */
      readonly body?: string
    }
  | { readonly kind: 'failed'; readonly problem: FetchProblem; readonly status?: number; readonly detail: string }
  /** No connection: another address may do. */
  | { readonly kind: 'not_connected' }

const maxHeaderBytes = 16_384

/**
 * Sends one request and reads the answer as far as it may be read. No redirect is followed, no cookie is sent and no credential but the `bearer` of its caller, nothing is
 * decompressed: an answer that is encoded although that was not accepted is refused, so a small body stays small.
 */
export async function exchange(options: Exchange): Promise<ExchangeOutcome> {
  const { url, signal } = options
  // Loaded with the first exchange: most servers never make one.
  const { request: send }: Sender = url.protocol === 'http:' ? await import('node:http') : await import('node:https')
  return new Promise((resolve) => {
    let isConnected = false
    const request = open(send, options)
    const finish = (outcome: ExchangeOutcome): void => {
      signal.removeEventListener('abort', abort)
      request.destroy()
      resolve(outcome)
    }
    const abort = (): void => finish({ kind: 'failed', problem: 'too_slow', detail: `${url.host} did not answer in time` })
    signal.addEventListener('abort', abort, { once: true })
    request.on('socket', (socket) => {
      socket.once('connect', () => {
        isConnected = true
      })
    })
    // Stays after the end, as a destroyed request may still report that it was.
    request.on('error', (cause: NodeJS.ErrnoException) => {
      const couldNotConnect =
        !isConnected && /^(ECONNREFUSED|EHOSTUNREACH|ENETUNREACH|EADDRNOTAVAIL|ETIMEDOUT)$/.test(cause.code ?? '')
      if (couldNotConnect) finish({ kind: 'not_connected' })
      else finish({ kind: 'failed', ...problemOf(cause, url) })
    })
    request.on('response', (response) => {
      readAnswer(response, options).then(finish, () => {
        finish({ kind: 'failed', problem: 'unreachable', detail: `${url.host} broke off its answer` })
      })
    })
    if (signal.aborted) abort()
    else request.end(options.body?.text)
  })
}

interface Sender {
  readonly request: (options: RequestOptions) => ClientRequest
}

function open(send: Sender['request'], { url, address, accept, body, bearer, ca }: Exchange): ClientRequest {
  const options = {
    host: address,
    port: url.port === '' ? (url.protocol === 'https:' ? 443 : 80) : Number(url.port),
    path: `${url.pathname}${url.search}`,
    method: body === undefined ? 'GET' : 'POST',
    agent: false as const,
    maxHeaderSize: maxHeaderBytes,
    headers: {
      host: url.host,
      accept: accept === undefined ? '*/*' : accept.join(', '),
      'accept-encoding': 'identity',
      'user-agent': 'latchkey',
      connection: 'close',
      ...(body === undefined ? {} : { 'content-type': body.type, 'content-length': String(Buffer.byteLength(body.text)) }),
      ...(bearer === undefined ? {} : { authorization: `Bearer ${bearer}` }),
    },
  }
  if (url.protocol === 'http:') return send(options)
  const host = url.hostname.replace(/^\[|\]$/g, '')
  return send({
    ...options,
    // The certificate is that of the name, whatever address it has; said here because an environment variable can turn it off.
    rejectUnauthorized: true,
    ...(isIP(host) === 0 ? { servername: host } : {}),
    ...(ca === undefined ? {} : { ca }),
  })
}

/** Fixed words: messages of the runtime can quote what a server sent. */
function problemOf(cause: NodeJS.ErrnoException, url: URL): { readonly problem: FetchProblem; readonly detail: string } {
  const code = cause.code ?? ''
  if (code === 'HPE_HEADER_OVERFLOW')
    return { problem: 'too_large', detail: `${url.host} sent a header of more than ${maxHeaderBytes} octets` }
  if (/CERT|ISSUER|SELF_SIGNED|VERIFY/.test(code))
    return { problem: 'unreachable', detail: `the certificate of ${url.host} is not valid for it` }
  return { problem: 'unreachable', detail: `${url.host} cannot be reached` }
}

async function readAnswer(response: IncomingMessage, { url, accept, maxBytes }: Exchange): Promise<ExchangeOutcome> {
  const { statusCode: status = 0, headers } = response
  const refused = (problem: FetchProblem, detail: string): ExchangeOutcome => ({ kind: 'failed', problem, status, detail })
  if (status < 200 || status > 299) return { kind: 'answered', status, headers }
  const encoding = headers['content-encoding'] ?? 'identity'
  if (encoding !== 'identity')
    return refused('content_type', `${url.host} encoded its answer although only identity was accepted`)
  const type = contentTypeOf(headers)
  if (accept !== undefined && !accept.includes(type)) {
    return refused('content_type', `the content type of the answer of ${url.host} is not ${accept.join(' or ')}`)
  }
  const tooLarge = `the answer of ${url.host} has more than ${maxBytes} octets`
  if (Number(headers['content-length'] ?? 0) > maxBytes) return refused('too_large', tooLarge)
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of response) {
    const octets = Buffer.from(chunk)
    length += octets.length
    if (length > maxBytes) return refused('too_large', tooLarge)
    chunks.push(octets)
  }
  return { kind: 'answered', status, headers, body: new TextDecoder().decode(Buffer.concat(chunks)) }
}

/** Lower case, without parameters; empty if there is none. */
export function contentTypeOf(headers: IncomingMessage['headers']): string {
  return (headers['content-type'] ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? ''
}
