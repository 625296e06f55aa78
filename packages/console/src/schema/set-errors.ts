import { isJsonObject, type Json, type JsonObject } from '../values/json.ts'

/** What the server refused, by the field that it is about. */
export interface Refusal {
  readonly type: string
  /** About the object as a whole. */
  readonly general: readonly string[]
  /** By pointer: `redirectUris/https:~1~1app`. */
  readonly fields: Readonly<Record<string, string>>
}

/** Sentences for what the server names by a code. */
export interface RefusalWords {
  required: string
  invalid: string
  least: (limit: number) => string
  most: (limit: number) => string
  shortest: (limit: number) => string
  longest: (limit: number) => string
  refused: (type: string) => string
}

/** A SetError of JMAP as a form shows it. */
export function refusalOf(error: JsonObject, words: RefusalWords): Refusal {
  const type = textOf(error['type'])
  const description = textOf(error['description'])
  const listed = Array.isArray(error['validationErrors']) ? (error['validationErrors'] as readonly Json[]) : []
  const found = listed.filter(isJsonObject)
  if (found.length > 0) {
    const rules = rulesIn(
      description,
      found.map((entry) => textOf(entry['property'])),
    )
    const sentences = found.map((entry, index) => [textOf(entry['property']), sentenceOf(entry, rules[index], words)] as const)
    return { type, general: [], fields: Object.fromEntries(sentences) }
  }
  const sentence = description === '' ? words.refused(type) : description
  const properties = Array.isArray(error['properties']) ? (error['properties'] as readonly Json[]).map(textOf) : []
  if (properties.length === 0) return { type, general: [sentence], fields: {} }
  return { type, general: [], fields: Object.fromEntries(properties.map((property) => [property, sentence])) }
}

/** What is said of a field and, unless its own parts are shown, of what is within it. */
export function messageAt(fields: Refusal['fields'], path: string, isWhole: boolean): string | undefined {
  const exact = fields[path]
  if (exact !== undefined || !isWhole) return exact
  const within = Object.entries(fields).filter(([pointer]) => pointer.startsWith(`${path}/`))
  return within.length === 0
    ? undefined
    : within.map(([pointer, text]) => `${readable(pointer.slice(path.length + 1))}: ${text}`).join(' ')
}

function readable(pointer: string): string {
  return pointer.replaceAll('~1', '/').replaceAll('~0', '~')
}

function sentenceOf(entry: JsonObject, rule: string | undefined, words: RefusalWords): string {
  const limit = Number(entry['required'])
  switch (entry['type']) {
    case 'Required':
      return words.required
    case 'MinValue':
      return rule ?? words.least(limit)
    case 'MaxValue':
      return rule ?? words.most(limit)
    case 'MinLength':
      return words.shortest(limit)
    case 'MaxLength':
      return words.longest(limit)
    default:
      return rule ?? words.invalid
  }
}

/** The part of a description that each property begins, in the order in which the server names them. */
function rulesIn(description: string, properties: readonly string[]): readonly (string | undefined)[] {
  let end = 0
  const starts = properties.map((property) => {
    const start = description.indexOf(`${property} `, end)
    if (start !== -1) end = start + property.length
    return start
  })
  return properties.map((property, index) => {
    const start = starts[index] ?? -1
    if (start === -1) return undefined
    const next = starts.slice(index + 1).find((other) => other > start)
    const rule = description.slice(start + property.length + 1, next).trim()
    return `${rule.slice(0, 1).toUpperCase()}${rule.slice(1)}`
  })
}

function textOf(value: Json | undefined): string {
  return typeof value === 'string' ? value : ''
}
