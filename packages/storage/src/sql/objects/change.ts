import type { Origin } from '@latchkey/core'
import type { CommitOutcome, ManagedName } from '@latchkey/management/stores'
import type { AnyRecord } from './record-table.ts'

/** One change of a managed object, as stores ask for it. */
export type Change = { readonly object: ManagedName; readonly owner?: string | null } & (
  | { readonly kind: 'create'; readonly record: AnyRecord; readonly quota?: number }
  | { readonly kind: 'replace'; readonly id: string; readonly version: number; readonly record: AnyRecord }
  /** Without version: whatever it is. */
  | { readonly kind: 'remove'; readonly id: string; readonly version?: number }
)

export interface ChangeContext {
  readonly origin: Origin
  /** Milliseconds since the epoch. */
  readonly now: number
  /** `all`: references and the last administrator count too. `own`: what an object is by itself, for stores that know nothing of others. */
  readonly rules: 'all' | 'own'
  readonly reason?: string
  readonly ifState?: { readonly object: ManagedName; readonly state: number }
  readonly isTrial?: true
}

export type Refusal = Exclude<CommitOutcome, { readonly kind: 'committed' }>
/** A refusal for which a change is to blame. */
export type Blame = Extract<Refusal, { readonly index: number }>

/** The one of two whose change comes first. */
export function earlier(a: Blame | undefined, b: Blame | undefined): Blame | undefined {
  if (a === undefined || b === undefined) return a ?? b
  return b.index < a.index ? b : a
}
