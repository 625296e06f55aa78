import { foreignName } from '../components/client.ts'
import { buttonLink } from '../components/form.ts'
import type { HandOverView, Page, PageContext } from '../contract.ts'
import { html } from '../html.ts'
import { translator } from '../i18n/translator.ts'
import { layout } from '../layout.ts'
import { checkRedirectTarget } from '../links.ts'
import { handOverPolicy } from '../policy.ts'

/**
 * Leads from a form to the client's own address: browsers block a redirect to another origin as the answer to a form, so it is a page
 * that refreshes to it. A private-use scheme gets a button alone: browsers want a click to open an app, and some leave the page for an
 * error when nothing opens.
 */
export function handOverPage(context: PageContext, view: HandOverView): Page {
  const t = translator(context.locale)
  const client = foreignName(view.clientName)
  const location = checkRedirectTarget(view.location)
  const title = t.text('handOver.heading', { client: view.clientName })
  const link = t.rich('action.continue', { client })
  const main = html`<h1>${t.rich('handOver.heading', { client })}</h1>
<p>${t.rich(view.needsGesture ? 'handOver.gesture' : 'handOver.automatic', { client })}</p>
${view.needsGesture ? buttonLink(location, link) : html`<p><a href="${location}">${link}</a></p>`}`
  const parts = { name: 'hand-over', title, main, csp: handOverPolicy, isFinal: true }
  if (view.needsGesture) return layout(context, t, parts)
  return layout(context, t, { ...parts, head: html`<meta http-equiv="refresh" content="0;url=${location}">` })
}
