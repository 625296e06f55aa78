import { html } from 'hono/html'
import type { Markup } from '../answer.ts'
import { layout } from './layout.ts'

/** What a person sees who is not signed in. */
export function homePage(issuer: string): Markup {
  return layout(
    'Sample application',
    html`<section class="welcome">
<h1>Nobody is signed in</h1>
<p>This application keeps no passwords. It sends you to <a href="${issuer}/">${issuer}</a>, gets a code back, and redeems it for tokens:
OpenID Connect with PKCE, through the openid-client library.</p>
<a class="button" href="/sign-in">Sign in with Latchkey</a>
</section>`,
  )
}
