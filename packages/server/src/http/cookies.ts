import { isSecret, type RandomBytes, type Secret, secretPrefix } from '@latchkey/core'
import type { Exchange } from './exchange.ts'

/** The pairs of a `Cookie` header; of a name that occurs twice the first counts, as it has the longest path (RFC6265-5.4). */
export function parseCookies(header: string | null): ReadonlyMap<string, string> {
  const cookies = new Map<string, string>()
  if (header === null) return cookies
  for (const pair of header.split(';')) {
    const equals = pair.indexOf('=')
    if (equals === -1) continue
    const name = pair.slice(0, equals).trim()
    if (!cookies.has(name)) cookies.set(name, pair.slice(equals + 1).trim())
  }
  return cookies
}

/** Seconds for which the chosen language is remembered: a year. */
const localeLifetime = 31_536_000

/**
 * The cookies of the sign-in pages. Over https they are `__Host-` cookies: no other host can set them, no plain connection carries
 * them. All but the browser state are invisible to scripts and stay away from requests that other sites make, except for top-level navigation.
 */
export class Cookies {
  readonly isSecure: boolean
  readonly #prefix: string
  readonly #attributes: string
  readonly #stateAttributes: string
  readonly #randomBytes: RandomBytes

  constructor(isSecure: boolean, randomBytes: RandomBytes) {
    this.isSecure = isSecure
    this.#prefix = isSecure ? '__Host-' : ''
    this.#attributes = `; Path=/; HttpOnly; SameSite=Lax${isSecure ? '; Secure' : ''}`
    // Read by a script in a frame within pages of other sites (OIDCSM-3.2); over plain http, which is loopback, browsers allow no `None`.
    this.#stateAttributes = `; Path=/; ${isSecure ? 'SameSite=None; Secure' : 'SameSite=Lax'}`
    this.#randomBytes = randomBytes
  }

  session(exchange: Exchange): string | undefined {
    return exchange.cookie(`${this.#prefix}latchkey_session`)
  }

  browser(exchange: Exchange): Secret<'browserCookie'> | undefined {
    const value = exchange.cookie(`${this.#prefix}latchkey_browser`)
    return value !== undefined && isSecret('browserCookie', value) ? value : undefined
  }

  /**
   * Whether a request came without the cookies that browsers leave out of what other sites make them ask. Others prove nothing: that of the
   * browser state always comes, and a host may have cookies of other programs.
   */
  isStranger(exchange: Exchange): boolean {
    return this.session(exchange) === undefined && this.browser(exchange) === undefined
  }

  locale(exchange: Exchange): string | undefined {
    return exchange.cookie(`${this.#prefix}latchkey_locale`)
  }

  newBrowser(): Secret<'browserCookie'> {
    return `${secretPrefix.browserCookie}${Buffer.from(this.#randomBytes(32)).toString('base64url')}`
  }

  /** Values of `Set-Cookie`; session and browser cookie end with the browser. */
  setSession(value: Secret<'sessionCookie'>): string {
    return `${this.#prefix}latchkey_session=${value}${this.#attributes}`
  }

  endSession(): string {
    return `${this.#prefix}latchkey_session=${this.#attributes}; Max-Age=0`
  }

  /** Name of the cookie that the script of the session frame reads. */
  get stateName(): string {
    return `${this.#prefix}latchkey_state`
  }

  /** A browser in which somebody has signed in. `state`: `Provider.browserState` of the session. */
  sessionBegun(value: Secret<'sessionCookie'>, state: string): readonly string[] {
    return [this.setSession(value), this.#setState(state)]
  }

  /** For a browser in which nobody is signed in any more; nothing if the request does not say that somebody was. */
  sessionOver(exchange: Exchange): readonly string[] {
    return this.session(exchange) === undefined ? [] : [this.endSession(), this.#endState()]
  }

  /** What it takes for the state to be that of the session; nothing if it is already, or the request does not tell. */
  stateOf(exchange: Exchange, state: string | undefined): readonly string[] {
    const known = exchange.cookie(this.stateName)
    if (known === state) return []
    if (state !== undefined) return [this.#setState(state)]
    return this.session(exchange) === undefined ? [] : [this.#endState()]
  }

  #setState(state: string): string {
    return `${this.stateName}=${state}${this.#stateAttributes}`
  }

  #endState(): string {
    return `${this.stateName}=${this.#stateAttributes}; Max-Age=0`
  }

  setBrowser(value: Secret<'browserCookie'>): string {
    return `${this.#prefix}latchkey_browser=${value}${this.#attributes}`
  }

  setLocale(locale: string): string {
    return `${this.#prefix}latchkey_locale=${locale}${this.#attributes}; Max-Age=${localeLifetime}`
  }
}
