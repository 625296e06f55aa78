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

/** A logo that the pages' policy lets load: a path of this server or an image in a `data:` URL. */
export function findLogo(address: string | undefined): string | undefined {
  if (address === undefined) return undefined
  if (/^data:image\/(?:png|jpeg|gif|webp|svg\+xml)[;,]/.test(address)) return address
  return /^\/[^/\\]/.test(address) ? address : undefined
}

/** The page's own address in another language. Whatever `self` holds, the result stays on this origin. */
export function languageLink(self: string, locale: string): string {
  const url = URL.parse(self, 'http://origin.invalid') ?? new URL('http://origin.invalid')
  url.searchParams.set('ui_locale', locale)
  return `/${url.pathname.replace(/^\/+/, '')}${url.search}`
}
