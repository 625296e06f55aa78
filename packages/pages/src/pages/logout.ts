import { clientHeading, foreignName } from '../components/client.ts'
import { decisionButton, hiddenFields } from '../components/form.ts'
import type { LogoutView, Page, PageContext } from '../contract.ts'
import { html } from '../html.ts'
import { translator } from '../i18n/translator.ts'
import { layout } from '../layout.ts'
import { logoPolicy } from '../policy.ts'

/** Asks whether to end the session. Posts `decision`: `logout` or `stay`. */
export function logoutPage(context: PageContext, view: LogoutView): Page {
  const t = translator(context.locale)
  const title = t.text('logout.heading')
  const main = html`${clientHeading(t, title, view.client)}
<p>${t.rich('logout.signedInAs', { name: html`<strong>${foreignName(view.signedInAs)}</strong>` })}
${view.client && t.rich('logout.client', { client: foreignName(view.client.name) })}</p>
<form method="post" action="${context.base}/logout">
${hiddenFields(view.hidden)}
<div class="actions">
${decisionButton({ decision: 'logout', label: t.text('logout.submit') })}
${decisionButton({ decision: 'stay', label: t.text('logout.stay'), isQuiet: true })}
</div>
</form>`
  return layout(context, t, { name: 'logout', title, main, csp: logoPolicy(view.client?.logoUri) })
}
