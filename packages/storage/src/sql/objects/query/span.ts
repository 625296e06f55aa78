import type { Series } from '../blocks/series.ts'
import { endOfPrefix, indexText, termText } from '../index-text.ts'
import type { Condition } from './condition.ts'

/** A cut through a series: before all rows with the value (and the id), or behind them. */
export interface Cut {
  readonly value: string
  readonly id?: string
  readonly isBehind: boolean
}

/** A stretch of a series, behind all cuts of `from` and before all of `to`. */
export interface Span {
  readonly series: Series
  /** Which of the rows: all, or those that are the smallest (largest) value of their object. */
  readonly counted: 'count' | 'smallest' | 'largest'
  readonly from: readonly Cut[]
  readonly to: readonly Cut[]
}

/** All rows of a series. */
export function wholeSpan(series: Series, counted: Span['counted'] = 'count'): Span {
  return { series, counted, from: [], to: [] }
}

/** The rows by which what meets a condition is found, as stretches of series; `undefined`: they are none. */
export function spansOf(condition: Condition): readonly Span[] | undefined {
  switch (condition.kind) {
    case 'compare':
      return [within(condition.property, [condition])]
    case 'range':
      return [within(condition.property, condition.bounds)]
    case 'edge': {
      const { property, value, isSmallest } = condition
      return [{ ...within(property, [{ by: 'equal', value }]), counted: isSmallest ? 'smallest' : 'largest' }]
    }
    case 'lack':
      return [wholeSpan({ kind: 'lacks', property: condition.property })]
    case 'text': {
      const [word] = condition.words
      return word === undefined ? undefined : beginningWith(termText(word))
    }
    default:
      return undefined
  }
}

/** Words with a beginning, each object once: see `SearchRows.terms`. */
function beginningWith(prefix: string): readonly Span[] {
  return sharedBelow(prefix).map((shared) => ({
    ...wholeSpan({ kind: 'terms', shared }),
    from: [{ value: prefix, isBehind: false }],
    to: [{ value: endOfPrefix(prefix), isBehind: false }],
  }))
}

/** How much the first word with a beginning, of an object, may have in common with the word before it. */
export function sharedBelow(prefix: string): readonly number[] {
  // The empty beginning is that of the first word, which has nothing before it.
  return Array.from({ length: Math.max(1, [...prefix].length) }, (_, shared) => shared)
}

type Bound = Pick<Extract<Condition, { readonly kind: 'compare' }>, 'by' | 'value'>

/** The values of a property that are within all bounds. */
export function within(property: string, bounds: readonly Bound[]): Span {
  const cuts = (kinds: readonly Bound['by'][], behind: readonly Bound['by'][]) =>
    bounds
      .filter(({ by }) => kinds.includes(by))
      .map(({ by, value }) => ({ value: indexText(value), isBehind: behind.includes(by) }))
  return {
    ...wholeSpan({ kind: 'values', property }),
    from: cuts(['equal', 'greater', 'greater-or-equal'], ['greater']),
    to: cuts(['equal', 'less', 'less-or-equal'], ['equal', 'less-or-equal']),
  }
}
