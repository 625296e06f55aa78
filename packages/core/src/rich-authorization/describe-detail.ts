import { leavesOf } from './detail-leaves.ts'
import type { AuthorizationDetail, DetailTypeDefinition } from './detail-type.ts'

/** A piece of a sentence: words of an administrator, or what a client said. */
export type DetailPiece =
  | { readonly kind: 'words'; readonly text: string }
  | { readonly kind: 'value'; readonly path: string; readonly value: DetailValue }

/** What a client said; never trusted to be anything but a text. */
export type DetailValue = readonly string[] | boolean

/** What people read of one detail, everything that is in it. */
export interface DescribedDetail {
  readonly type: string
  /** The sentence of its type, by language tag. */
  readonly texts: Readonly<Record<string, readonly DetailPiece[]>>
  /** Each member with its value: those that a sentence does not mention are listed below it. */
  readonly members: readonly { readonly path: string; readonly label?: string; readonly value: DetailValue }[]
}

const placeholder = /\{([^{}]*)\}/

/** The paths that a sentence mentions. */
export function pathsOfText(text: string): readonly string[] {
  return text.split(placeholder).filter((_, at) => at % 2 === 1)
}

/** Whether every brace of a sentence belongs to a placeholder. */
export function hasWholePlaceholders(text: string): boolean {
  return !/[{}]/.test(
    text
      .split(placeholder)
      .filter((_, at) => at % 2 === 0)
      .join(''),
  )
}

/** The detail in the words of its type; nobody allows what they were not shown, so no member is left out. */
export function describeDetail(detail: AuthorizationDetail, { texts, fields }: DetailTypeDefinition): DescribedDetail {
  const leaves = leavesOf(detail)
  const labels = new Map(fields.map(({ path, label }) => [path, label]))
  const sentence = (text: string): readonly DetailPiece[] =>
    text.split(placeholder).map((part, at) => {
      return at % 2 === 0 ? { kind: 'words', text: part } : { kind: 'value', path: part, value: readable(leaves.get(part)) }
    })
  return {
    type: detail.type,
    texts: Object.fromEntries(Object.entries(texts).map(([locale, text]) => [locale, sentence(text)])),
    members: [...leaves].flatMap(([path, value]) => {
      const label = labels.get(path)
      return path === 'type' ? [] : [{ path, ...(label !== undefined && { label }), value: readable(value) }]
    }),
  }
}

function readable(value: unknown): DetailValue {
  if (typeof value === 'boolean') return value
  return value === undefined ? [] : [value].flat().map(String)
}
