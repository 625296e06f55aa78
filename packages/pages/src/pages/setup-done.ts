import { foreignName } from '../components/client.ts'
import { buttonLink } from '../components/form.ts'
import type { Page, PageContext } from '../contract.ts'
import { html } from '../html.ts'
import { translator } from '../i18n/translator.ts'
import { layout } from '../layout.ts'

/** The first administrator exists now. */
export function setupDonePage(context: PageContext, view: { readonly username: string }): Page {
  const t = translator(context.locale)
  const title = t.text('setupDone.heading')
  const main = html`<h1>${title}</h1>
<p>${t.rich('setupDone.text', { username: html`<strong>${foreignName(view.username)}</strong>` })}</p>
${buttonLink(`${context.base}/`, t.text('action.home'))}`
  return layout(context, t, { name: 'setup-done', title, main, isFinal: true })
}
