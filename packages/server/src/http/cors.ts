/** `open`: any origin may read the answer, without cookies; `none`: same origin only. */
export type CorsClass = 'open' | 'none'

/** Seconds for which a browser remembers the answer to a preflight. */
const preflightLifetime = 7200

/** On every answer of an open endpoint, whoever asks: so caches cannot mix up answers of different origins. */
export const openCors = {
  'access-control-allow-origin': '*',
  'access-control-expose-headers': 'Latchkey-Trace, WWW-Authenticate',
} as const

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
