import type { DetailPieceView, DetailValueView, DetailView } from '../contract.ts'
import { type Html, html } from '../html.ts'
import type { MessageKey } from '../i18n/messages.ts'
import type { Translator } from '../i18n/translator.ts'
import { foreignName } from './client.ts'

/** Members of RFC9396-2.2, which have words here. */
const memberMessages: ReadonlyMap<string, MessageKey & `detail.${string}`> = new Map([
  ['actions', 'detail.actions'],
  ['locations', 'detail.locations'],
  ['datatypes', 'detail.datatypes'],
  ['privileges', 'detail.privileges'],
  ['identifier', 'detail.identifier'],
] as const)

/**
 * What a client wants to do in detail: each a sentence of its type, and below it everything of which the sentence says nothing, since nobody
 * allows what they were not shown. What the client said stands out from the words around it.
 * @param heading absent: of a question
 */
export function detailList(
  t: Translator,
  details: readonly DetailView[] = [],
  heading: 'detail.heading' | 'access.details' = 'detail.heading',
): Html {
  const items = details.map((detail) => detailItem(t, detail))
  return html`${items.length > 0 && html`<h2>${t.text(heading)}</h2><ul class="details">${items}</ul>`}`
}

function detailItem(t: Translator, { type, texts, members, isNew }: DetailView): Html {
  const [language, pieces] = sentenceFor(t.row.locale, texts) ?? [t.row.locale, [{ kind: 'words', text: type }] as const]
  const said = new Set(pieces.flatMap((piece) => (piece.kind === 'value' ? [piece.path] : [])))
  const rest = members.filter(({ path }) => !said.has(path))
  const badge = isNew === true && html` <span class="badge">${t.text('consent.new')}</span>`
  const facts = rest.map(
    ({ path, label, value }) => html`<div><dt>${memberName(t, path, label)}</dt><dd>${shown(t, value)}</dd></div>`,
  )
  const sentence = html`${pieces.map((piece) => pieceOf(t, piece))}`
  return html`<li><p><span lang="${language}">${sentence}</span>${badge}</p>${facts.length > 0 && html`<dl class="facts">${facts}</dl>`}</li>`
}

/** In the language of the page, else in one that is near, else English, else the first. */
function sentenceFor(
  locale: string,
  texts: DetailView['texts'],
): readonly [language: string, pieces: readonly DetailPieceView[]] | undefined {
  const all = Object.entries(texts)
  const find = (tag: string) => all.find(([name]) => name === tag) ?? all.find(([name]) => name.split('-', 1)[0] === tag)
  return find(locale) ?? find('en') ?? all[0]
}

function pieceOf(t: Translator, piece: DetailPieceView): Html {
  return piece.kind === 'words' ? html`${piece.text}` : html`<strong>${shown(t, piece.value)}</strong>`
}

function memberName(t: Translator, path: string, label: string | undefined): string {
  const key = memberMessages.get(path)
  return key === undefined ? (label ?? path) : t.text(key)
}

function shown(t: Translator, value: DetailValueView): Html {
  if (typeof value === 'boolean') return html`${t.text(value ? 'detail.yes' : 'detail.no')}`
  if (value.length === 0) return html`${t.text('detail.none')}`
  return html`${value.map((text, place) => html`${place > 0 && ', '}${foreignName(text)}`)}`
}
