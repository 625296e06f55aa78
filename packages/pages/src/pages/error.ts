import { foreignName } from '../components/client.ts'
import { buttonLink } from '../components/form.ts'
import type { ErrorView, Page, PageContext } from '../contract.ts'
import { difference } from '../difference.ts'
import { findSituation } from '../error-situation.ts'
import { type Html, html } from '../html.ts'
import { type Translator, translator } from '../i18n/translator.ts'
import { layout } from '../layout.ts'
import { checkRedirectTarget, findWebLink } from '../links.ts'

/** What went wrong: in words for the person, with a way forward; in detail for the developer. Never redirects. */
export function errorPage(context: PageContext, view: ErrorView): Page {
  const t = translator(context.locale)
  const situation = view.situation ?? findSituation(view.reason, view.error)
  const title = t.text(`error.${situation}`)
  const main = html`<h1>${t.text('title.error', { title })}</h1>
<p>${t.text(`error.${situation}.text`)}</p>
<p>${t.text(`error.${situation}.advice`)}</p>
${wayForward(context, t, view)}
${details(context, t, view)}`
  return layout(context, t, { name: 'error', title, main, hasProblem: true, error: view.error, isWide: true })
}

function wayForward({ base }: PageContext, t: Translator, { back, client }: ErrorView): Html {
  if (back !== undefined)
    return buttonLink(checkRedirectTarget(back.href), t.rich('action.back', { client: foreignName(back.clientName) }))
  const website = findWebLink(client?.clientUri)
  if (client !== undefined && website !== undefined)
    return buttonLink(website, t.rich('action.back', { client: foreignName(client.name) }))
  return html`<p><a href="${base}/">${t.text('action.home')}</a></p>`
}

function details(context: PageContext, t: Translator, view: ErrorView): Html {
  const { expected, received, client } = view
  const rows: readonly (readonly [term: string, value: Html | undefined])[] = [
    [t.text('error.code'), html`<code>${view.error}</code>`],
    [t.text('error.description'), html`<span lang="en" dir="ltr">${view.description}</span>`],
    [t.text('error.reason'), html`<code>${view.reason}</code>`],
    [t.text('error.client'), client && foreignName(client.name)],
    ...comparison(t, expected, received),
    [t.text('error.trace'), context.traceId === undefined ? undefined : html`<code class="copyable">${context.traceId}</code>`],
  ]
  const items = rows.map(([term, value]) => html`${value && html`<div><dt>${term}</dt><dd>${value}</dd></div>\n`}`)
  return html`<section aria-labelledby="details"><h2 id="details">${t.text('error.details')}</h2>
<dl class="facts">${items}</dl></section>`
}

/** Expected against received, with what differs marked. */
function comparison(
  t: Translator,
  expected: string | undefined,
  received: string | undefined,
): readonly (readonly [string, Html])[] {
  const marked =
    expected !== undefined && received !== undefined
      ? difference(expected, received)
      : {
          expected: expected === undefined ? undefined : html`${expected}`,
          received: received === undefined ? undefined : html`${received}`,
        }
  return [
    ...(marked.expected === undefined
      ? []
      : [[t.text('error.expected'), html`<code dir="ltr">${marked.expected}</code>`] as const]),
    ...(marked.received === undefined
      ? []
      : [[t.text('error.received'), html`<code dir="ltr">${marked.received}</code>`] as const]),
  ]
}
