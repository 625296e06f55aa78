import { dependencyOrder } from './dependency-order.ts'
import { parseMatch } from './match.ts'
import type { Mistakes } from './mistakes.ts'
import { comparableKey } from './natural-key.ts'
import type { ObjectNames } from './object-names.ts'
import type { PlanOperation, WriteOperation } from './operation.ts'
import type { PlanPorts } from './plan-ports.ts'
import { type Reference, withReferences } from './references.ts'

/**
 * The writes of a plan so that what is referred to comes before what refers to it; otherwise in the order of the types, as some name others
 * without a reference (clients their scopes), and within a type as in the file. References that lead nowhere and cycles are mistakes.
 */
export function orderOperations(
  operations: readonly PlanOperation[],
  context: Pick<PlanPorts, 'definitions' | 'registry'> & { readonly names: ObjectNames; readonly mistakes: Mistakes },
): readonly WriteOperation[] {
  const place = new Map(context.definitions.map((definition, index) => [definition, index]))
  const placeOf = ({ definition }: WriteOperation): number => place.get(definition) ?? 0
  const writes = operations
    .filter((operation) => operation.kind === 'write')
    .toSorted((one, other) => placeOf(one) - placeOf(other))
  const byRef = new Map<string, WriteOperation>()
  const byKey = new Map<string, WriteOperation>()
  for (const write of writes) {
    if (write.ref !== undefined) byRef.set(write.ref, write)
    if (write.target.by === 'key') byKey.set(keyText(write.definition, write.target.key), write)
  }

  function leadsTo(from: WriteOperation, reference: Reference): WriteOperation | undefined {
    if (reference.by === 'ref') {
      const write = byRef.get(reference.ref)
      if (write === undefined) mistake(from, reference.pointer, `no line of the plan has the ref ${reference.ref.slice(0, 60)}`)
      return write
    }
    const match = parseMatch(reference.match, context.names)
    if (!('mistake' in match)) return byKey.get(keyText(match.definition, match.key))
    mistake(from, reference.pointer, match.mistake)
    return undefined
  }

  function mistake({ line, definition }: WriteOperation, pointer: string, text: string): void {
    context.mistakes.add({ line, object: definition.object, text: `${pointer}: ${text}.` })
  }

  function needs(write: WriteOperation): readonly WriteOperation[] {
    const found: WriteOperation[] = []
    const resolve = (reference: Reference): string => {
      const other = leadsTo(write, reference)
      if (other !== undefined) found.push(other)
      return ''
    }
    withReferences(write.definition, write.value, { registry: context.registry, resolve })
    return found
  }

  return dependencyOrder(writes, needs, (write) => {
    const { line, definition } = write
    context.mistakes.add({ line, object: definition.object, text: 'The references of this line lead back to itself.' })
  })
}

function keyText(definition: WriteOperation['definition'], key: string): string {
  return `${definition.object} ${comparableKey(definition, key)}`
}
