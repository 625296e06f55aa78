/** Schemes that run script or show attacker-made content when a link of ours is followed. */
const forbiddenSchemes: ReadonlySet<string> = new Set([
  'javascript:',
  'data:',
  'vbscript:',
  'blob:',
  'file:',
  'about:',
  'filesystem:',
])

/**
 * A redirect target that may stand in a link, a refresh or a form's action.
 * The engine has validated it; this is the last line against a script URL.
 *
 * @throws TypeError when it is no absolute URL or its scheme runs script: a bug of the caller.
 */
export function checkRedirectTarget(location: string): string {
  const url = URL.parse(location)
  if (url === null || forbiddenSchemes.has(url.protocol)) throw new TypeError('redirect target is not a URL that may be followed')
  return location
}

/** A web address that a client states about itself; `undefined` unless it is http or https. */
export function findWebLink(address: string | undefined): string | undefined {
  const url = address === undefined ? null : URL.parse(address)
  return url !== null && (url.protocol === 'https:' || url.protocol === 'http:') ? url.href : undefined
}

/** A logo that can be shown: a path of this server, an image in a `data:` URL, or one at an `https` address, for which the page has `logoPolicy`. */
export function findLogo(address: string | undefined): string | undefined {
  if (address === undefined) return undefined
  if (/^data:image\/(?:png|jpeg|gif|webp|svg\+xml)[;,]/.test(address)) return address
  if (/^\/[^/\\]/.test(address)) return address
  const url = URL.parse(address)
  // Only hosts that a policy can name: CSP has no syntax for an IPv6 address, and a semicolon would end its directive.
  const isShown = url?.protocol === 'https:' && url.username === '' && url.password === '' && /^[a-z0-9.-]+$/.test(url.hostname)
  return isShown ? url.href : undefined
}

/** The page's own address in another language. Whatever `self` holds, the result stays on this origin. */
export function languageLink(self: string, locale: string): string {
  const url = URL.parse(self, 'http://origin.invalid') ?? new URL('http://origin.invalid')
  url.searchParams.set('ui_locale', locale)
  return `/${url.pathname.replace(/^\/+/, '')}${url.search}`
}
