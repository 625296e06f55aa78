import type { ManagedName, ObjectView } from '@latchkey/management/stores'
import { indexText, termText } from './index-text.ts'

/** The rows by which an object is found. */
export interface SearchRows {
  /** By property: its values with their edges. */
  readonly index: ReadonlyMap<string, ReadonlyMap<string, number>>
  readonly terms: ReadonlySet<string>
  /** As `object id`. */
  readonly links: ReadonlySet<string>
}

export const noRows: SearchRows = { index: new Map(), terms: new Set(), links: new Set() }

/** What marks the smallest and the largest value of a property. */
export const edges = { smallest: 1, largest: 2, only: 3 } as const

/** The indexed property of an object's owner. */
const ownerProperty = 'managedBy'

/** What the view of an object and its owner make of the search tables. */
export function searchRowsOf(view: ObjectView, owner: string | undefined): SearchRows {
  const values = new Map<string, Set<string>>()
  const add = (property: string, value: string) => {
    const ofProperty = values.get(property) ?? new Set()
    values.set(property, ofProperty.add(indexText(value)))
  }
  for (const { property, value } of view.index) add(property, value)
  if (owner !== undefined) add(ownerProperty, owner.normalize('NFKC').toLowerCase())
  return {
    index: new Map([...values].map(([property, ofProperty]) => [property, withEdges([...ofProperty])])),
    terms: new Set(view.terms.map(termText).filter((term) => term !== '')),
    links: new Set(view.references.map(linkText)),
  }
}

export function linkText({ object, id }: { readonly object: ManagedName; readonly id: string }): string {
  return `${object} ${id}`
}

/** Reads what `linkText` made. */
export function linkTarget(link: string): { readonly object: ManagedName; readonly id: string } {
  const blank = link.indexOf(' ')
  // Only names of types stand before the blank.
  return { object: link.slice(0, blank) as ManagedName, id: link.slice(blank + 1) }
}

function withEdges(values: readonly string[]): ReadonlyMap<string, number> {
  const ordered = [...values].sort(byCodePoints)
  return new Map(
    ordered.map((value, place) => {
      const isSmallest = place === 0
      const isLargest = place === ordered.length - 1
      return [value, (isSmallest ? edges.smallest : 0) + (isLargest ? edges.largest : 0)] as const
    }),
  )
}

/** The order of the databases: that of UTF-8, which is that of the code points and not quite that of UTF-16. */
function byCodePoints(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b))
}
