import { request } from 'node:https'
import type { ClientIdentity } from '../process/certificate-authority.ts'

/** What the kit needs of `fetch`; redirects are never followed. */
export type Fetch = (url: string | URL, init?: RequestInit) => Promise<Response>

/** A `fetch` that follows no redirect. */
export const plainFetch: Fetch = (url, init) => fetch(url, { ...init, redirect: 'manual' })

/**
 * A `fetch` that trusts one more authority, which the built-in one of neither runtime can be told per call.
 *
 * @param authority PEM text.
 * @param identity What it shows when it is asked for a certificate; absent: nothing.
 * @param localAddress Address of this machine that it calls from.
 */
export function fetchTrusting(authority: string, identity?: ClientIdentity, localAddress?: string): Fetch {
  const shown = {
    ...(identity !== undefined && { cert: identity.certificate, key: identity.key, agent: false as const }),
    ...(localAddress !== undefined && { localAddress, agent: false as const }),
  }
  return async (url, init = {}) => {
    const outgoing = new Request(url, init)
    // Asked for before the body is read: afterwards one of the runtimes has forgotten it.
    const contentType = outgoing.headers.get('content-type')
    const body = Buffer.from(await outgoing.arrayBuffer())
    const headers = Object.fromEntries(new Headers(init.headers))
    if (contentType !== null) headers['content-type'] = contentType
    if (body.length > 0) headers['content-length'] = String(body.length)
    return new Promise((resolve, reject) => {
      const sent = request(url, { method: outgoing.method, headers, ca: authority, ...shown, timeout: 60_000 }, (answer) => {
        const chunks: Buffer[] = []
        answer.on('data', (chunk: Buffer) => chunks.push(chunk))
        answer.on('error', reject)
        answer.on('end', () => {
          const pairs = answer.rawHeaders.flatMap((name, index): [string, string][] =>
            index % 2 === 0 ? [[name, answer.rawHeaders[index + 1] ?? '']] : [],
          )
          const status = answer.statusCode ?? 500
          const empty = status === 204 || status === 304
          resolve(new Response(empty ? null : Buffer.concat(chunks), { status, headers: pairs }))
        })
      })
      sent.on('timeout', () => sent.destroy(new Error(`no answer from ${new URL(url).origin} within 60 s`)))
      sent.on('error', reject)
      sent.end(body)
    })
  }
}
