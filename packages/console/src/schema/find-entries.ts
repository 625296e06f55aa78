import type { SchemaDocument } from '@latchkey/management/schema'
import { fieldsOf, formsOf } from './forms.ts'
import type { Place } from './places.ts'

/** What can be looked for: a page, or one setting of a page. */
export interface Entry {
  readonly label: string
  /** Where it stands. */
  readonly trail: string
  readonly path: string
  /** Name of the field to go to. */
  readonly field?: string
  readonly words: string
}

/** Everything that a person may look for: pages, and the settings of pages that have one form. */
export function entriesOf(schema: SchemaDocument, places: readonly Place[]): readonly Entry[] {
  const pages = places.map((place) => entry(place.label, place.trail.slice(0, -1), place.path, place.object))
  const settings = places.flatMap((place) => {
    if (place.kind !== 'singleton') return []
    const fields = formsOf(schema, place.object).flatMap(fieldsOf)
    return fields.map(({ name, label, description }) => ({
      ...entry(label, place.trail, place.path, `${name} ${description}`),
      field: name,
    }))
  })
  return [...pages, ...settings]
}

/** The entries in which every word stands: first those whose names have them, and pages before settings. */
export function findEntries(entries: readonly Entry[], typed: string, most: number): readonly Entry[] {
  const wanted = typed
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '')
  const found = entries.filter(({ words }) => wanted.every((word) => words.includes(word)))
  const rank = ({ label, field }: Entry): number => {
    const name = label.toLowerCase()
    const elsewhere = wanted.filter((word) => !name.includes(word)).length
    return elsewhere * 4 + (name.startsWith(wanted[0] ?? '') ? 0 : 2) + (field === undefined ? 0 : 1)
  }
  return found.toSorted((a, b) => rank(a) - rank(b)).slice(0, most)
}

function entry(label: string, trail: readonly string[], path: string, more: string): Entry {
  return { label, trail: trail.join(' › '), path, words: `${label} ${trail.join(' ')} ${more}`.toLowerCase() }
}
