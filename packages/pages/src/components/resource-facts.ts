import { type Html, html } from '../html.ts'
import type { Translator } from '../i18n/translator.ts'
import { foreignName } from './client.ts'

/** An API that a client gets access to; without name: one that nobody registered. */
interface ShownResource {
  readonly resource: string
  readonly name?: string
  readonly isNew?: boolean
}

/** Where the client gets with what it is allowed: the name for people, the address for those who want to be sure. Nothing if nowhere. */
export function resourceFacts(t: Translator, resources: readonly ShownResource[] = []): Html {
  const items = resources.map(
    ({ resource, name, isNew }) =>
      html`<dd>${name !== undefined && html`${foreignName(name)} `}<span class="host">${resource}</span>${isNew === true && html` <span class="badge">${t.text('consent.new')}</span>`}</dd>`,
  )
  return html`${items.length > 0 && html`<div><dt>${t.text('consent.resources')}</dt>${items}</div>`}`
}
