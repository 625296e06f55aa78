import { OAuthError, type Parameters } from '@latchkey/core'
import { SharedDeadline } from './shared-deadline.ts'

/** Octets of the largest body that an endpoint reads, where it says nothing else. */
export const bodyLimit = 65_536
/** Milliseconds in which a body must have arrived. */
const bodyDeadline = 10_000

const deadline = new SharedDeadline(bodyDeadline, () => new OAuthError('body_too_slow'))
const formType = 'application/x-www-form-urlencoded'
const utf8 = new TextDecoder()

/**
 * The pairs of an `application/x-www-form-urlencoded` text, duplicates kept.
 * @throws URIError when a percent sequence is malformed or is not UTF-8.
 */
export function parseForm(text: string): Parameters {
  if (text === '') return []
  const pairs: (readonly [string, string])[] = []
  for (const pair of text.split('&')) {
    if (pair === '') continue
    const equals = pair.indexOf('=')
    const name = equals === -1 ? pair : pair.slice(0, equals)
    pairs.push([decode(name), equals === -1 ? '' : decode(pair.slice(equals + 1))])
  }
  return pairs
}

/**
 * The parameters of a raw query, without its `?`.
 * @throws OAuthError `query_malformed`
 */
export function parseQuery(query: string): Parameters {
  try {
    return parseForm(query)
  } catch (cause) {
    throw new OAuthError('query_malformed', { cause })
  }
}

/**
 * The parameters of a form body (RFC6749-B), bounded.
 * @throws OAuthError `body_not_form`, `body_malformed`, and as `readOctets`
 */
export function readForm(request: Request): Promise<Parameters> {
  const type = request.headers.get('content-type') ?? ''
  if (type !== formType && !/^application\/x-www-form-urlencoded\s*(;|$)/i.test(type)) {
    return Promise.reject(new OAuthError('body_not_form'))
  }
  const declared = request.headers.get('content-length')
  if (declared === null || Number(declared) > bodyLimit) {
    return readOctets(request).then((octets) => formOf(utf8.decode(octets)))
  }
  // Of all ways to a short body the one that costs the runtime least.
  return deadline.within(request.text(), formOf, cutShort)
}

/** @throws OAuthError `body_too_large`, `body_malformed` */
function formOf(text: string): Parameters {
  checkSize(text.length, bodyLimit)
  try {
    // What was read for octets that are no UTF-8; encoded it is allowed.
    if (text.includes('\uFFFD')) throw new URIError('the body is no UTF-8')
    return parseForm(text)
  } catch (cause) {
    throw new OAuthError('body_malformed', { cause })
  }
}

/**
 * A body, bounded in size and time.
 * @param limit octets
 * @throws OAuthError `body_too_large`, `body_too_slow`, `body_cut_short`
 */
export async function readOctets(request: Request, limit: number = bodyLimit): Promise<Uint8Array> {
  const declared = request.headers.get('content-length')
  if (declared === null) return deadline.within(readChunks(request, limit), (octets) => octets, cutShort)
  // The listener reads no more than what was declared.
  checkSize(Number(declared), limit)
  // Not `bytes()`: the request objects of @hono/node-server do not have it.
  const octets = new Uint8Array(await deadline.within(request.arrayBuffer(), (buffer) => buffer, cutShort))
  checkSize(octets.length, limit)
  return octets
}

/**
 * What to say of a reading that failed. A runtime's reading fails only when the connection ends too early, which is the sender's doing and no
 * bug of ours: `body_cut_short`.
 */
export function cutShort(cause: unknown): OAuthError {
  return cause instanceof OAuthError ? cause : new OAuthError('body_cut_short', { cause })
}

async function readChunks(request: Request, limit: number): Promise<Uint8Array> {
  if (request.body === null) return new Uint8Array()
  const chunks: Uint8Array[] = []
  let length = 0
  for await (const chunk of request.body) {
    length += chunk.length
    // Leaving the loop cancels the stream.
    checkSize(length, limit)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

/** @throws OAuthError `body_too_large` */
export function checkSize(octets: number, limit: number): void {
  if (octets > limit) throw new OAuthError('body_too_large')
}

/** Most names and values hold nothing to decode. */
function decode(text: string): string {
  const spaced = text.includes('+') ? text.replaceAll('+', ' ') : text
  return spaced.includes('%') ? decodeURIComponent(spaced) : spaced
}
