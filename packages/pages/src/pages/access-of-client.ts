import type { ClientAccessView } from '../account-views.ts'
import { accountNavigation } from '../components/account-navigation.ts'
import { claimFacts } from '../components/claim-facts.ts'
import { clientHeading, clientLinks, foreignName } from '../components/client.ts'
import { detailList } from '../components/details.ts'
import { decisionButton, hiddenFields } from '../components/form.ts'
import { resourceFacts } from '../components/resource-facts.ts'
import type { Page, PageContext } from '../contract.ts'
import { type Html, html } from '../html.ts'
import { describeClaim } from '../i18n/describe-claim.ts'
import { describeScope } from '../i18n/describe-scope.ts'
import { type Translator, translator } from '../i18n/translator.ts'
import { layout } from '../layout.ts'
import { logoPolicy } from '../policy.ts'

/** Milliseconds within which the first tokens of a grant come: that was no prolongation. */
const firstTokens = 60_000

/** All that one app has of the account, and the button that takes it away. Posts `decision=remove`. */
export function accessOfClientPage(context: PageContext, view: ClientAccessView): Page {
  const { base } = context
  const t = translator(context.locale)
  const { client, released } = view
  const main = html`${clientHeading(t, foreignName(client.name), client)}
${clientLinks(t, client)}
${facts(t, view)}
${allowed(t, view)}
${detailList(t, view.details, 'access.details')}
${released.length > 0 && html`<h2>${t.text('access.released')}</h2>${claimFacts(t, released)}`}
<h2>${t.text('access.remove')}</h2>
<p>${t.text('access.removeText')}</p>
<form method="post" action="${base}/account/applications">
${hiddenFields(view.hidden)}
<div class="actions">
${decisionButton({ decision: 'remove', label: t.text('access.remove') })}
</div>
</form>
<p><a href="${base}/account/applications">${t.text('access.back')}</a></p>`
  return layout(context, t, {
    ...{ name: 'application', title: client.name, main, isWide: true },
    navigation: accountNavigation(context, t, 'access'),
    csp: logoPolicy(client.logoUri),
  })
}

function facts(t: Translator, view: ClientAccessView): Html {
  const { client, clientId, since, lastGrantAt, lastRefreshAt, endsAt, isOffline, resources } = view
  const fact = (name: string, value: Html | string) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`
  const isLive = lastGrantAt !== undefined
  return html`<dl class="facts">
${clientId !== client.name && fact(t.text('access.id'), foreignName(clientId))}
${client.describedBy !== undefined && fact(t.text('consent.describedBy'), foreignName(client.describedBy))}
${fact(t.text('access.allowedAt'), t.time(since))}
${!isLive && fact(t.text('access.now'), t.text('access.now.none'))}
${isLive && fact(t.text('access.lastGrant'), t.time(lastGrantAt))}
${lastRefreshAt !== undefined && lastRefreshAt > (lastGrantAt ?? 0) + firstTokens && fact(t.text('access.lastRefresh'), t.time(lastRefreshAt))}
${isLive && fact(t.text('access.away'), t.text(isOffline ? 'access.away.yes' : 'access.away.no'))}
${endsAt !== undefined && fact(t.text(isOffline ? 'access.endsUnlessRenewed' : 'access.ends'), t.time(endsAt))}
${resourceFacts(t, resources)}
</dl>`
}

function allowed(t: Translator, { client, scopes, claims, scopeDescriptions }: ClientAccessView): Html {
  const sentences = [
    ...scopes.map((scope) => describeScope(t, scope, scopeDescriptions)),
    ...claims.map((claim) => describeClaim(t, claim)),
  ]
  const items = sentences.map((sentence) => html`<li>${sentence}</li>`)
  return html`${items.length > 0 && html`<h2>${t.rich('access.scopes', { client: foreignName(client.name) })}</h2><ul class="scopes">${items}</ul>`}`
}
