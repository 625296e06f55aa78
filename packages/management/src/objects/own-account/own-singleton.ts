import type { Account } from '@latchkey/identity'
import type { Caller } from '../../access/caller.ts'
import type { SetError } from '../../contract.ts'
import type { ObjectDeclaration } from '../../declarations/declaration.ts'
import { validationFailed } from '../../declarations/finding.ts'
import { InvalidPatch } from '../../declarations/invalid-patch.ts'
import { patchDocument } from '../../declarations/patch-document.ts'
import { validateDocument } from '../../declarations/validate-document.ts'
import { type ObjectType, type SetCall, StateMismatch, type Unset } from '../../jmap/contract.ts'
import type { JsonObject } from '../../ports/json.ts'
import type { StoredObject } from '../../ports/objects.ts'
import type { ManagedPorts } from '../managed-type/managed-ports.ts'
import { setErrorOfOutcome } from '../managed-type/set-error-of-outcome.ts'
import { parseState, stateText } from '../managed-type/state.ts'
import { wireObject } from '../managed-type/wire-object.ts'

/** A singleton that is a view of the caller's account. */
export interface OwnSingleton {
  readonly declaration: ObjectDeclaration
  toWire(account: Account): JsonObject
  /**
   * The account that a valid document makes of it; the same one when nothing changes.
   * @param document complete, of the declared types and ranges
   */
  fromWire(
    document: JsonObject,
    account: Account,
    call: { readonly caller: Caller; readonly now: number },
  ): Promise<{ readonly record: Account } | { readonly error: SetError }>
}

const id = 'singleton'
/** Tries against others that change the account at the same time. */
const maxTries = 10

/**
 * The methods of a singleton that everybody has one of. It is no object of its own: its state is that of the accounts, so what changed
 * between two states cannot be calculated.
 */
export function ownSingletonType(singleton: OwnSingleton, ports: ManagedPorts): ObjectType<Caller> {
  const { declaration } = singleton
  const { objects, registry, clock } = ports

  async function findAccount(caller: Caller): Promise<StoredObject<'Account'> | undefined> {
    if (caller.account === undefined) return undefined
    const [stored] = await objects.find('Account', [caller.account.accountId])
    return stored
  }

  async function prepare(patch: JsonObject, stored: StoredObject<'Account'>, caller: Caller) {
    const current = singleton.toWire(stored.record)
    try {
      const { document, touched } = patchDocument({ declaration, registry, current, id }, patch)
      const findings = validateDocument({ fields: declaration.fields, registry, id }, document, touched)
      if (findings.length > 0) return { error: validationFailed(findings) }
      return await singleton.fromWire(document, stored.record, { caller, now: clock() })
    } catch (error) {
      if (error instanceof InvalidPatch) return { error: error.toSetError() }
      throw error
    }
  }

  async function write(patch: JsonObject, call: SetCall<Caller>): Promise<Unset | undefined> {
    const ifState = await expectedState(call.ifInState)
    for (let tries = 0; tries < maxTries; tries += 1) {
      const stored = await findAccount(call.context)
      if (stored === undefined) return { error: { type: 'notFound', description: 'There is no account any more.' } }
      const built = await prepare(patch, stored, call.context)
      if ('error' in built) return built
      if (built.record === stored.record) return undefined
      const change = { object: 'Account', kind: 'replace', id: stored.id, version: stored.version, record: built.record } as const
      const outcome = await objects.commit([change], { origin: call.context.origin, now: clock(), ...ifState })
      if (outcome.kind === 'committed') return undefined
      if (outcome.kind === 'state-mismatch') throw new StateMismatch()
      if (outcome.kind !== 'conflict') return { error: setErrorOfOutcome(outcome, 'Account', stored.id) }
    }
    return { error: { type: 'stateMismatch', description: 'The account is being changed by others; try again.' } }
  }

  async function expectedState(ifInState: string | undefined) {
    if (ifInState === undefined) return {}
    const state = parseState(ifInState)
    if (state === undefined || state !== (await objects.state('Account'))) throw new StateMismatch()
    return { ifState: { object: 'Account', state } } as const
  }

  return {
    name: `x:${declaration.name}`,
    isSingleton: true,
    state: async () => stateText(await objects.state('Account')),
    async get({ ids, properties }, caller) {
      const wanted = [...new Set(ids ?? [id])]
      const stored = wanted.includes(id) ? await findAccount(caller) : undefined
      const list = stored === undefined ? [] : [wireObject(id, declaration, singleton.toWire(stored.record), properties)]
      return { list, notFound: wanted.filter((name) => name !== id || (stored === undefined && ids !== null)) }
    },
    async update(name, patch, call) {
      if (name !== id) return { error: { type: 'notFound', description: 'There is no object with this id.' } }
      return (await write(patch, call)) ?? { updated: null }
    },
    changes: async () => undefined,
  }
}
