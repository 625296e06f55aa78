import type { ClientView } from '../contract.ts'
import { type Html, html } from '../html.ts'
import type { Translator } from '../i18n/translator.ts'
import { findLogo, findWebLink } from '../links.ts'

/** A name that others chose: kept apart, so that its characters cannot turn the direction of the text around it. */
export function foreignName(name: string): Html {
  return html`<bdi>${name}</bdi>`
}

/** The heading of a page that a client is involved in, beside the client's logo if there is one. */
export function clientHeading(t: Translator, heading: Html | string, client: ClientView | undefined): Html {
  const logo = findLogo(client?.logoUri)
  const image =
    client !== undefined &&
    logo !== undefined &&
    html`<img src="${logo}" width="40" height="40" alt="${t.text('client.logo', { client: client.name })}" referrerpolicy="no-referrer">`
  return html`<div class="app">${image}<h1>${heading}</h1></div>`
}

/** Where the answer goes, the one thing that a client cannot choose freely: the host, or the device itself. */
export function destination(t: Translator, client: ClientView): Html {
  return client.kind === 'web' ? foreignName(client.redirectHost) : html`${t.text('client.device')}`
}

/** Links that the client states about itself. */
export function clientLinks(t: Translator, client: ClientView): Html {
  const links = [
    [findWebLink(client.clientUri), t.text('consent.website')],
    [findWebLink(client.policyUri), t.text('consent.policy')],
    [findWebLink(client.tosUri), t.text('consent.terms')],
  ] as const
  const items = links.flatMap(([href, label]) =>
    href === undefined ? [] : [html`<li><a href="${href}" target="_blank" rel="noopener noreferrer">${label}</a></li>`],
  )
  return html`${items.length > 0 && html`<ul class="links small">${items}</ul>`}`
}

/** The logo of an app beside its name, or the first letter of that. The name says it all, so it has no words of its own. */
export function appMark(name: string, logoUri: string | undefined): Html {
  const logo = findLogo(logoUri)
  return logo === undefined
    ? html`<span class="initial" aria-hidden="true">${[...name.trim()][0]?.toUpperCase() ?? ''}</span>`
    : html`<img src="${logo}" width="40" height="40" alt="" referrerpolicy="no-referrer" loading="lazy">`
}
