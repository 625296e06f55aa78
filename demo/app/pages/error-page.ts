import { html } from 'hono/html'
import type { Markup } from '../answer.ts'
import { layout } from './layout.ts'

/** What went wrong, in the words of whoever refused. */
export function errorPage(message: string): Markup {
  return layout(
    'Error: Sample application',
    html`<section role="alert"><h1>That did not work</h1><p>${message}</p><p><a href="/">Back to the start</a></p></section>`,
  )
}
