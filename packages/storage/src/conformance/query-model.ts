import type { Comparator, Filter, ObjectQuery, ObjectView, QueryOutcome } from '@latchkey/management/stores'

/** An object as a query sees it. */
export interface Searched {
  readonly id: string
  readonly view: ObjectView
}

type Asked = Pick<ObjectQuery, 'filter' | 'sort'>

/** What the contract says that a query answers, in the plainest way. */
export function modelQuery(
  objects: readonly Searched[],
  { page, limit, calculateTotal, ...asked }: Omit<ObjectQuery, 'object'>,
): QueryOutcome {
  const ids = modelOrder(objects, asked)
  const total = calculateTotal ? { total: ids.length } : {}
  let position: number
  if ('anchor' in page) {
    const place = ids.indexOf(page.anchor)
    if (place < 0) return { kind: 'anchor-not-found' }
    position = Math.max(0, place + page.offset)
  } else position = page.position < 0 ? Math.max(0, ids.length + page.position) : page.position
  return { kind: 'found', ids: ids.slice(position, position + limit), position, ...total }
}

/** All that are found, in order. */
export function modelOrder(objects: readonly Searched[], { filter, sort }: Asked): readonly string[] {
  const found = objects.filter(({ view }) => filter === undefined || holds(view, filter))
  if (sort.length === 0) return found.map(({ id }) => id).sort((a, b) => -byCodePoints(a, b))
  return found.sort((a, b) => compare(a, b, sort)).map(({ id }) => id)
}

function holds(view: ObjectView, filter: Filter): boolean {
  switch (filter.kind) {
    case 'and':
      return filter.filters.every((each) => holds(view, each))
    case 'or':
      return filter.filters.some((each) => holds(view, each))
    case 'not':
      return !holds(view, filter.filter)
    case 'text':
      return filter.words.every((word) => view.terms.some((term) => term.startsWith(word)))
    default:
      return valuesOf(view, filter.property).some((value) => {
        const order = byCodePoints(value, filter.value)
        if (filter.by === 'equal') return order === 0
        if (filter.by === 'greater') return order > 0
        if (filter.by === 'greater-or-equal') return order >= 0
        return filter.by === 'less' ? order < 0 : order <= 0
      })
  }
}

function compare(a: Searched, b: Searched, sort: readonly Comparator[]): number {
  for (const { property, isAscending } of sort) {
    const [x, y] = [a, b].map(({ view }) => valuesOf(view, property).at(isAscending ? 0 : -1))
    if (x === undefined && y === undefined) continue
    if (x === undefined) return 1
    if (y === undefined) return -1
    const order = byCodePoints(x, y)
    if (order !== 0) return isAscending ? order : -order
  }
  return byCodePoints(a.id, b.id)
}

const sorted = new WeakMap<ObjectView, Map<string, readonly string[]>>()

function valuesOf(view: ObjectView, property: string): readonly string[] {
  const known = sorted.get(view) ?? new Map<string, readonly string[]>()
  sorted.set(view, known)
  const values = known.get(property)
  if (values !== undefined) return values
  const ofProperty = view.index.filter((entry) => entry.property === property).map(({ value }) => value)
  known.set(property, ofProperty.sort(byCodePoints))
  return ofProperty
}

/** The order of UTF-8: that of UTF-16, but for surrogates, which stand for code points behind all others. */
export function byCodePoints(a: string, b: string): number {
  const length = Math.min(a.length, b.length)
  for (let place = 0; place < length; place += 1) {
    const [left, right] = [a.charCodeAt(place), b.charCodeAt(place)]
    if (left !== right) return rank(left) - rank(right)
  }
  return a.length - b.length
}

function rank(unit: number): number {
  return unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit
}
