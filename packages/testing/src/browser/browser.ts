import { type Fetch, plainFetch } from '../http/https-fetch.ts'
import { CookieJar } from './cookie-jar.ts'
import { type Form, type Page, parsePage } from './page.ts'

export interface Credentials {
  readonly username: string
  readonly password: string
}

/** The browser was sent to another origin: nothing is fetched from there. */
export interface Departure {
  readonly kind: 'left'
  readonly url: URL
  readonly via: 'redirect' | 'hand-over' | 'form-post'
  /** What a form that posts itself carries. */
  readonly form: URLSearchParams | undefined
  readonly headers: Headers
  readonly html: string
}

export type Visit = Departure | { readonly kind: 'page'; readonly page: Page }

export interface Submission {
  readonly fields?: Readonly<Record<string, string | undefined>>
  /** Name and value of the button that is pressed. */
  readonly button?: readonly [name: string, value: string]
  readonly headers?: Readonly<Record<string, string>>
}

const redirectLimit = 12

/** A person's browser without script: cookies, redirects, forms, and the `Refresh` of hand-over pages. Stays on one origin. */
export class Browser {
  readonly cookies: CookieJar = new CookieJar()
  readonly #fetch: Fetch
  readonly #headers: Readonly<Record<string, string>>
  /** Set to be told of each answer, hop by hop. */
  observe: ((url: URL, response: Response) => void) | undefined

  constructor(options: { readonly fetch?: Fetch; readonly headers?: Readonly<Record<string, string>> } = {}) {
    this.#fetch = options.fetch ?? plainFetch
    this.#headers = options.headers ?? {}
  }

  /** Opens an address as a person who follows a link does. */
  open(url: string | URL, headers: Readonly<Record<string, string>> = {}): Promise<Visit> {
    return this.#navigate(new URL(url), { headers })
  }

  /** Opens an address and expects a page. */
  async openPage(url: string | URL): Promise<Page> {
    return expectPage(await this.open(url))
  }

  /** Sends a form of the tester's own making. */
  post(url: string | URL, body: URLSearchParams, headers: Readonly<Record<string, string>> = {}): Promise<Visit> {
    return this.#navigate(new URL(url), { method: 'POST', body, headers })
  }

  /** Fills in and sends the only form of a page, or the given one. */
  submit(page: Page, submission: Submission = {}, form: Form | undefined = page.forms[0]): Promise<Visit> {
    if (form === undefined) throw new Error(`page ${page.name ?? page.url.pathname} has no form`)
    const body = new URLSearchParams()
    const given = submission.fields ?? {}
    for (const field of form.fields) {
      if (field.type === 'submit' || field.type === 'button') continue
      const value = field.name in given ? given[field.name] : field.value
      if (value !== undefined) body.append(field.name, value)
    }
    for (const [name, value] of Object.entries(given)) {
      if (value !== undefined && !form.fields.some((field) => field.name === name)) body.append(name, value)
    }
    if (submission.button !== undefined) body.append(...submission.button)
    // A page under `Referrer-Policy: no-referrer` sends its forms with an opaque origin (Fetch, section 3.2.5).
    const opaque = page.headers.get('referrer-policy') === 'no-referrer'
    const headers = { origin: opaque ? 'null' : page.url.origin, ...submission.headers }
    return form.method === 'get'
      ? this.#navigate(new URL(`?${body}`, form.action), { headers })
      : this.#navigate(form.action, { method: 'POST', body, headers })
  }

  /**
   * Opens an authorization request, signs in where asked, allows what is asked, and answers where the browser was sent in the end.
   *
   * @throws Error when a page comes that is neither login nor consent.
   */
  async signIn(url: string | URL, credentials: Credentials): Promise<Departure> {
    let visit = await this.open(url)
    for (let step = 0; step < 4 && visit.kind === 'page'; step++) visit = await this.#answer(visit.page, credentials)
    if (visit.kind === 'page') throw new Error(`sign-in did not end: ${describePage(visit.page)}`)
    return visit
  }

  #answer(page: Page, credentials: Credentials): Promise<Visit> {
    if (page.name === 'login') return this.submit(page, { fields: { ...credentials } })
    if (page.name === 'consent') return this.submit(page, { button: ['decision', 'allow'] })
    throw new Error(`unexpected page: ${describePage(page)}`)
  }

  async #navigate(start: URL, init: RequestInit): Promise<Visit> {
    let url = start
    let next: RequestInit = init
    for (let hop = 0; hop < redirectLimit; hop++) {
      const response = await this.#send(url, next)
      const target = locationOf(url, response)
      const html = await response.text()
      if (target !== undefined && target.origin !== start.origin) {
        return { kind: 'left', url: target, via: 'redirect', form: undefined, headers: response.headers, html }
      }
      if (target === undefined) {
        const visit = readAnswer(url, response, html)
        if (visit instanceof URL) {
          url = visit
          next = {}
          continue
        }
        return visit
      }
      // RFC9110-15.4: only 307 and 308 keep method and body.
      next = response.status === 307 || response.status === 308 ? { ...next } : {}
      url = target
    }
    throw new Error(`more than ${redirectLimit} redirects from ${start.pathname}`)
  }

  async #send(url: URL, init: RequestInit): Promise<Response> {
    const headers = new Headers({ accept: 'text/html,*/*', ...this.#headers })
    for (const [name, value] of new Headers(init.headers)) headers.set(name, value)
    const cookie = this.cookies.header(url)
    if (cookie !== undefined) headers.set('cookie', cookie)
    const response = await this.#fetch(url, { ...init, headers })
    this.cookies.store(url, response.headers)
    this.observe?.(url, response)
    return response
  }
}

/** The page of a visit that must not have left. */
export function expectPage(visit: Visit): Page {
  if (visit.kind === 'left') throw new Error(`expected a page, was sent to ${visit.url.origin}${visit.url.pathname}`)
  return visit.page
}

/** The departure of a visit that must not show a page. */
export function expectDeparture(visit: Visit): Departure {
  if (visit.kind === 'page') throw new Error(`expected to be sent on, got ${describePage(visit.page)}`)
  return visit
}

function describePage(page: Page): string {
  return `${page.status} ${page.name ?? 'unnamed page'} at ${page.url.pathname} (${page.error ?? 'no error'}): ${page.text.slice(0, 300)}`
}

function locationOf(url: URL, response: Response): URL | undefined {
  const location = response.headers.get('location')
  return response.status >= 300 && response.status < 400 && location !== null ? new URL(location, url) : undefined
}

/** A page, a departure by hand-over or by a form that posts itself, or the same-origin address that the page passes on to. */
function readAnswer(url: URL, response: Response, html: string): Visit | URL {
  const page = parsePage(url, response, html)
  const refresh = /^\s*\d+\s*;\s*url=(.+)$/i.exec(response.headers.get('refresh') ?? page.metaRefresh ?? '')?.[1]
  if (refresh !== undefined) {
    const target = new URL(refresh.trim(), url)
    if (target.origin === url.origin) return target
    return { kind: 'left', url: target, via: 'hand-over', form: undefined, headers: response.headers, html }
  }
  const [form] = page.forms
  if (form?.method === 'post' && form.action.origin !== url.origin) {
    const body = new URLSearchParams(form.fields.filter(({ type }) => type === 'hidden').map(({ name, value }) => [name, value]))
    return { kind: 'left', url: form.action, via: 'form-post', form: body, headers: response.headers, html }
  }
  return { kind: 'page', page }
}
