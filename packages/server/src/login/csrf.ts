import { timingSafeEqual } from 'node:crypto'
import { type CryptoPort, OAuthError, type Parameters, type Secret } from '@latchkey/core'
import type { HiddenFields } from '@latchkey/pages'
import type { Exchange } from '../http/exchange.ts'

/** Pages with a form that changes something. */
export type FormName =
  | 'login'
  | 'register'
  | 'select-account'
  | 'consent'
  | 'device'
  | 'requests'
  | 'setup'
  | 'logout'
  | 'applications'
  | 'sessions'
  | 'password'

/**
 * Protection of the forms against requests from other sites: a hidden field that only a page shown to this browser, for this form
 * and this subject (a transaction, a set-up token), can hold. A MAC, so nothing is stored.
 */
export class CsrfProtection {
  readonly #crypto: CryptoPort
  readonly #key: string
  readonly #origin: string

  /** `key`: derived from the master key. `issuer`: forms are accepted from its origin only. */
  constructor(crypto: CryptoPort, key: string, issuer: string) {
    this.#crypto = crypto
    this.#key = key
    this.#origin = new URL(issuer).origin
  }

  /** The hidden field of a form that is shown to `browser` about `subject`. */
  field(form: FormName, subject: string, browser: Secret<'browserCookie'>): HiddenFields[number] {
    return ['csrf', this.#token(form, subject, browser)]
  }

  /**
   * Accepts a form only as this browser was shown it.
   * @throws OAuthError `origin_mismatch`, `csrf_mismatch`
   */
  check(
    exchange: Exchange,
    form: FormName,
    sent: { readonly fields: Parameters; readonly subject: string; readonly browser: Secret<'browserCookie'> | undefined },
  ): void {
    this.#checkOrigin(exchange)
    const [token, ...more] = sent.fields.flatMap(([name, value]) => (name === 'csrf' ? [value] : []))
    const expected = sent.browser === undefined ? undefined : this.#token(form, sent.subject, sent.browser)
    if (token === undefined || more.length > 0 || expected === undefined || !equal(token, expected)) {
      throw new OAuthError('csrf_mismatch')
    }
  }

  /** A page without referrer sends its forms with the origin `null`; `Sec-Fetch-Site` still tells where they come from. */
  #checkOrigin(exchange: Exchange): void {
    const origin = exchange.header('origin') ?? 'null'
    const site = exchange.header('sec-fetch-site') ?? 'same-origin'
    if ((origin !== 'null' && origin !== this.#origin) || (site !== 'same-origin' && site !== 'none')) {
      throw new OAuthError('origin_mismatch')
    }
  }

  #token(form: FormName, subject: string, browser: Secret<'browserCookie'>): string {
    return this.#crypto.mac(this.#key, 'form', JSON.stringify([form, subject, browser]))
  }
}

function equal(a: string, b: string): boolean {
  return a.length === b.length && timingSafeEqual(Buffer.from(a.toWellFormed()).subarray(0, b.length), Buffer.from(b))
}
