import { foreignName } from '../components/client.ts'
import { buttonLink } from '../components/form.ts'
import type { LoggedOutView, Page, PageContext } from '../contract.ts'
import { html } from '../html.ts'
import { translator } from '../i18n/translator.ts'
import { layout } from '../layout.ts'
import { checkRedirectTarget } from '../links.ts'

/** The session has ended; with a link back to the client that asked for it. */
export function loggedOutPage(context: PageContext, view: LoggedOutView): Page {
  const t = translator(context.locale)
  const { client } = view
  const title = t.text('loggedOut.heading')
  const main = html`<h1>${title}</h1>
<p>${t.text('loggedOut.text')}</p>
${client && buttonLink(checkRedirectTarget(client.location), t.rich('action.back', { client: foreignName(client.name) }))}`
  return layout(context, t, { name: 'logged-out', title, main })
}
