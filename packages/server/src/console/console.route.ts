import type { Exchange } from '../http/exchange.ts'
import { pageHeaders, strictTransport } from '../http/headers.ts'
import type { PageFrame } from '../http/page-frame.ts'
import type { Route } from '../http/route.ts'
import { localSignInPath } from '../login/local-sign-in.ts'
import { type VisitorParts, visitorOf } from '../login/signed-in-visitor.ts'
import { ConsoleFiles } from './console-files.ts'

export interface ConsoleParts extends VisitorParts {
  readonly frame: PageFrame
  readonly issuer: string
  /** Where the built console is; need not exist. */
  readonly consoleFolder: string
}

/** What of the console may be loaded, asked and framed: itself, this server, nobody. It has no form that a browser would send. */
const consolePolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join('; ')

const isolation = {
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'x-content-type-options': 'nosniff',
} as const

const notBuilt = `The web console is not built.

In a checkout type: npm run console
It is part of the published package.
`

/**
 * The web console: one page, whatever the place within it, and its files. What it shows and does goes through the management API
 * (LATCHKEY-0055-the-console).
 */
export function consoleRoutes(parts: ConsoleParts): readonly Route[] {
  const files = new ConsoleFiles(parts.consoleFolder, parts.issuer)
  const page = { methods: ['GET'], cors: 'none', cache: 'revalidate', failure: 'page' } as const
  const showIndex = (exchange: Exchange) => sendIndex(parts, files, exchange)
  return [
    { ...page, path: '/admin/assets/:name', handle: (exchange) => sendAsset(files, exchange), cache: 'immutable' },
    { ...page, path: '/admin', handle: showIndex },
    { ...page, path: '/admin/*', handle: showIndex },
  ]
}

/** `GET /admin` and all below it: the page for who is signed in; anybody else signs in and comes back to the same place. */
async function sendIndex(parts: ConsoleParts, files: ConsoleFiles, exchange: Exchange): Promise<Response> {
  const { frame, issuer } = parts
  const { locale } = frame.context(exchange)
  const index = await files.index(locale)
  if (index === undefined) {
    const headers = { ...isolation, 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' }
    return new Response(notBuilt, { status: 404, headers })
  }
  if ((await visitorOf(parts, exchange)) === undefined) {
    const at = `${exchange.path.slice(`${frame.base}/admin`.length)}${exchange.query === '' ? '' : `?${exchange.query}`}`
    const place = new URLSearchParams(exchange.query).get('at') ?? at
    return frame.seeOther(localSignInPath(frame.base, 'admin', { at: place === '' ? undefined : place }))
  }
  const headers = new Headers({ ...pageHeaders, ...isolation })
  headers.set('content-security-policy', consolePolicy)
  headers.set('cache-control', 'private, no-cache')
  headers.set('content-language', locale)
  headers.set('vary', 'cookie, accept-language')
  headers.set('etag', index.etag)
  if (issuer.startsWith('https:')) headers.set('strict-transport-security', strictTransport)
  const known = exchange.header('if-none-match')
  if (known !== undefined && known.replace(/^W\//, '') === index.etag) return new Response(null, { status: 304, headers })
  return new Response(index.html, { headers })
}

/** A file of the console: its name holds a hash of its content, so it is kept for ever. It says nothing about anybody. */
async function sendAsset(files: ConsoleFiles, exchange: Exchange): Promise<Response> {
  const name = exchange.path.slice(exchange.path.lastIndexOf('/') + 1)
  const asset = await files.asset(name, exchange.header('accept-encoding') ?? '')
  const headers = new Headers({ ...isolation, vary: 'accept-encoding' })
  headers.set('content-security-policy', "default-src 'none'; frame-ancestors 'none'")
  if (asset === undefined) {
    headers.set('cache-control', 'no-store')
    headers.set('content-type', 'text/plain; charset=utf-8')
    return new Response('There is no such file.\n', { status: 404, headers })
  }
  headers.set('content-type', asset.contentType)
  headers.set('cache-control', 'public, max-age=31536000, immutable')
  if (asset.encoding !== undefined) headers.set('content-encoding', asset.encoding)
  return new Response(asset.body, { headers })
}
