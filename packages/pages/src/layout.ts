import { assetPaths } from './assets/assets.ts'
import { languageSwitch } from './components/language-switch.ts'
import type { Page, PageContext } from './contract.ts'
import { type Html, html } from './html.ts'
import type { Translator } from './i18n/translator.ts'
import { pagePolicy } from './policy.ts'

/** What a page adds to the frame that all of them share. */
export interface PageParts {
  /** `data-page` of the body: automation finds its way by it, so a name is never changed. */
  readonly name: string
  /** Text of the page's `h1`, without the brand. */
  readonly title: string
  /** Holds the page's one `h1`. */
  readonly main: Html
  /** The page reports a problem: its title says so first. */
  readonly hasProblem?: boolean
  /** `data-error` of the body. */
  readonly error?: string
  readonly isWide?: boolean
  /** More of the head. */
  readonly head?: Html
  readonly footer?: Html
  /** Where else the person who is signed in can go: `accountNavigation`. */
  readonly navigation?: Html
  /** The page answers a form and cannot be fetched again: no language switch. */
  readonly isFinal?: boolean
  readonly csp?: string
}

/** A whole page with its policy. */
export function layout(context: PageContext, t: Translator, parts: PageParts): Page {
  const { base } = context
  const title = parts.hasProblem === true ? t.text('title.error', { title: parts.title }) : parts.title
  const document = html`<!doctype html>
<html lang="${t.row.locale}" dir="${t.row.direction}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<meta name="color-scheme" content="light dark">
${parts.head}
<title>${title} · Latchkey</title>
<link rel="stylesheet" href="${base}${assetPaths.stylesheet}">
<link rel="icon" type="image/svg+xml" href="${base}${assetPaths.logo}">
<script src="${base}${assetPaths.script}" defer></script>
</head>
<body data-page="${parts.name}"${parts.error !== undefined && html` data-error="${parts.error}"`}>
<header class="brand"><img src="${base}${assetPaths.logo}" width="32" height="32" alt=""><span>Latchkey</span></header>
${parts.navigation}
<main${parts.isWide === true && html` class="wide"`}>
${parts.main}
</main>
<footer class="foot">
${parts.footer}
${parts.isFinal !== true && languageSwitch(context, t)}
</footer>
</body>
</html>
`
  return { html: document.toString(), csp: parts.csp ?? pagePolicy }
}
