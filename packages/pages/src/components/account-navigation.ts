import type { PageContext } from '../contract.ts'
import { type Html, html } from '../html.ts'
import type { Translator } from '../i18n/translator.ts'

/** The pages of somebody who is signed in, in the order in which they are offered. */
const places = [
  ['home', '/'],
  ['account', '/account'],
  ['access', '/account/applications'],
  ['sessions', '/account/sessions'],
  ['requests', '/requests'],
  ['logout', '/logout'],
] as const

/** The way between those pages. `current`: the one that it stands on, or that the page is part of. */
export function accountNavigation(
  { base }: PageContext,
  t: Translator,
  current: Exclude<(typeof places)[number][0], 'logout'>,
): Html {
  const items = places.map(
    ([name, path]) =>
      html`<li><a href="${base}${path}"${name === current && html` aria-current="page"`}>${t.text(`nav.${name}`)}</a></li>`,
  )
  return html`<nav class="places" aria-label="${t.text('nav.label')}"><ul>${items}</ul></nav>`
}
