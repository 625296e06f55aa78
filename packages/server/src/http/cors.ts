/** `open`: any origin may read the answer, that of a client also when it was asked with credentials; `none`: same origin only. */
export type CorsClass = 'open' | 'none'

/** Seconds for which a browser remembers the answer to a preflight. */
const preflightLifetime = 7200

/** On every answer of an open endpoint, whoever asks: so caches cannot mix up answers of different origins. */
export const openCors = {
  'access-control-allow-origin': '*',
  'access-control-expose-headers': 'Latchkey-Trace, WWW-Authenticate, DPoP-Nonce',
} as const

/** On an answer that caches may keep, besides: it is another one for another origin. */
export const varyByOrigin = { vary: 'Origin' } as const

/** What an `Origin` header can be that a client can have: as long as a DNS name with scheme and port is at most. */
const webOrigin = /^https?:\/\/[^/]{1,263}$/

/**
 * Makes the answer of an open endpoint readable for a page of a client that asks with credentials, to which `*` means nobody
 * (some client libraries cannot ask otherwise). No such endpoint looks at cookies, so nothing is given away by it.
 * @param origin The `Origin` header of the request.
 * @param isClientOrigin Whether a client has registered it. Asked last: when it throws, the answer stays one for anybody.
 */
export async function allowCredentials(
  response: Response,
  origin: string,
  isClientOrigin: (origin: string) => Promise<boolean>,
): Promise<Response> {
  const isAllowed = webOrigin.test(origin) && (await isClientOrigin(origin))
  // Copied, since documents share their headers, and @hono/node-server keeps those that it is given.
  const headers = new Headers(response.headers)
  headers.set('vary', 'Origin')
  if (isAllowed) {
    headers.set('access-control-allow-origin', origin)
    headers.set('access-control-allow-credentials', 'true')
  }
  return new Response(response.body, { status: response.status, headers })
}

/** The answer to a preflight of an open endpoint. */
export function preflight(methods: readonly string[]): Response {
  return new Response(null, {
    status: 204,
    headers: {
      'access-control-allow-origin': '*',
      'access-control-allow-methods': methods.join(', '),
      'access-control-allow-headers': 'Authorization, Content-Type, DPoP',
      'access-control-max-age': String(preflightLifetime),
    },
  })
}
