import { type Html, html } from '../html.ts'

/** Id of the summary; the script moves the focus to it. */
export const problemId = 'problem'

/** Says once, on top of a form, what is wrong; with `field` as a link to where it is. */
export function problemSummary(text: string, field?: string): Html {
  const sentence = field === undefined ? html`${text}` : html`<a href="#${field}">${text}</a>`
  return html`<div class="problem" id="${problemId}" role="alert" tabindex="-1"><p>${sentence}</p></div>`
}
