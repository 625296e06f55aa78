import type { Cookies } from '../http/cookies.ts'
import { strictTransport } from '../http/headers.ts'
import type { PageFrame } from '../http/page-frame.ts'
import type { Handler } from '../http/route.ts'

/** OIDCSM-3.2: the frame that clients ask; any site may frame it, so it has none of the headers of a page that says otherwise. */
export function checkSessionRoute({ cookies, frame }: { readonly cookies: Cookies; readonly frame: PageFrame }): Handler {
  const page = frame.pages.checkSession({ base: frame.base, cookie: cookies.stateName })
  const headers = {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': page.csp,
    'cache-control': 'public, max-age=300',
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cross-origin-resource-policy': 'cross-origin',
    ...(cookies.isSecure ? { 'strict-transport-security': strictTransport } : {}),
  }
  return () => new Response(page.html, { headers })
}
