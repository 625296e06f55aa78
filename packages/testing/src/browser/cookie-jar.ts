interface Cookie {
  readonly name: string
  readonly value: string
  readonly host: string
  readonly path: string
  readonly secure: boolean
}

/**
 * The cookies of one browser, RFC 6265 section 5 as far as a provider uses it: path, `Secure`, `Max-Age`, `Expires`, and the rules of the
 * `__Host-` and `__Secure-` prefixes. `SameSite` is not looked at: every request counts as made by the person.
 */
export class CookieJar {
  readonly #cookies = new Map<string, Cookie>()

  /** Takes over the `Set-Cookie` headers of an answer from `url`; a cookie that a browser would refuse throws, as nobody wants one. */
  store(url: URL, headers: Headers): void {
    for (const line of headers.getSetCookie()) this.#storeOne(url, line)
  }

  /** The `Cookie` header for a request to `url`; `undefined` when there is none. */
  header(url: URL): string | undefined {
    const sent = [...this.#cookies.values()].filter(
      (cookie) =>
        cookie.host === url.hostname && pathMatches(url.pathname, cookie.path) && (!cookie.secure || url.protocol === 'https:'),
    )
    return sent.length === 0 ? undefined : sent.map(({ name, value }) => `${name}=${value}`).join('; ')
  }

  /** Name and value of everything in the jar. */
  entries(): readonly (readonly [name: string, value: string])[] {
    return [...this.#cookies.values()].map(({ name, value }) => [name, value] as const)
  }

  /** Puts a cookie in as an attacker with a foothold would. */
  plant(url: URL, name: string, value: string): void {
    this.#storeOne(url, `${name}=${value}; Path=/${name.startsWith('__') ? '; Secure' : ''}`)
  }

  /** Forgets everything, as a person who clears the browser's cookies. */
  clear(): void {
    this.#cookies.clear()
  }

  #storeOne(url: URL, line: string): void {
    const [pair = '', ...attributes] = line.split(';').map((part) => part.trim())
    const split = pair.indexOf('=')
    if (split < 1) throw new Error('Set-Cookie without a name')
    const name = pair.slice(0, split)
    const attribute = new Map(attributes.map(keyValue))
    const path = attribute.get('path') ?? '/'
    const secure = attribute.has('secure')
    if (name.startsWith('__Host-') && (!secure || path !== '/' || attribute.has('domain'))) {
      throw new Error(`${name}: a __Host- cookie needs Secure, Path=/ and no Domain`)
    }
    if (secure && url.protocol !== 'https:') throw new Error(`${name}: a Secure cookie came over plain http`)
    const key = `${url.hostname} ${path} ${name}`
    const maxAge = attribute.get('max-age')
    const expires = attribute.get('expires')
    const gone = maxAge === undefined ? expires !== undefined && Date.parse(expires) <= Date.now() : Number(maxAge) <= 0
    if (gone) this.#cookies.delete(key)
    else this.#cookies.set(key, { name, value: pair.slice(split + 1), host: url.hostname, path, secure })
  }
}

function keyValue(attribute: string): readonly [string, string] {
  const split = attribute.indexOf('=')
  if (split < 0) return [attribute.toLowerCase(), '']
  return [attribute.slice(0, split).toLowerCase(), attribute.slice(split + 1)]
}

/** RFC6265-5.1.4. */
function pathMatches(requested: string, path: string): boolean {
  return requested === path || (requested.startsWith(path) && (path.endsWith('/') || requested[path.length] === '/'))
}
