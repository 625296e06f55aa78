import type { Caller } from '../access/caller.ts'
import type { MethodVerb } from '../jmap/contract.ts'
import type { ManagedPorts } from '../objects/managed-type/managed-ports.ts'
import { prepareChange } from '../objects/managed-type/prepare-change.ts'
import type { JsonObject } from '../ports/json.ts'
import type { StoredObject } from '../ports/objects.ts'
import type { PlanEffect, PlanMistake, PlanMode } from './contract.ts'
import { type Draft, type DraftChange, isSameObject, labelOf } from './draft.ts'
import { DraftObjects } from './draft-objects.ts'
import { type Mistakes, textOfSetError } from './mistakes.ts'
import type { AnyDefinition, AnyRecord, PlanPorts } from './plan-ports.ts'
import { saysSecret } from './says-secret.ts'

/** Where in a plan something stands, for mistakes. */
export interface Place {
  readonly line?: number
  readonly label?: string
}

export interface Writing {
  readonly definition: AnyDefinition
  readonly before: StoredObject | undefined
  readonly patch: JsonObject
  /** As `DraftChange.owner`. */
  readonly owner?: string | null
  readonly effects?: readonly PlanEffect[]
  /** Makes the record that counts of the one that was checked. */
  readonly adjust?: (record: AnyRecord) => AnyRecord
  readonly place: Place
}

/**
 * Collects what is going to change, each write through the permissions and checks of a set call. Whoever only compares (`diff`) needs to read
 * and nothing else.
 */
export class Drafting {
  readonly objects: DraftObjects
  readonly #ports: PlanPorts
  readonly #caller: Caller
  /** The caller as the checks of what may be granted see them. */
  readonly #writer: Caller
  readonly #mode: PlanMode
  readonly #mistakes: Mistakes
  readonly #changes: DraftChange[] = []
  readonly #notes: string[] = []
  #unchanged = 0

  constructor(ports: PlanPorts, parts: { readonly caller: Caller; readonly mode: PlanMode; readonly mistakes: Mistakes }) {
    const { caller, mode, mistakes } = parts
    this.#ports = ports
    this.#caller = caller
    this.#writer = mode === 'diff' ? { ...caller, permissions: ports.registry.valuesOf('Permission') } : caller
    this.#mode = mode
    this.#mistakes = mistakes
    this.objects = new DraftObjects(ports.objects, ports.definitions)
  }

  get draft(): Draft {
    return { changes: this.#changes, unchanged: this.#unchanged, notes: this.#notes }
  }

  note(text: string): void {
    this.#notes.push(text)
  }

  mistake(definition: AnyDefinition, place: Place, what: Pick<PlanMistake, 'text' | 'error'>): void {
    this.#mistakes.add({ ...place, object: `x:${definition.object}`, ...what })
  }

  /** Whether the caller may; if not it is a mistake. */
  isAllowed(definition: AnyDefinition, verb: MethodVerb, place: Place): boolean {
    return (this.#mode === 'diff' && verb !== 'Get') || this.#isPermitted(definition, verb, place)
  }

  #isPermitted(definition: AnyDefinition, verb: MethodVerb, place: Place): boolean {
    const refusal = this.#ports.authorizer.refusal(`x:${definition.object}`, verb, this.#caller)
    if (refusal === undefined) return true
    const description = refusal.description ?? 'You are not authorized to perform this action'
    this.mistake(definition, place, { text: `${description}.`, error: { type: 'forbidden', description } })
    return false
  }

  /** Answers the id that the object has or will have; `undefined`: a mistake. */
  async write(writing: Writing): Promise<string | undefined> {
    const { definition, before, patch, owner, effects, adjust, place } = writing
    const intent =
      before === undefined ? ({ kind: 'create', value: patch } as const) : ({ kind: 'update', stored: before, patch } as const)
    // Whether a secret is the one that the file says is only for those who may set it, whatever the mode: others could guess it here.
    const isSecretSaid = saysSecret(definition, patch, this.#ports.registry)
    if (isSecretSaid && !this.#isPermitted(definition, before === undefined ? 'Create' : 'Update', place)) return undefined
    const prepared = await prepareChange(definition, this.#checking, intent, isSecretSaid ? this.#caller : this.#writer)
    if ('error' in prepared) {
      this.mistake(definition, place, { text: textOfSetError(prepared.error), error: prepared.error })
      return undefined
    }
    const isOwnerNew = owner !== undefined && (owner ?? undefined) !== before?.owner
    const record = prepared.record === undefined || adjust === undefined ? prepared.record : adjust(prepared.record)
    const isSame =
      before !== undefined &&
      (prepared.change === undefined || record === undefined || isSameObject(definition, before.record, record))
    if (isSame && !isOwnerNew) {
      this.#unchanged += 1
      return before.id
    }
    if (!this.isAllowed(definition, before === undefined ? 'Create' : 'Update', place)) return undefined
    const after = isSame || record === undefined ? before?.record : record
    if (after === undefined) return undefined
    this.#changes.push({
      kind: before === undefined ? 'create' : isSame && owner !== null ? 'adopt' : 'update',
      definition,
      ...(before !== undefined && { before }),
      after,
      ...(isOwnerNew && { owner }),
      ...(place.line !== undefined && { line: place.line }),
      ...(prepared.shownOnce !== undefined && { shownOnce: prepared.shownOnce }),
      ...(effects !== undefined && { effects }),
      ...(before === undefined && { given: givenFields(definition, prepared.asked) }),
    })
    return isSame ? before.id : this.objects.put(definition, after, before)
  }

  /** @param mayRemove instead of the permission of the type, where that is about objects of one's own */
  async remove(
    definition: AnyDefinition,
    before: StoredObject,
    place: Place,
    mayRemove: (at: Place) => boolean | Promise<boolean> = (at) => this.isAllowed(definition, 'Destroy', at),
  ): Promise<void> {
    const at = { label: labelOf(definition, definition.toWire(before.record)), ...place }
    if (!(await mayRemove(at)) || !(await this.isGranted(definition, before, at))) return
    const { line } = place
    this.#changes.push({ kind: 'destroy', definition, before, ...(line !== undefined && { line }) })
  }

  /** Whether the rules of the type let the caller remove the object; if not it is a mistake. */
  async isGranted(definition: AnyDefinition, { record }: StoredObject, place: Place): Promise<boolean> {
    const error = await definition.refusalToRemove?.(record, this.#removing)
    if (error !== undefined) this.mistake(definition, place, { text: textOfSetError(error), error })
    return error === undefined
  }

  isVisible(definition: AnyDefinition, { record }: StoredObject): boolean {
    return definition.isVisible === undefined || definition.isVisible(record, this.#caller)
  }

  /** Counts what needs no checking because it is not there any more. */
  countUnchanged(): void {
    this.#unchanged += 1
  }

  /** References are looked up in the objects as they will be. */
  get #checking(): ManagedPorts {
    const { clock, crypto, identity, sources, registry } = this.#ports
    return { clock, crypto, identity, sources, registry, objects: this.objects.asStore() }
  }

  get #removing(): Parameters<NonNullable<AnyDefinition['refusalToRemove']>>[1] {
    const { registry: _registry, ...ports } = this.#checking
    return { ...ports, caller: this.#writer, now: ports.clock() }
  }
}

function givenFields({ declaration }: AnyDefinition, asked: JsonObject): ReadonlySet<string> {
  const fields = Object.entries(declaration.fields)
  return new Set(fields.flatMap(([name, { made }]) => (made === true && (asked[name] ?? null) !== null ? [name] : [])))
}
