import { clientHeading, foreignName } from '../components/client.ts'
import { buttonLink, decisionButton, hiddenFields } from '../components/form.ts'
import type { Page, PageContext, RegisterOverView } from '../contract.ts'
import { html } from '../html.ts'
import { translator } from '../i18n/translator.ts'
import { layout } from '../layout.ts'
import { logoPolicy } from '../policy.ts'

/** An account waits for an administrator, or nobody can create one here; the way back to the client posts `decision=deny`. */
export function registerOverPage(context: PageContext, view: RegisterOverView): Page {
  const t = translator(context.locale)
  const { client, outcome } = view
  const isWaiting = outcome === 'waiting'
  const title = t.text(isWaiting ? 'register.waiting' : 'register.closed')
  const back = t.rich('action.back', { client: foreignName(client.name) })
  const main = html`${clientHeading(t, title, client)}
<p>${t.text(isWaiting ? 'register.waitingText' : 'register.closedText')}</p>
${!isWaiting && buttonLink(view.loginHref, t.text('register.login'))}
<form method="post" action="${context.base}/register">
${hiddenFields(view.hidden)}
<div class="actions">${decisionButton({ decision: 'deny', label: back, isQuiet: !isWaiting })}</div>
</form>`
  const name = isWaiting ? 'register-waiting' : 'register-closed'
  return layout(context, t, { name, title, main, csp: logoPolicy(client.logoUri), isFinal: isWaiting })
}
