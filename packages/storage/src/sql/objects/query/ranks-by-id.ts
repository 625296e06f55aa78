import { indexText } from '../index-text.ts'
import type { Condition } from './condition.ts'
import type { Ranks, RowCounter } from './ranks.ts'
import { spansOf, wholeSpan } from './span.ts'

/** Places in the order of ids, of all objects or of those that meet a condition. */
export function ranksById(counter: RowCounter, condition: Condition | undefined): Ranks | undefined {
  if (condition === undefined) return counter.ranks(wholeSpan({ kind: 'ids' }))
  const [span, ...more] = spansOf(condition) ?? []
  if (span === undefined || more.length > 0) return undefined
  if (condition.kind === 'lack') return counter.ranks(span)
  const value = valueInOrderOfIds(condition)
  return value === undefined ? undefined : counter.ranks(span, indexText(value))
}

/** The one value of an index at which a condition has the objects in the order of their ids. */
function valueInOrderOfIds(condition: Condition): string | undefined {
  switch (condition.kind) {
    case 'edge':
      return condition.value
    case 'compare':
      return condition.by === 'equal' ? condition.value : undefined
    case 'range':
      return condition.bounds.find(({ by }) => by === 'equal')?.value
    default:
      return undefined
  }
}
