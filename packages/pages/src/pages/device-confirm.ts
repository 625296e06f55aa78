import { clientHeading, clientLinks, foreignName } from '../components/client.ts'
import { detailList } from '../components/details.ts'
import { decisionButton, hiddenFields } from '../components/form.ts'
import { resourceFacts } from '../components/resource-facts.ts'
import type { DeviceConfirmView, Page, PageContext } from '../contract.ts'
import { html } from '../html.ts'
import { describeScope } from '../i18n/describe-scope.ts'
import { translator } from '../i18n/translator.ts'
import { layout } from '../layout.ts'
import { logoPolicy } from '../policy.ts'

/** Asks whether the device that shows this very code may sign in. Posts `decision`: `allow` or `deny`. */
export function deviceConfirmPage(context: PageContext, view: DeviceConfirmView): Page {
  const t = translator(context.locale)
  const { client } = view
  const title = t.text('deviceConfirm.heading', { client: client.name })
  const heading = t.rich('deviceConfirm.heading', { client: foreignName(client.name) })
  const main = html`${clientHeading(t, heading, client)}
<div class="notice"><p>${t.text('deviceConfirm.compare')}</p></div>
<form method="post" action="${context.base}/device">
${hiddenFields(view.hidden)}
<dl class="facts">
<div><dt>${t.text('field.userCode')}</dt><dd class="host">${view.userCode}</dd></div>
<div><dt>${t.text('deviceConfirm.from')}</dt><dd>${foreignName(view.requestedFrom)}</dd></div>
<div><dt>${t.text('deviceConfirm.at')}</dt><dd>${t.time(view.requestedAt)}</dd></div>
${resourceFacts(t, view.resources)}
<div><dt>${t.text('consent.signedInAs')}</dt><dd>${foreignName(view.signedInAs)}</dd></div>
</dl>
${
  view.scopes.length > 0 &&
  html`<h2>${t.rich('consent.scopes', { client: foreignName(client.name) })}</h2>
<ul class="scopes">${view.scopes.map((scope) => html`<li>${describeScope(t, scope, view.scopeDescriptions)}</li>`)}</ul>`
}
${detailList(t, view.details)}
${clientLinks(t, client)}
<div class="actions">
${decisionButton({ decision: 'allow', label: t.text('consent.allow') })}
${decisionButton({ decision: 'deny', label: t.text('consent.deny'), isQuiet: true })}
</div>
</form>`
  return layout(context, t, { name: 'device', title, main, csp: logoPolicy(client.logoUri) })
}
