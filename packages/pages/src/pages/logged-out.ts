import { foreignName } from '../components/client.ts'
import { buttonLink } from '../components/form.ts'
import type { LoggedOutView, Page, PageContext } from '../contract.ts'
import { type Html, html } from '../html.ts'
import { type Translator, translator } from '../i18n/translator.ts'
import { layout } from '../layout.ts'
import { checkRedirectTarget, findWebLink } from '../links.ts'
import { loggedOutPolicy } from '../policy.ts'

/** Seconds after which a browser without script goes on; with script it does once the frames were loaded. */
const pause = 5

/**
 * The session has ended: which clients know, and a link back to the client that asked for it. Front channels are frames that nobody sees
 * (OIDCFCL-3); they may run script and have their cookies, but lead nowhere else.
 */
export function loggedOutPage(context: PageContext, view: LoggedOutView): Page {
  const t = translator(context.locale)
  const { client, told = [] } = view
  const location = client === undefined ? undefined : checkRedirectTarget(client.location)
  const goesOn = view.goesOn === true && location !== undefined && client !== undefined
  const frames = (view.frames ?? []).flatMap((address) => findWebLink(address) ?? [])
  const title = t.text('loggedOut.heading')
  const main = html`<h1>${title}</h1>
<p>${goesOn ? t.rich('loggedOut.goesOn', { client: foreignName(client.name) }) : t.text('loggedOut.text')}</p>
${toldClients(t, told)}
${client && location !== undefined && html`<div${goesOn && html` data-goes-on`}>${buttonLink(location, t.rich('action.back', { client: foreignName(client.name) }))}</div>`}
${frames.map((address) => html`<iframe src="${address}" sandbox="allow-scripts allow-same-origin allow-forms" hidden title="" tabindex="-1"></iframe>`)}`
  const head = html`<noscript><meta http-equiv="refresh" content="${pause};url=${location ?? ''}"></noscript>`
  return layout(context, t, {
    name: 'logged-out',
    title,
    main,
    csp: loggedOutPolicy(frames),
    isFinal: told.length > 0 || goesOn,
    ...(goesOn && { head }),
  })
}

function toldClients(t: Translator, told: NonNullable<LoggedOutView['told']>): Html {
  const rows = told.map(
    ({ name, state }) =>
      html`<div data-told="${state}"><dt>${foreignName(name)}</dt><dd>${t.text(`loggedOut.${state}`)}</dd></div>`,
  )
  return html`${rows.length > 0 && html`<h2>${t.text('loggedOut.told')}</h2><dl class="facts">${rows}</dl>`}`
}
