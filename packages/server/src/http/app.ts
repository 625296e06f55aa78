import { OAuthError } from '@latchkey/core'
import { Hono } from 'hono'
import type { ClientCertificates } from '../certificates/client-certificates.ts'
import type { Log } from '../log/log.ts'
import type { Networks } from '../net/networks.ts'
import type { ErrorResponder } from '../oidc/respond-error.ts'
import { allowCredentials, preflight } from './cors.ts'
import { Exchange, type Peer, splitUrl } from './exchange.ts'
import { jsonHeaders, noStore } from './headers.ts'
import type { Route } from './route.ts'

/** Answers a request; never throws. */
export type App = (request: Request, peer: Peer) => Promise<Response>

export interface AppParts {
  readonly routes: readonly Route[]
  /** Path of the issuer. */
  readonly base: string
  readonly trustedProxies: Networks
  /** Absent: certificates of clients are not looked at. */
  readonly certificates?: ClientCertificates | undefined
  readonly errors: ErrorResponder
  readonly log: Log
  readonly clock: () => number
  /** Whether some client has pages of this origin. */
  readonly isClientOrigin: (origin: string) => Promise<boolean>
}

type Env = { Bindings: { readonly peer: Peer } }

type Answer = (exchange: Exchange) => Promise<Response>

/** The rows of one path, by method. */
type Methods = ReadonlyMap<string, Route>

/** Routes requests by the table; methods, preflights and failures are the same for all rows. */
export function createApp(parts: AppParts): App {
  const hono = new Hono<Env>()
  /** By paths without a variable part, which are found without the router: its way costs as much as making a small answer. */
  const literal = new Map<string, Answer>()
  for (const [path, methods] of groupByPath(parts)) {
    const answer = answerOf(methods, parts)
    if (!/[:*?{]/.test(path)) literal.set(path, answer)
    hono.all(path, (context) => answer(new Exchange(context.req.raw, context.env.peer, parts)))
  }
  hono.notFound((context) => {
    const exchange = new Exchange(context.req.raw, context.env.peer, parts)
    return settle(parts, exchange, () => parts.errors.page(exchange, { error: new OAuthError('not_found') }))
  })
  hono.onError((cause, context) => refuse(parts, new Exchange(context.req.raw, context.env.peer, parts), cause))
  const app: App = (request, peer) => {
    const exchange = new Exchange(request, peer, parts)
    if (!exchange.hasHost) return Promise.resolve(refuse(parts, exchange, new OAuthError('host_malformed')))
    // The router makes the answer to HEAD from the one to GET.
    const answer = request.method === 'HEAD' ? undefined : literal.get(exchange.path)
    return answer === undefined ? Promise.resolve(hono.fetch(request, { peer })) : answer(exchange)
  }
  return parts.log.isDebug ? logged(app, parts) : app
}

/** What the rows of one path answer; never rejects. Each promise on the way to a small answer is a part of its cost that can be measured. */
function answerOf(methods: Methods, parts: AppParts): Answer {
  const isOpen = [...methods.values()].some((route) => route.cors === 'open')
  const { errors } = parts
  return async (exchange) => {
    const { method } = exchange.request
    const route = methods.get(method === 'HEAD' ? 'GET' : method)
    let response: Response
    try {
      response = route === undefined ? otherMethod(methods, exchange, errors) : await route.handle(exchange)
    } catch (cause) {
      response = refuse(parts, exchange, cause, route)
    }
    const origin = isOpen ? exchange.header('origin') : undefined
    return origin === undefined ? response : withCredentials(parts, exchange, response, origin)
  }
}

/** `route`: the row that the request is for, if that is known. */
function refuse(parts: AppParts, exchange: Exchange, cause: unknown, route?: Route): Response {
  return settle(parts, exchange, () => fail(route, exchange, parts.errors, cause))
}

/** What `answer` gives, or what remains to be said when that fails as well. */
function settle(parts: AppParts, exchange: Exchange, answer: () => Response): Response {
  try {
    return answer()
  } catch (cause) {
    return lastAnswer(parts, exchange, cause)
  }
}

/** Even the answer to a failure failed. */
function lastAnswer({ log }: AppParts, { path }: Exchange, cause: unknown): Response {
  log.write({ level: 'error', event: 'failure', at: path, cause })
  return new Response('{"error":"server_error"}', { status: 500, headers: { ...jsonHeaders, 'cache-control': noStore } })
}

async function withCredentials(
  { isClientOrigin, log }: AppParts,
  { path }: Exchange,
  response: Response,
  origin: string,
): Promise<Response> {
  try {
    return await allowCredentials(response, origin, isClientOrigin)
  } catch (cause) {
    // What was asked for is done: a token is issued, say. Only who may read the answer is not known.
    log.write({ level: 'error', event: 'failure', at: path, cause })
    return response
  }
}

function otherMethod(methods: Methods, exchange: Exchange, errors: ErrorResponder): Response {
  const allowed = [...methods.keys(), ...(methods.has('GET') ? ['HEAD'] : []), 'OPTIONS']
  const [route] = methods.values()
  if (route === undefined) throw new TypeError('a path without methods')
  if (exchange.request.method === 'OPTIONS') {
    return route.cors === 'open'
      ? preflight(allowed)
      : new Response(null, { status: 204, headers: { allow: allowed.join(', ') } })
  }
  const response = fail(route, exchange, errors, new OAuthError('method_not_allowed'))
  response.headers.set('allow', allowed.join(', '))
  return response
}

function fail(route: Route | undefined, exchange: Exchange, errors: ErrorResponder, cause: unknown): Response {
  const refusal = errors.refusalOf(cause, exchange)
  return route?.failure === 'page' ? errors.page(exchange, refusal) : errors.json(exchange, refusal, route?.cors === 'open')
}

function groupByPath({ routes, base }: AppParts): ReadonlyMap<string, Methods> {
  const paths = new Map<string, Map<string, Route>>()
  for (const route of routes) {
    const path = route.at === 'root' ? route.path : `${base}${route.path}`
    // The page at the issuer's own path answers with and without the slash.
    for (const spelling of route.path === '/' && base !== '' ? [base, path] : [path]) {
      const methods = paths.get(spelling) ?? new Map<string, Route>()
      for (const method of route.methods) methods.set(method, route)
      paths.set(spelling, methods)
    }
  }
  return paths
}

function logged(app: App, { log, clock }: AppParts): App {
  return async (request, peer) => {
    const start = clock()
    const response = await app(request, peer)
    const { path } = splitUrl(request.url)
    log.write({
      level: 'debug',
      event: 'request',
      method: request.method,
      path,
      status: response.status,
      milliseconds: clock() - start,
    })
    return response
  }
}
