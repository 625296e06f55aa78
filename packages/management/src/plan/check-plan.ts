import type { ManagedName, StoredObject } from '../ports/objects.ts'
import { anewPatch } from './anew-patch.ts'
import { Breath } from './breath.ts'
import type { PlanEvent } from './contract.ts'
import { labelOf } from './draft.ts'
import type { Drafting, Place } from './drafting.ts'
import { accountsOfSubjects, refusalToKeep } from './existing.ts'
import { parseMatch } from './match.ts'
import type { Mistakes } from './mistakes.ts'
import { comparableKey } from './natural-key.ts'
import { ObjectNames } from './object-names.ts'
import type { DestroyOperation, ParsedPlan, Target, WriteOperation } from './operation.ts'
import { orderOperations } from './order-operations.ts'
import type { AnyDefinition, PlanPorts } from './plan-ports.ts'
import { type Reference, withReferences } from './references.ts'
import { removeOthers } from './remove-others.ts'

/** Objects that are read at once. */
const batch = 200
/** Operations between two reports of progress. */
const reportEvery = 500

/**
 * Finds out what a plan changes, against the store as it is now: writes in the order of their references, then what is destroyed by name,
 * then what the plan no longer names.
 */
export async function* checkPlan(
  plan: ParsedPlan,
  { ports, drafting, mistakes }: { readonly ports: PlanPorts; readonly drafting: Drafting; readonly mistakes: Mistakes },
): AsyncGenerator<PlanEvent, void> {
  const names = new ObjectNames(ports.definitions)
  const writes = orderOperations(plan.operations, { ...ports, names, mistakes })
  if (!mistakes.isEmpty) return
  const destroys = plan.operations.filter((operation) => operation.kind === 'destroy')
  const check = new PlanCheck(plan, { ports, drafting, names })
  const total = plan.operations.length
  const breath = new Breath()
  let done = 0
  yield progress(done, total)
  for (let start = 0; start < writes.length; start += batch) {
    const part = writes.slice(start, start + batch)
    const found = await Promise.all(part.map((write) => check.stored(write.definition, write.target)))
    const missing = part.filter((_, index) => found[index] === undefined)
    const bySubject = await accountsOfSubjects(missing, ports.objects)
    for (const [index, write] of part.entries()) {
      if (mistakes.isFull) return
      await check.write(write, found[index] ?? bySubject(write))
      await breath.take()
      done += 1
      if (done % reportEvery === 0) yield progress(done, total)
    }
  }
  for (let start = 0; start < destroys.length; start += batch) {
    const part = destroys.slice(start, start + batch)
    const found = await Promise.all(part.map((destroy) => check.stored(destroy.definition, destroy.target)))
    for (const [index, destroy] of part.entries()) {
      if (mistakes.isFull) return
      await check.destroy(destroy, found[index])
      await breath.take()
      done += 1
      if (done % reportEvery === 0) yield progress(done, total)
    }
  }
  await removeOthers(plan, check.kept, { ports, drafting, mistakes })
  yield progress(total, total)
}

function progress(done: number, total: number): PlanEvent {
  return { type: 'progress', phase: 'checking', done, total }
}

class PlanCheck {
  /** Objects that the plan names, `Role rol_...`. */
  readonly kept = new Set<string>()
  readonly #plan: ParsedPlan
  readonly #ports: PlanPorts
  readonly #drafting: Drafting
  readonly #names: ObjectNames
  readonly #idOfRef = new Map<string, string>()
  /** What lines with a mistake write, `#ref` and `Role key ops`. */
  readonly #failed = new Set<string>()
  /** Line of each object that was written, to find two names of one object. */
  readonly #lineOf = new Map<string, number>()
  readonly #refusedToRead = new Map<ManagedName, boolean>()
  /** Types of which the plan destroys everything else: what is created there is made anew. */
  readonly #emptied: ReadonlySet<ManagedName>
  readonly #destroyed: ReadonlySet<string>

