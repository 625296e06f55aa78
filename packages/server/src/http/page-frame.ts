import type { TraceId } from '@latchkey/core'
import type { Page, PageContext, Pages } from '@latchkey/pages'
import type { Cookies } from './cookies.ts'
import type { Exchange } from './exchange.ts'
import { pageHeaders, strictTransport } from './headers.ts'

export interface PageOptions {
  /** Absent: 200. */
  readonly status?: number
  readonly traceId?: TraceId | undefined
  readonly headers?: Readonly<Record<string, string>>
  readonly setCookies?: readonly string[]
}

export interface ContextOptions {
  readonly traceId?: TraceId | undefined
  /** Of the authorization request (OIDCC-3.1.2.1). */
  readonly uiLocales?: readonly string[]
  /** Path and query under which the page can be fetched again; absent: those of the request. */
  readonly self?: string
}

/** Sends pages and redirects within the pages, with what all of them share: language, headers, trace. */
export class PageFrame {
  readonly pages: Pages
  /** Path of the issuer: empty, or begins with a slash. */
  readonly base: string
  readonly #isSecure: boolean
  readonly #cookies: Cookies

  constructor(parts: { readonly pages: Pages; readonly base: string; readonly isSecure: boolean; readonly cookies: Cookies }) {
    this.pages = parts.pages
    this.base = parts.base
    this.#isSecure = parts.isSecure
    this.#cookies = parts.cookies
  }

  context(exchange: Exchange, options: ContextOptions = {}): PageContext {
    const query = new URLSearchParams(exchange.query)
    const chosen = query.get('ui_locale')
    const cookie = this.#cookies.locale(exchange)
    const acceptLanguage = exchange.header('accept-language')
    const locale = this.pages.negotiateLocale({
      uiLocales: options.uiLocales ?? [],
      ...(chosen === null ? {} : { chosen }),
      ...(cookie === undefined ? {} : { cookie }),
      ...(acceptLanguage === undefined ? {} : { acceptLanguage }),
    })
    query.delete('ui_locale')
    const own = query.size === 0 ? exchange.path : `${exchange.path}?${query}`
    return {
      base: this.base,
      locale,
      self: options.self ?? own,
      ...(options.traceId === undefined ? {} : { traceId: options.traceId }),
    }
  }

  send(exchange: Exchange, context: PageContext, page: Page, options: PageOptions = {}): Response {
    const headers = new Headers(pageHeaders)
    headers.set('content-security-policy', page.csp)
    headers.set('content-language', context.locale)
    this.#addCommon(headers, options)
    if (exchange.query.includes('ui_locale=')) headers.append('set-cookie', this.#cookies.setLocale(context.locale))
    return new Response(page.html, { status: options.status ?? 200, headers })
  }

  /** 303: the browser goes on by GET. `location`: absolute, or a path of ours. */
  seeOther(location: string, options: PageOptions = {}): Response {
    const headers = new Headers({ location, 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' })
    this.#addCommon(headers, options)
    return new Response(null, { status: 303, headers })
  }

  #addCommon(headers: Headers, options: PageOptions): void {
    if (this.#isSecure) headers.set('strict-transport-security', strictTransport)
    if (options.traceId !== undefined) headers.set('latchkey-trace', options.traceId)
    for (const [name, value] of Object.entries(options.headers ?? {})) headers.set(name, value)
    for (const cookie of options.setCookies ?? []) headers.append('set-cookie', cookie)
  }
}
