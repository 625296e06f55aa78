import type { PlanEffect } from './contract.ts'
import type { Side } from './diff-fields.ts'
import type { DraftChange } from './draft.ts'

/** What a change means for security, as sentences. */
export function effectsOf(
  _change: DraftChange,
  _sides: { readonly before?: Side; readonly after?: Side },
): readonly PlanEffect[] {
  return []
}
