import { html, raw } from 'hono/html'
import type { Markup } from '../answer.ts'
import { stylesheet } from './stylesheet.ts'

/** The frame of every page. */
export function layout(title: string, content: Markup): Markup {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<style>${raw(stylesheet)}</style>
</head>
<body>
<header><a class="brand" href="/"><span class="mark" aria-hidden="true"></span>Sample application</a><span class="tag">a relying party of Latchkey</span></header>
<main>${content}</main>
</body>
</html>`
}
