import type { ManagedName, ObjectView } from '@latchkey/management/stores'
import { byCodePoints, sharedBeginning } from './code-points.ts'
import { indexText, termText } from './index-text.ts'

/** The rows by which an object is found. */
export interface SearchRows {
  /** By property: its values with their edges. */
  readonly index: ReadonlyMap<string, ReadonlyMap<string, number>>
  /**
   * The words, each with how many code points it has in common with the one before it. Of the words of an object that begin alike, in their
   * order, the first has less in common with its predecessor than that beginning, the others at least that: so those of
   * which it is less name each object once.
   */
  readonly terms: ReadonlyMap<string, number>
  /** As `object id`. */
  readonly links: ReadonlySet<string>
}

export const noRows: SearchRows = { index: new Map(), terms: new Map(), links: new Set() }

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
    terms: withShared(new Set(view.terms.map(termText).filter((term) => term !== ''))),
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

function withShared(terms: ReadonlySet<string>): ReadonlyMap<string, number> {
  const ordered = [...terms].sort(byCodePoints)
  return new Map(ordered.map((term, place) => [term, sharedBeginning(ordered[place - 1] ?? '', term)]))
}

/** The values of one object that another does not have just so. */
export function* missingValues(
  from: SearchRows['index'],
  other: SearchRows['index'],
): Generator<readonly [property: string, value: string, edge: number]> {
  for (const [property, values] of from) {
    for (const [value, edge] of values) if (other.get(property)?.get(value) !== edge) yield [property, value, edge]
  }
}

/** The words of one object that another does not have just so. */
export function missingTerms(
  from: SearchRows['terms'],
  other: SearchRows['terms'],
): readonly (readonly [term: string, shared: number])[] {
  return [...from].filter(([term, shared]) => other.get(term) !== shared)
}
