import { clientHeading, clientLinks, destination, foreignName } from '../components/client.ts'
import { detailList } from '../components/details.ts'
import { decisionButton, hiddenFields } from '../components/form.ts'
import { resourceFacts } from '../components/resource-facts.ts'
import type { ClientView, ConsentView, Page, PageContext } from '../contract.ts'
import { type Html, html } from '../html.ts'
import { describeClaim } from '../i18n/describe-claim.ts'
import { describeScope } from '../i18n/describe-scope.ts'
import { type Translator, translator } from '../i18n/translator.ts'
import { layout } from '../layout.ts'
import { logoPolicy } from '../policy.ts'

/** Asks whether a client may have what it wants. Posts `decision`: `allow`, `deny` or, where offered, `switch`. */
export function consentPage(context: PageContext, view: ConsentView): Page {
  const t = translator(context.locale)
  const { client } = view
  const title = t.text('consent.heading', { client: client.name })
  const heading = t.rich('consent.heading', { client: foreignName(client.name) })
  const switchButton =
    view.canSwitchAccount === true &&
    html`<button class="link-button small" type="submit" name="decision" value="switch">${t.text('consent.switch')}</button>`
  const main = html`${clientHeading(t, heading, client)}
${!client.registered && warning(t, client)}
<form method="post" action="${context.base}/consent">
${hiddenFields(view.hidden)}
<dl class="facts">
<div><dt>${t.text('consent.destination')}</dt><dd class="host">${destination(t, client)}</dd></div>
${
  client.describedBy !== undefined &&
  html`<div><dt>${t.text('consent.describedBy')}</dt><dd class="host">${foreignName(client.describedBy)}</dd></div>`
}${resourceFacts(t, view.resources)}
<div><dt>${t.text('consent.signedInAs')}</dt><dd>${foreignName(view.signedInAs)}${switchButton}</dd></div>
</dl>
${scopeList(t, view)}
${detailList(t, view.details)}
${clientLinks(t, client)}
<div class="actions">
${decisionButton({ decision: 'allow', label: t.text('consent.allow') })}
${decisionButton({ decision: 'deny', label: t.text('consent.deny'), isQuiet: true })}
</div>
</form>
<p class="hint">${t.text(hintFor(view))}</p>`
  return layout(context, t, { name: 'consent', title, main, csp: logoPolicy(client.logoUri) })
}

function hintFor({ client, asksAgain }: ConsentView): 'consent.eachTime' | 'consent.detailsEachTime' | 'consent.remembered' {
  if (!client.registered) return 'consent.eachTime'
  return asksAgain === true ? 'consent.detailsEachTime' : 'consent.remembered'
}

/** An unregistered client chose its name itself; only the address is certain. */
function warning(t: Translator, client: ClientView): Html {
  const text =
    client.kind === 'web'
      ? t.rich('consent.unregisteredWeb', { destination: html`<strong>${destination(t, client)}</strong>` })
      : t.rich('consent.unregisteredDevice')
  return html`<div class="notice"><p>${text}</p></div>`
}

function scopeList(t: Translator, view: ConsentView): Html {
  const items = view.scopes.map(
    ({ scope, isNew }) =>
      html`<li>${describeScope(t, scope, view.scopeDescriptions)}${isNew && html` <span class="badge">${t.text('consent.new')}</span>`}</li>`,
  )
  const { claims = [] } = view
  items.push(
    ...claims.map(
      ({ claim, isNew }) =>
        html`<li>${describeClaim(t, claim)}${isNew && html` <span class="badge">${t.text('consent.new')}</span>`}</li>`,
    ),
  )
  return html`${items.length > 0 && html`<h2>${t.rich('consent.scopes', { client: foreignName(view.client.name) })}</h2><ul class="scopes">${items}</ul>`}`
}
