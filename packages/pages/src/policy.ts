import { createHash } from 'node:crypto'
import { findLogo } from './links.ts'

const framing = "frame-ancestors 'none'; base-uri 'none'"
const ownResources =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'"

/** Pages with a form that posts to this server, and pages without one. */
export const pagePolicy = `${ownResources}; form-action 'self'; ${framing}`

/**
 * A page that shows the logos of clients: images of the origins where those are may load, too. The address of this page is not told there
 * (`Referrer-Policy`).
 *
 * @param logos as the clients state them
 */
export function logosPolicy(logos: readonly (string | undefined)[]): string {
  const shown = logos.map(findLogo).filter((logo) => logo?.startsWith('https:') === true)
  const origins = new Set(shown.map((logo) => new URL(String(logo)).origin))
  return origins.size === 0
    ? pagePolicy
    : pagePolicy.replace("img-src 'self' data:", `img-src 'self' data: ${[...origins].join(' ')}`)
}

/** The same for one client. */
export function logoPolicy(logo: string | undefined): string {
  return logosPolicy([logo])
}

/** The hand-over page: nothing on it may post. */
export const handOverPolicy = `${ownResources}; form-action 'none'; ${framing}`

/** The one inline script of all pages. `submit` is taken from the prototype: a field of that name would hide the form's own. */
export const autoSubmitScript = 'HTMLFormElement.prototype.submit.call(document.forms[0])'

const autoSubmitHash = createHash('sha256').update(autoSubmitScript).digest('base64')

/**
 * The `form_post` page: its script by hash, its form to the client's origin only.
 *
 * @param action the validated redirect URI
 */
export function formPostPolicy(action: string): string {
  return `default-src 'none'; script-src 'sha256-${autoSubmitHash}'; form-action ${formTarget(new URL(action))}; ${framing}`
}

/**
 * The page after a logout: it frames pages of these origins and no others.
 *
 * @param frames web addresses
 */
export function loggedOutPolicy(frames: readonly string[]): string {
  if (frames.length === 0) return pagePolicy
  const sources = [...new Set(frames.map((address) => formTarget(new URL(address))))]
  return `${pagePolicy}; frame-src ${sources.join(' ')}`
}

/** CSP source of a form's target. A custom scheme has no origin, and CSP has no syntax for an IPv6 address: there it is the scheme. */
function formTarget(url: URL): string {
  return url.origin === 'null' || url.hostname.startsWith('[') ? url.protocol : url.origin
}
