import { completeDocument } from '../declarations/patch-document.ts'
import type { PlannedChange } from './contract.ts'
import { diffFields, type Side } from './diff-fields.ts'
import { type DraftChange, labelOf } from './draft.ts'
import { effectsOf } from './effects.ts'
import type { AnyDefinition, AnyRecord, PlanPorts } from './plan-ports.ts'

/** A change as people read it. @param isDone whether it was made: only then secrets that the server made are told */
export function describeChange(change: DraftChange, { registry }: Pick<PlanPorts, 'registry'>, isDone: boolean): PlannedChange {
  const { kind, definition, before, after, owner, line, shownOnce } = change
  const sides = {
    ...(before !== undefined && { before: sideOf(definition, before.record, registry) }),
    ...(after !== undefined && { after: sideOf(definition, after, registry) }),
  }
  const fields = [...diffFields(definition, registry, sides)]
  if (owner !== undefined) {
    fields.push({
      field: 'managedBy',
      ...(before?.owner !== undefined && { before: before.owner }),
      ...(owner !== null && { after: owner }),
    })
  }
  return {
    kind,
    object: `x:${definition.object}`,
    ...(before !== undefined && { id: before.id }),
    label: labelOf(definition, (sides.after ?? sides.before)?.wire ?? {}),
    fields,
    effects: [...effectsOf(change, sides, registry), ...(change.effects ?? [])],
    ...(line !== undefined && { line }),
    ...(isDone && shownOnce !== undefined && { shownOnce }),
  }
}

function sideOf(definition: AnyDefinition, record: AnyRecord, registry: PlanPorts['registry']): Side {
  const { declaration } = definition
  return {
    wire: completeDocument({ declaration, registry }, definition.toWire(record)),
    secrets: definition.secretsOf(record),
  }
}
