import type { JsonObject } from '../ports/json.ts'
import type { Filter } from '../ports/objects.ts'
import type { AnyDefinition } from './plan-ports.ts'

export interface PlanHeader {
  /** What the plan applies belongs to this name. */
  readonly owner?: string
  /** Whether it may take what another owner has. */
  readonly takeOver: boolean
}

/** Which object a line speaks of. */
export type Target = { readonly by: 'key'; readonly key: string } | { readonly by: 'id'; readonly id: string }

export interface WriteOperation {
  readonly kind: 'write'
  readonly line: number
  readonly definition: AnyDefinition
  /** `ensure`: what is there already stays as it is. */
  readonly how: 'create' | 'update' | 'upsert' | 'ensure'
  readonly target: Target
  readonly value: JsonObject
  /** What other lines call it. */
  readonly ref?: string
}

export interface DestroyOperation {
  readonly kind: 'destroy'
  readonly line: number
  readonly definition: AnyDefinition
  readonly target: Target
}

/** Everything of a type (that the filter finds) which the plan does not write is destroyed. */
export interface DestroyOthersOperation {
  readonly kind: 'destroy-others'
  readonly line: number
  readonly definition: AnyDefinition
  readonly filter?: Filter
}

export type PlanOperation = WriteOperation | DestroyOperation | DestroyOthersOperation

/** A plan as its file says it. */
export interface ParsedPlan {
  readonly header: PlanHeader
  readonly operations: readonly PlanOperation[]
}
