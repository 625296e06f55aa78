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
 * them. All are invisible to scripts and stay away from requests that other sites make, except for top-level navigation.
 */
export class Cookies {
  readonly #prefix: string
  readonly #attributes: string
  readonly #randomBytes: RandomBytes

  constructor(isSecure: boolean, randomBytes: RandomBytes) {
    this.#prefix = isSecure ? '__Host-' : ''
    this.#attributes = `; Path=/; HttpOnly; SameSite=Lax${isSecure ? '; Secure' : ''}`
    this.#randomBytes = randomBytes
  }

  session(exchange: Exchange): string | undefined {
    return exchange.cookie(`${this.#prefix}latchkey_session`)
  }

  browser(exchange: Exchange): Secret<'browserCookie'> | undefined {
    const value = exchange.cookie(`${this.#prefix}latchkey_browser`)
    return value !== undefined && isSecret('browserCookie', value) ? value : undefined
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

  setBrowser(value: Secret<'browserCookie'>): string {
    return `${this.#prefix}latchkey_browser=${value}${this.#attributes}`
  }

  setLocale(locale: string): string {
    return `${this.#prefix}latchkey_locale=${locale}${this.#attributes}; Max-Age=${localeLifetime}`
  }
}
