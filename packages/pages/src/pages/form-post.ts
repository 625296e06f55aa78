import { foreignName } from '../components/client.ts'
import { hiddenFields } from '../components/form.ts'
import type { FormPostView, Page, PageContext } from '../contract.ts'
import { html } from '../html.ts'
import { translator } from '../i18n/translator.ts'
import { checkRedirectTarget } from '../links.ts'
import { autoSubmitScript, formPostPolicy } from '../policy.ts'

/**
 * The authorization response as a form that posts itself to the client. Its policy lets nothing else load, so the page is bare; the button
 * is for browsers without script.
 *
 * @see OAuth 2.0 Form Post Response Mode, section 2
 */
export function formPostPage(context: PageContext, view: FormPostView): Page {
  const t = translator(context.locale)
  const action = checkRedirectTarget(view.action)
  const client = foreignName(view.clientName)
  const document = html`<!doctype html>
<html lang="${t.row.locale}" dir="${t.row.direction}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<meta name="color-scheme" content="light dark">
<title>${t.text('formPost.heading', { client: view.clientName })} · Latchkey</title>
</head>
<body data-page="form-post">
<main>
<h1>${t.rich('formPost.heading', { client })}</h1>
<form method="post" action="${action}">
${hiddenFields(view.fields)}
<p>${t.rich('formPost.automatic', { client })}</p>
<p><button type="submit">${t.rich('action.continue', { client })}</button></p>
</form>
</main>
<script>${autoSubmitScript}</script>
</body>
</html>
`
  return { html: document.toString(), csp: formPostPolicy(action) }
}
