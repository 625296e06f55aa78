import type { Caller } from '../../access/caller.ts'
import type { SetError } from '../../contract.ts'
import { type SetCall, StateMismatch } from '../../jmap/contract.ts'
import type { ManagedName, StoredObject } from '../../ports/objects.ts'
import type { ManagedDefinition } from '../managed-definition.ts'
import type { ManagedPorts } from './managed-ports.ts'
import { type Intent, notFound, type PreparedChange, prepareChange } from './prepare-change.ts'
import { setErrorOfOutcome } from './set-error-of-outcome.ts'
import { parseState } from './state.ts'

/** Tries against others that change the object at the same time. */
const maxTries = 10

/**
 * Prepares a change and commits it. Whoever changed the object in between is not overwritten: it is read again and the same patch applied to
 * what they left.
 * @param id of the object to change; absent: one is made
 * @param intend what should become of the object as it is now
 * @throws StateMismatch when the type is no longer in the state that the call expects
 */
export async function writeObject<Name extends ManagedName>(
  definition: ManagedDefinition<Name>,
  ports: ManagedPorts,
  call: SetCall<Caller>,
  write:
    | { readonly id: string; readonly intend: (stored: StoredObject<Name>) => Intent<Name> }
    | { readonly intent: Intent<Name> },
): Promise<PreparedChange<Name> | { readonly error: SetError }> {
  const { object } = definition
  const ifState = expectedState(object, call.ifInState)
  for (let tries = 0; tries < maxTries; tries += 1) {
    const intent = 'intent' in write ? write.intent : await intentFor(definition, ports, write)
    if (intent === undefined) return { error: notFound }
    const prepared = await prepareChange(definition, ports, intent, call.context)
    if ('error' in prepared) return prepared
    if (prepared.change === undefined) {
      if (ifState !== undefined && ifState.state !== (await ports.objects.state(object))) throw new StateMismatch()
      return prepared
    }
    const outcome = await ports.objects.commit([prepared.change], {
      origin: call.context.origin,
      now: ports.clock(),
      ...(ifState === undefined ? {} : { ifState }),
    })
    if (outcome.kind === 'committed') return prepared
    if (outcome.kind === 'state-mismatch') throw new StateMismatch()
    if (outcome.kind !== 'conflict') return { error: setErrorOfOutcome(outcome, object, prepared.id) }
  }
  return { error: { type: 'stateMismatch', description: 'The object is being changed by others; try again.' } }
}

async function intentFor<Name extends ManagedName>(
  { object }: ManagedDefinition<Name>,
  { objects }: ManagedPorts,
  write: { readonly id: string; readonly intend: (stored: StoredObject<Name>) => Intent<Name> },
): Promise<Intent<Name> | undefined> {
  const [stored] = await objects.find(object, [write.id])
  return stored === undefined ? undefined : write.intend(stored)
}

function expectedState(object: ManagedName, ifInState: string | undefined): { object: ManagedName; state: number } | undefined {
  if (ifInState === undefined) return undefined
  const state = parseState(ifInState)
  if (state === undefined) throw new StateMismatch()
  return { object, state }
}
