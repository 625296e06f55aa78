import { type Html, html } from '../html.ts'

/** Id of the summary; it takes the focus, through the script where a browser honours `autofocus` for form fields only. */
export const problemId = 'problem'

/** Says once, on top of a form, what is wrong; with `field` as a link to where it is. */
export function problemSummary(text: string, field?: string): Html {
  const sentence = field === undefined ? html`${text}` : html`<a href="#${field}">${text}</a>`
  return html`<div class="problem" id="${problemId}" role="alert" tabindex="-1" autofocus><p>${sentence}</p></div>`
}
