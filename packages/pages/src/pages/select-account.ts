import { clientHeading, destination, foreignName } from '../components/client.ts'
import { decisionButton, hiddenFields } from '../components/form.ts'
import type { Page, PageContext, SelectAccountView } from '../contract.ts'
import { html } from '../html.ts'
import { translator } from '../i18n/translator.ts'
import { layout } from '../layout.ts'
import { logoPolicy } from '../policy.ts'

/** Asks which account to go on with. Posts `decision`: `allow` for the one that is signed in, `switch` for another, `deny` for Cancel. */
export function selectAccountPage(context: PageContext, view: SelectAccountView): Page {
  const t = translator(context.locale)
  const { client, username, name } = view
  const title = t.text('selectAccount.heading', { client: client.name })
  const heading = t.rich('selectAccount.heading', { client: foreignName(client.name) })
  const person = name === undefined ? username : `${name} (${username})`
  const main = html`${clientHeading(t, heading, client)}
<p class="muted">${t.rich('login.destination', { destination: html`<strong>${destination(t, client)}</strong>` })}</p>
<form method="post" action="${context.base}/select-account">
${hiddenFields(view.hidden)}
<div class="actions">
${decisionButton({ decision: 'allow', label: t.rich('selectAccount.continue', { name: foreignName(person) }) })}
${decisionButton({ decision: 'switch', label: t.text('selectAccount.other'), isQuiet: true })}
${decisionButton({ decision: 'deny', label: t.text('action.cancel'), isQuiet: true })}
</div>
</form>`
  return layout(context, t, { name: 'select-account', title, main, csp: logoPolicy(client?.logoUri) })
}
