import { accountNavigation } from '../components/account-navigation.ts'
import { foreignName } from '../components/client.ts'
import { decisionButton, hiddenFields } from '../components/form.ts'
import type { Page, PageContext, RequestsView, WaitingRequestView } from '../contract.ts'
import { type Html, html } from '../html.ts'
import { describeScope } from '../i18n/describe-scope.ts'
import { type Translator, translator } from '../i18n/translator.ts'
import { layout } from '../layout.ts'

/** Asks whether a client that waits for the person elsewhere may go on, and names the others that wait. Posts `decision`: `allow` or `deny`. */
export function requestsPage(context: PageContext, view: RequestsView): Page {
  const t = translator(context.locale)
  const { request, outcome } = view
  const title = t.text('requests.heading')
  const main = html`<h1>${title}</h1>
${outcome !== undefined && html`<div class="notice" role="status"><p>${t.text(`requests.${outcome}`)}</p></div>`}
${request === undefined ? html`<p>${t.text('requests.none')}</p>` : waiting(context, t, request, view.signedInAs)}
${others(t, view)}
${request === undefined && html`<p><a href="${context.base}/">${t.text('action.home')}</a></p>`}`
  const navigation = accountNavigation(context, t, 'requests')
  return layout(context, t, { name: 'requests', title, main, navigation, isFinal: outcome !== undefined })
}

function others(t: Translator, view: RequestsView): Html {
  const items = view.others.map(
    ({ clientName, href, requestedAt }) =>
      html`<li><a href="${href}">${t.rich('requests.from', { client: foreignName(clientName) })}</a> <span class="muted small">${t.time(requestedAt)}</span></li>`,
  )
  return html`${items.length > 0 && html`<h2>${t.text('requests.others')}</h2><ul>${items}</ul>`}`
}

function waiting({ base }: PageContext, t: Translator, request: WaitingRequestView, signedInAs: string): Html {
  const { client, bindingMessage, scopes } = request
  const name = foreignName(client.name)
  return html`<h2>${t.rich('requests.from', { client: name })}</h2>
<div class="notice">${
    bindingMessage === undefined
      ? html`<p>${t.text('requests.unasked')}</p>`
      : html`<p>${t.text('requests.compare')}</p><p class="host">${foreignName(bindingMessage)}</p>`
  }</div>
<form method="post" action="${base}/requests">
${hiddenFields(request.hidden)}
<dl class="facts">
${
  request.host !== undefined &&
  html`<div><dt>${t.text('requests.host')}</dt><dd class="host">${foreignName(request.host)}</dd></div>`
}
<div><dt>${t.text('requests.askedFrom')}</dt><dd>${foreignName(request.requestedFrom)}</dd></div>
<div><dt>${t.text('requests.askedAt')}</dt><dd>${t.time(request.requestedAt)}</dd></div>
<div><dt>${t.text('requests.until')}</dt><dd>${t.time(request.validUntil)}</dd></div>
${resourceFacts(t, request)}
<div><dt>${t.text('consent.signedInAs')}</dt><dd>${foreignName(signedInAs)}</dd></div>
</dl>
<h3>${t.rich('consent.scopes', { client: name })}</h3>
<ul class="scopes">${scopes.map((scope) => html`<li>${describeScope(t, scope, request.scopeDescriptions)}</li>`)}</ul>
<div class="actions">
${decisionButton({ decision: 'allow', label: t.rich('requests.allow', { client: name }) })}
${decisionButton({ decision: 'deny', label: t.rich('requests.deny', { client: name }), isQuiet: true })}
</div>
</form>`
}

/** Where the client gets with what it is allowed: the name for people, the address for those who want to be sure. */
function resourceFacts(t: Translator, { resources }: WaitingRequestView): Html {
  const items = resources.map(
    ({ resource, name }) =>
      html`<dd>${name !== undefined && html`${foreignName(name)} `}<span class="host">${resource}</span></dd>`,
  )
  return html`${items.length > 0 && html`<div><dt>${t.text('consent.resources')}</dt>${items}</div>`}`
}
