import { type DefaultTreeAdapterTypes, parse } from 'parse5'

type Node = DefaultTreeAdapterTypes.Node
type Element = DefaultTreeAdapterTypes.Element

/** A control that takes part in a form's submission, with the value that the page gave it. */
export interface Field {
  readonly name: string
  readonly value: string
  readonly type: string
}

export interface Form {
  readonly method: 'get' | 'post'
  /** Absolute. */
  readonly action: URL
  /** In document order, buttons included. */
  readonly fields: readonly Field[]
}

/** What a script-less person sees of an answer. */
export interface Page {
  readonly url: URL
  readonly status: number
  readonly headers: Headers
  readonly html: string
  /** `data-page` of the body. */
  readonly name: string | undefined
  /** `data-error` of the body. */
  readonly error: string | undefined
  readonly language: string | undefined
  readonly heading: string
  /** Visible text, blanks folded. */
  readonly text: string
  readonly forms: readonly Form[]
  readonly links: readonly URL[]
  /** Target of `<meta http-equiv="refresh">`, as written. */
  readonly metaRefresh: string | undefined
}

/** Reads an HTML answer with the parsing rules of a browser without script. */
export function parsePage(url: URL, response: { readonly status: number; readonly headers: Headers }, html: string): Page {
  const elements = [...walk(parse(html, { scriptingEnabled: false }))]
  const first = (tag: string) => elements.find((element) => element.tagName === tag)
  const body = first('body')
  const heading = first('h1')
  const refresh = elements.find(
    (element) => element.tagName === 'meta' && attribute(element, 'http-equiv')?.toLowerCase() === 'refresh',
  )
  return {
    url,
    status: response.status,
    headers: response.headers,
    html,
    name: body && attribute(body, 'data-page'),
    error: body && attribute(body, 'data-error'),
    language: attribute(first('html') ?? body ?? missing('html'), 'lang'),
    heading: heading ? textOf(heading) : '',
    text: body ? textOf(body) : '',
    forms: elements.filter((element) => element.tagName === 'form').map((form) => readForm(url, form)),
    links: elements.flatMap((element) => (element.tagName === 'a' ? readLink(url, element) : [])),
    metaRefresh: refresh && attribute(refresh, 'content'),
  }
}

function readForm(url: URL, form: Element): Form {
  const fields = [...walk(form)].flatMap((element): Field[] => {
    const name = attribute(element, 'name')
    if (name === undefined || !['input', 'button', 'select', 'textarea'].includes(element.tagName)) return []
    const type = element.tagName === 'button' ? (attribute(element, 'type') ?? 'submit') : (attribute(element, 'type') ?? 'text')
    return [{ name, value: attribute(element, 'value') ?? '', type }]
  })
  const method = attribute(form, 'method')?.toLowerCase() === 'post' ? 'post' : 'get'
  return { method, action: new URL(attribute(form, 'action') ?? '', url), fields }
}

function readLink(url: URL, link: Element): URL[] {
  const href = attribute(link, 'href')
  return href !== undefined && URL.canParse(href, url) ? [new URL(href, url)] : []
}

function* walk(node: Node): Generator<Element> {
  if ('tagName' in node) yield node
  if ('childNodes' in node) for (const child of node.childNodes) yield* walk(child)
}

function attribute(element: Element, name: string): string | undefined {
  return element.attrs.find((one) => one.name === name)?.value
}

function textOf(element: Element): string {
  return rawText(element).replace(/\s+/g, ' ').trim()
}

function rawText(node: Node): string {
  if (node.nodeName === '#text' && 'value' in node) return node.value
  if (!('childNodes' in node) || node.nodeName === 'script' || node.nodeName === 'style') return ''
  return node.childNodes.map(rawText).join(' ')
}

function missing(tag: string): never {
  throw new Error(`the document has no ${tag} element`)
}
