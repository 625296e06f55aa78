import type { ClaimView } from '../account-views.ts'
import { type Html, html } from '../html.ts'
import { nameOfClaim } from '../i18n/describe-claim.ts'
import type { Translator } from '../i18n/translator.ts'
import { foreignName } from './client.ts'

/** Said beside the value that they are about. */
const confirmations: ReadonlyMap<string, string> = new Map([
  ['email', 'email_verified'],
  ['phone_number', 'phone_number_verified'],
])

/** Claims of a person with their values, in words. Pictures and pages are addresses here, so that nothing is loaded. */
export function claimFacts(t: Translator, claims: readonly ClaimView[]): Html {
  const values = new Map(claims)
  const said = new Set([...confirmations].flatMap(([base, about]) => (values.has(base) ? [about] : [])))
  const rows = claims.filter(([name]) => !said.has(name)).map(([name, value]) => fact(t, name, value, values))
  return html`<dl class="facts">${rows}</dl>`
}

function fact(t: Translator, name: string, value: unknown, all: ReadonlyMap<string, unknown>): Html {
  const about = all.get(confirmations.get(name) ?? '')
  const note =
    typeof about === 'boolean' &&
    html` <span class="muted small">(${t.text(about ? 'account.confirmed' : 'account.unconfirmed')})</span>`
  return html`<div><dt>${nameOfClaim(t, name)}</dt><dd>${shown(t, name, value)}${note}</dd></div>`
}

function shown(t: Translator, name: string, value: unknown): Html {
  if (name === 'updated_at' && typeof value === 'number') return html`${t.time(value * 1000)}`
  if (typeof value === 'boolean') return html`${t.text(value ? 'detail.yes' : 'detail.no')}`
  return html`${textsOf(value).map((text, place) => html`${place > 0 && html`<br>`}${foreignName(text)}`)}`
}

/** Lines of a text, members of a list or of an address; anything else as JSON. */
function textsOf(value: unknown): readonly string[] {
  if (typeof value === 'string') return value.split(/\r\n|\r|\n/)
  if (typeof value === 'number') return [String(value)]
  if (typeof value !== 'object' || value === null) return [JSON.stringify(value) ?? '']
  const members = Object.values(value)
  if (!members.every((member) => typeof member === 'string')) return [JSON.stringify(value)]
  const formatted = 'formatted' in value ? value.formatted : undefined
  return typeof formatted === 'string' ? textsOf(formatted) : members.flatMap(textsOf)
}
