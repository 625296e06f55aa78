import type { AccessView } from '../account-views.ts'
import { accountNavigation } from '../components/account-navigation.ts'
import { appMark, foreignName } from '../components/client.ts'
import type { Page, PageContext } from '../contract.ts'
import { type Html, html } from '../html.ts'
import { type Translator, translator } from '../i18n/translator.ts'
import { layout } from '../layout.ts'
import { logosPolicy } from '../policy.ts'

/** The apps that have access to the account, each a link to what it has. */
export function accessPage(context: PageContext, view: AccessView): Page {
  const t = translator(context.locale)
  const { clients, outcome, previousHref, nextHref } = view
  const title = t.text('access.heading')
  const further = [
    previousHref !== undefined && html`<li><a href="${previousHref}" rel="prev">${t.text('access.first')}</a></li>`,
    nextHref !== undefined && html`<li><a href="${nextHref}" rel="next">${t.text('access.more')}</a></li>`,
  ].filter((item) => item !== false)
  const main = html`<h1>${title}</h1>
${outcome !== undefined && html`<div class="notice" role="status"><p>${sentenceOf(t, outcome)}</p></div>`}
${
  clients.length === 0
    ? html`<p>${t.text('access.none')}</p>`
    : html`<p>${t.text('access.intro')}</p><ul class="apps">${clients.map((client) => entry(t, client))}</ul>`
}
${further.length > 0 && html`<nav aria-label="${title}"><ul class="links">${further}</ul></nav>`}`
  return layout(context, t, {
    ...{ name: 'applications', title, main, isWide: true },
    navigation: accountNavigation(context, t, 'access'),
    csp: logosPolicy(clients.map(({ logoUri }) => logoUri)),
    isFinal: outcome !== undefined,
  })
}

function sentenceOf(t: Translator, { kind, name }: NonNullable<AccessView['outcome']>): Html {
  if (kind === 'gone') return html`${t.text('access.gone')}`
  return name === undefined
    ? html`${t.text('access.removed.unnamed')}`
    : t.rich('access.removed', { client: html`<strong>${foreignName(name)}</strong>` })
}

function entry(t: Translator, { name, logoUri, href, since, lastGrantAt }: AccessView['clients'][number]): Html {
  const last = lastGrantAt === undefined ? t.text('access.dormant') : t.text('access.last', { day: t.day(lastGrantAt) })
  const facts = html`<small class="muted">${t.text('access.since', { day: t.day(since) })}</small> <small class="muted">${last}</small>`
  return html`<li><a href="${href}">${appMark(name, logoUri)}<span>${foreignName(name)} ${facts}</span></a></li>`
}