  constructor(plan: ParsedPlan, parts: { ports: PlanPorts; drafting: Drafting; names: ObjectNames }) {
    this.#plan = plan
    this.#ports = parts.ports
    this.#drafting = parts.drafting
    this.#names = parts.names
    const { operations } = plan
    this.#emptied = new Set(
      operations.flatMap((one) => (one.kind === 'destroy-others' && one.filter === undefined ? [one.definition.object] : [])),
    )
    this.#destroyed = new Set(
      operations.flatMap((one) => (one.kind === 'destroy' ? [targetText(one.definition, one.target)] : [])),
    )
  }

  async stored(definition: AnyDefinition, target: Target): Promise<StoredObject | undefined> {
    const { objects } = this.#ports
    if (target.by === 'key') return objects.findByKey(definition.object, comparableKey(definition, target.key))
    return (await objects.find(definition.object, [target.id]))[0]
  }

  async write(write: WriteOperation, found: StoredObject | undefined): Promise<void> {
    const { definition, target, ref } = write
    const id = await this.#idOfWritten(write, found)
    if (id === undefined) {
      if (ref !== undefined) this.#failed.add(`#${ref}`)
      this.#failed.add(targetText(definition, target))
    } else {
      if (ref !== undefined) this.#idOfRef.set(ref, id)
      this.kept.add(`${definition.object} ${id}`)
    }
  }

  /** `undefined`: a mistake. */
  async #idOfWritten(write: WriteOperation, found: StoredObject | undefined): Promise<string | undefined> {
    const { definition, how, target } = write
    const place = this.#placeOf(write, found)
    if (!this.#mayRead(definition, place)) return undefined
    if (how === 'ensure' && found !== undefined) {
      const said = await this.#resolved(write, place)
      return said === undefined ? undefined : this.#idOfExisting({ ...write, value: said }, found, place)
    }
    const isAnew =
      how === 'create' && (this.#emptied.has(definition.object) || this.#destroyed.has(targetText(definition, target)))
    const refusal = this.#refusalOf(write, found, isAnew)
    if (refusal !== undefined) {
      this.#drafting.mistake(definition, place, refusal)
      return undefined
    }
    const value = await this.#resolved(write, place)
    if (value === undefined) return undefined
    const { owner } = this.#plan.header
    const id = await this.#drafting.write({
      definition,
      before: found,
      patch: isAnew && found !== undefined ? anewPatch(definition, found.record, value, this.#ports.registry) : value,
      place,
      ...(owner !== undefined && { owner }),
    })
    if (id !== undefined) this.#spokenOf(write, id, place)
    return id
  }

  /** No two lines speak of one object, also where one of them only wants it to be there. */
  #spokenOf({ definition, line }: WriteOperation, id: string, place: Place): void {
    const object = `${definition.object} ${id}`
    const other = this.#lineOf.get(object)
    if (other !== undefined) {
      this.#drafting.mistake(definition, place, { text: `Line ${other} speaks of the same object; say everything of it once.` })
    }
    this.#lineOf.set(object, line)
  }

  /** What an `ensure` found stays as it is; `undefined`: a mistake. */
  #idOfExisting(write: WriteOperation, there: StoredObject, place: Place): string | undefined {
    const { definition, value } = write
    const refusal = this.#drafting.isVisible(definition, there) ? refusalToKeep(definition, value, there) : notYours(definition)
    if (refusal === undefined) {
      this.#spokenOf(write, there.id, place)
      this.#drafting.countUnchanged()
      return there.id
    }
    this.#drafting.mistake(definition, place, refusal)
    return undefined
  }

  /** What is gone already is as it should be. What the plan also creates is made anew there. */
  async destroy({ definition, line }: DestroyOperation, found: StoredObject | undefined): Promise<void> {
    const place = { line }
    if (!this.#mayRead(definition, place)) return
    if (found === undefined || !this.#drafting.isVisible(definition, found)) {
      this.#drafting.countUnchanged()
      return
    }
    const written = this.#lineOf.get(`${definition.object} ${found.id}`)
    if (written !== undefined) {
      const isCreated = this.#plan.operations.some((one) => one.kind === 'write' && one.line === written && one.how === 'create')
      if (!isCreated) this.#drafting.mistake(definition, place, { text: `Line ${written} wants the same object to be there.` })
      return
    }
    const ownerRefusal = this.#ownerRefusal(found)
    if (ownerRefusal !== undefined) this.#drafting.mistake(definition, place, { text: ownerRefusal })
    else await this.#drafting.remove(definition, found, place)
    this.kept.add(`${definition.object} ${found.id}`)
  }

  #placeOf({ definition, target, value, line }: WriteOperation, found: StoredObject | undefined): Place {
    const label =
      target.by === 'key' ? target.key : labelOf(definition, found === undefined ? value : definition.toWire(found.record))
    return { line, label: label.slice(0, 200) }
  }

  #refusalOf(
    { definition, how, target }: WriteOperation,
    found: StoredObject | undefined,
    isAnew: boolean,
  ): Parameters<Drafting['mistake']>[2] | undefined {
    const name = definition.object
    if (found === undefined) {
      if (how !== 'update') return undefined
      const description = `There is no such ${name}`
      return { text: `${description}; say upsert to have it created.`, error: { type: 'notFound', description } }
    }
    if (!this.#drafting.isVisible(definition, found)) return notYours(definition)
    if (how === 'create' && !isAnew) {
      const { naturalKey } = definition.declaration
      const description = `This ${name} exists already`
      const properties = target.by === 'key' && naturalKey !== undefined ? [naturalKey] : []
      return {
        text: `${description}; say upsert to have it changed.`,
        error: { type: 'primaryKeyViolation', description, properties, objectId: found.id },
      }
    }
    const text = this.#ownerRefusal(found)
    return text === undefined ? undefined : { text, error: { type: 'forbidden', description: text } }
  }

  #ownerRefusal({ owner }: StoredObject): string | undefined {
    const { header } = this.#plan
    if (header.owner === undefined || owner === undefined || owner === header.owner || header.takeOver) return undefined
    return `The object belongs to the plan ${owner}; say "takeOver": true in the header to take it over.`
  }

  async #resolved(write: WriteOperation, place: Place): Promise<WriteOperation['value'] | undefined> {
    const { definition, value } = write
    const references: Reference[] = []
    const { registry } = this.#ports
    withReferences(definition, value, { registry, resolve: (reference) => String(references.push(reference)) })
    if (references.length === 0) return value
    const ids = await Promise.all(references.map((reference) => this.#idOf(reference, place)))
    const missing = references.filter((_, index) => ids[index] === undefined)
    for (const reference of missing) {
      if (this.#hasFailed(reference)) continue
      const what = reference.by === 'ref' ? `#${reference.ref}` : JSON.stringify(reference.match).slice(0, 200)
      this.#drafting.mistake(definition, place, { text: `${reference.pointer}: there is no object ${what}.` })
    }
    if (missing.length > 0) return undefined
    let next = 0
    return withReferences(definition, value, { registry, resolve: () => ids[next++] ?? '' })
  }

  async #idOf(reference: Reference, place: Place): Promise<string | undefined> {
    if (reference.by === 'ref') return this.#idOfRef.get(reference.ref)
    const match = parseMatch(reference.match, this.#names)
    if ('mistake' in match || !this.#mayRead(match.definition, place)) return undefined
    return (await this.#drafting.objects.findByKey(match.definition, match.key))?.id
  }

  /** Whether the line that a reference leads to has a mistake of its own, which is enough. */
  #hasFailed(reference: Reference): boolean {
    if (reference.by === 'ref') return this.#failed.has(`#${reference.ref}`)
    const match = parseMatch(reference.match, this.#names)
    if ('mistake' in match) return true
    return (
      this.#refusedToRead.get(match.definition.object) === true ||
      this.#failed.has(targetText(match.definition, { by: 'key', key: match.key }))
    )
  }

  /** Says once a type that it may not be read. */
  #mayRead(definition: AnyDefinition, place: Place): boolean {
    const known = this.#refusedToRead.get(definition.object)
    if (known !== undefined) return !known
    const isAllowed = this.#drafting.isAllowed(definition, 'Get', place)
    this.#refusedToRead.set(definition.object, !isAllowed)
    return isAllowed
  }
}

function notYours({ object }: AnyDefinition): Parameters<Drafting['mistake']>[2] {
  return { text: `There is no such ${object} for you.`, error: { type: 'forbidden', description: 'Not yours' } }
}

function targetText(definition: AnyDefinition, target: Target): string {
  const { object } = definition
  return target.by === 'key' ? `${object} key ${comparableKey(definition, target.key)}` : `${object} id ${target.id}`
}
