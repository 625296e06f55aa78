import type { AccountView } from '../account-views.ts'
import { accountNavigation } from '../components/account-navigation.ts'
import { claimFacts } from '../components/claim-facts.ts'
import { foreignName } from '../components/client.ts'
import type { Page, PageContext } from '../contract.ts'
import { html } from '../html.ts'
import { translator } from '../i18n/translator.ts'
import { layout } from '../layout.ts'

/** Who is signed in, what is known of them, and where to go from here. */
export function accountPage(context: PageContext, view: AccountView): Page {
  const { base } = context
  const t = translator(context.locale)
  const { claims, outcome } = view
  const title = t.text('account.heading')
  const main = html`<h1>${title}</h1>
${outcome !== undefined && html`<div class="notice" role="status"><p>${t.text(`account.${outcome}`)}</p></div>`}
<p>${t.rich('home.signedInAs', { name: html`<strong>${foreignName(view.username)}</strong>` })}</p>
<ul>
<li><a href="${base}/account/applications">${t.text('account.access')}</a></li>
<li><a href="${base}/account/sessions">${t.text('account.sessions')}</a></li>
${view.mayChangePassword && html`<li><a href="${base}/account/password">${t.text('account.password')}</a></li>`}
</ul>
<h2>${t.text('account.known')}</h2>
<p>${t.text(claims.length === 0 ? 'account.unknown' : 'account.released')} ${t.text('account.wrong')}</p>
${claims.length > 0 && claimFacts(t, claims)}`
  const navigation = accountNavigation(context, t, 'account')
  return layout(context, t, { name: 'account', title, main, navigation, isWide: true, isFinal: outcome !== undefined })
}
