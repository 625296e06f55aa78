import { completeDocument } from '../declarations/patch-document.ts'
import type { DeclarationRegistry } from '../declarations/registry.ts'
import type { PlanEffect, PlannedChange } from './contract.ts'
import { diffFields, type Side } from './diff-fields.ts'
import { type DraftChange, labelOf } from './draft.ts'
import { effectsOf } from './effects.ts'
import type { ObjectLabels } from './object-labels.ts'
import type { AnyDefinition, AnyRecord } from './plan-ports.ts'

/** A change as people read it. @param parts.isDone whether it was made: only then secrets that the server made are told */
export async function describeChange(
  change: DraftChange,
  parts: {
    readonly registry: DeclarationRegistry
    readonly labels: ObjectLabels
    readonly isDone: boolean
    /** What a change of a type means for other objects. */
    readonly effectsOnOthers: (definition: AnyDefinition, before: Side, after: Side) => Promise<readonly PlanEffect[]>
  },
): Promise<PlannedChange> {
  const { registry, labels, isDone, effectsOnOthers } = parts
  const { kind, definition, before, after, owner, line, shownOnce } = change
  const sides = {
    ...(before !== undefined && { before: sideOf(definition, before.record, registry) }),
    ...(after !== undefined && { after: sideOf(definition, after, registry) }),
  }
  await labels.load(
    definition,
    [sides.before, sides.after].filter((side) => side !== undefined).map(({ wire }) => wire),
  )
  const context = { registry, nameOf: (id: string) => labels.of(id), given: change.given }
  const fields = [...diffFields(definition, sides, context)]
  if (owner !== undefined) {
    fields.push({
      field: 'managedBy',
      ...(before?.owner !== undefined && { before: before.owner }),
      ...(owner !== null && { after: owner }),
    })
  }
  const onOthers =
    sides.before === undefined || sides.after === undefined ? [] : await effectsOnOthers(definition, sides.before, sides.after)
  return {
    kind,
    object: `x:${definition.object}`,
    ...(before !== undefined && { id: before.id }),
    label: labelOf(definition, (sides.after ?? sides.before)?.wire ?? {}),
    fields,
    effects: [...effectsOf(change, sides, context), ...onOthers, ...(change.effects ?? [])],
    ...(line !== undefined && { line }),
    ...(isDone && shownOnce !== undefined && { shownOnce }),
  }
}

function sideOf(definition: AnyDefinition, record: AnyRecord, registry: DeclarationRegistry): Side {
  const { declaration } = definition
  return {
    wire: completeDocument({ declaration, registry }, definition.toWire(record)),
    secrets: definition.secretsOf(record),
  }
}
