import type { PageContext } from '../contract.ts'
import { type Html, html } from '../html.ts'
import { locales } from '../i18n/locales.ts'
import type { Translator } from '../i18n/translator.ts'
import { languageLink } from '../links.ts'

/** The page in its other languages, as plain links. */
export function languageSwitch(context: PageContext, t: Translator): Html {
  const items = Object.values(locales).map(({ locale, name }) =>
    locale === t.row.locale
      ? html`<li><span aria-current="true" lang="${locale}">${name}</span></li>`
      : html`<li><a href="${languageLink(context.self, locale)}" lang="${locale}" hreflang="${locale}" rel="nofollow">${name}</a></li>`,
  )
  return html`<nav aria-label="${t.text('language.switch')}"><ul class="links">${items}</ul></nav>`
}
