import { assetPaths } from '../assets/assets.ts'
import type { Page } from '../contract.ts'
import { html } from '../html.ts'

/**
 * The frame that pages of clients ask about the session. Nobody looks at it. Unlike every other page it may be framed by any site: it says
 * nothing that the asking client does not know.
 *
 * @param view.base path of the issuer
 * @param view.cookie name of the cookie with the state of the browser
 */
export function checkSessionPage({ base, cookie }: { readonly base: string; readonly cookie: string }): Page {
  const document = html`<!doctype html>
<html lang="en" data-cookie="${cookie}">
<head>
<meta charset="utf-8">
<title>Session</title>
<script src="${base}${assetPaths.checkSession}"></script>
</head>
<body></body>
</html>
`
  return { html: document.toString(), csp: "default-src 'none'; script-src 'self'; base-uri 'none'; form-action 'none'" }
}
