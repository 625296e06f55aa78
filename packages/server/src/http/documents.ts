import { createHash } from 'node:crypto'
import { openCors, varyByOrigin } from './cors.ts'
import type { Exchange } from './exchange.ts'
import { jsonHeaders } from './headers.ts'

/** Seconds for which others may keep discovery and JWKS before they ask again. */
const maxAge = 30

interface Rendered {
  readonly source: object
  readonly body: Uint8Array<ArrayBuffer>
  readonly etag: string
  /** Made once: building it would cost more than the answer. */
  readonly headers: Headers
}

/** A public JSON document, kept as octets as long as its source is the same object. */
export class JsonDocument {
  #rendered: Rendered | undefined

  /** The answer to a request, `304` when the client has it already. `source` must not change once it was given. */
  answer(source: object, exchange: Exchange): Response {
    const rendered = this.#rendered?.source === source ? this.#rendered : this.#render(source)
    const known = exchange.request.headers.get('if-none-match')
    if (known !== null && matches(known, rendered.etag)) {
      return new Response(null, { status: 304, headers: rendered.headers })
    }
    return new Response(rendered.body, { headers: rendered.headers })
  }

  #render(source: object): Rendered {
    const body = Buffer.from(JSON.stringify(source))
    const etag = `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`
    const cacheControl = `public, max-age=${maxAge}`
    const headers = new Headers({ ...jsonHeaders, ...openCors, ...varyByOrigin, 'cache-control': cacheControl, etag })
    this.#rendered = { source, body, etag, headers }
    return this.#rendered
  }
}

/** Weak comparison of RFC9110-13.1.2. */
function matches(header: string, etag: string): boolean {
  return header.split(',').some((candidate) => {
    const tag = candidate.trim()
    return tag === '*' || tag === etag || tag === `W/${etag}`
  })
}
