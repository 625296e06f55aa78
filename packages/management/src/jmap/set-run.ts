import type { SetError } from '../contract.ts'
import type { JsonObject, JsonValue } from '../ports/json.ts'
import { type CreationLookup, type ObjectType, type SetCall, StateMismatch, type Unset } from './contract.ts'
import { resolveAnywhere } from './creation-ids.ts'
import { jsonObject } from './json-object.ts'
import { MethodFailure } from './method-failure.ts'

/** What became of one `Foo/set` so far: what its answer will say, and what the next write must know. */
export class SetRun<Context> {
  readonly #type: ObjectType<Context>
  readonly #context: Context
  /** Until something was written. */
  #expectedState: string | undefined
  #hasWritten = false
  readonly #created = new Map<string, JsonObject>()
  readonly #updated = new Map<string, JsonObject | null>()
  readonly #destroyed: string[] = []
  readonly #refusals = {
    notCreated: new Map<string, JsonObject>(),
    notUpdated: new Map<string, JsonObject>(),
    notDestroyed: new Map<string, JsonObject>(),
  }
  readonly #unknownIds = new Set<string>()
  #firstError: string | undefined

  constructor(type: ObjectType<Context>, context: Context, expectedState: string | undefined) {
    this.#type = type
    this.#context = context
    this.#expectedState = expectedState
  }

  get hasWritten(): boolean {
    return this.#hasWritten
  }

  get firstError(): string | undefined {
    return this.#firstError
  }

  /** Ids that were refused without knowing that an object has them. */
  get unknownIds(): ReadonlySet<string> {
    return this.#unknownIds
  }

  created(creationId: string, object: JsonObject): void {
    this.#created.set(creationId, object)
  }

  updated(id: string, changes: JsonObject | null): void {
    this.#updated.set(id, changes)
  }

  destroyed(id: string): void {
    this.#destroyed.push(id)
  }

  refuse(list: 'notCreated' | 'notUpdated' | 'notDestroyed', key: string, error: SetError): void {
    this.#refusals[list].set(key, Object.fromEntries(Object.entries(error)))
    this.#firstError ??= error.type
    if (list !== 'notCreated' && error.type === 'notFound') this.#unknownIds.add(key)
  }

  /** Refuses a change of an object that was not looked for. */
  refuseUnseen(list: 'notUpdated' | 'notDestroyed', id: string, error: SetError): void {
    this.refuse(list, id, error)
    this.#unknownIds.add(id)
  }

  /**
   * Makes one write, with the expected state as long as nothing was written.
   * @throws MethodFailure `stateMismatch`
   */
  async write<Done>(perform: (call: SetCall<Context>) => Promise<Done | Unset>): Promise<Done | Unset> {
    const expected = this.#expectedState
    const call = expected === undefined ? { context: this.#context } : { context: this.#context, ifInState: expected }
    try {
      const outcome = await perform(call)
      if (!isUnset(outcome)) {
        this.#expectedState = undefined
        this.#hasWritten = true
      }
      return outcome
    } catch (error) {
      throw error instanceof StateMismatch && expected !== undefined ? stateMismatch() : error
    }
  }

  /**
   * Runs all of a set.
   * @throws MethodFailure `serverPartialFail` with the cause for any error after something was written; else the error itself
   */
  async guard<Result>(perform: () => Promise<Result>): Promise<Result> {
    try {
      return await perform()
    } catch (error) {
      throw this.#hasWritten && !(error instanceof MethodFailure)
        ? new MethodFailure('serverPartialFail', undefined, { cause: error })
        : error
    }
  }

  /**
   * A value with its creation ids resolved; an error if one of them was not created. Where the type does not say where its ids are, a text
   * is a reference only if it names a creation that is known, or was `attempted` in this call.
   */
  resolve(
    value: JsonObject,
    find: (creationId: string) => string | undefined,
    attempted: ReadonlySet<string>,
  ): { readonly value: JsonObject } | Unset {
    const knowsItsIds = this.#type.resolveCreationIds !== undefined
    const missing = new Set<string>()
    const resolved = resolveCreationIds(this.#type, value, (creationId, pointer) => {
      const id = find(creationId)
      if (id === undefined && (knowsItsIds || attempted.has(creationId))) missing.add(pointer)
      return id
    })
    if (missing.size === 0) return { value: resolved }
    return {
      error: { type: 'invalidProperties', description: 'Refers to an object that was not created.', properties: [...missing] },
    }
  }

  /** Members of the answer, without those that would be empty. */
  toJson(): JsonObject {
    const { notCreated, notUpdated, notDestroyed } = this.#refusals
    const members: readonly (readonly [string, ReadonlyMap<string, JsonValue>])[] = [
      ['created', this.#created],
      ['updated', this.#updated],
      ['notCreated', notCreated],
      ['notUpdated', notUpdated],
      ['notDestroyed', notDestroyed],
    ]
    const filled = members.filter(([, map]) => map.size > 0).map(([name, map]) => [name, jsonObject(map)] as const)
    return { ...jsonObject(filled), ...(this.#destroyed.length === 0 ? {} : { destroyed: this.#destroyed }) }
  }
}

/** Says of a value with ids resolved what the type, or else the engine, takes for references. */
export function resolveCreationIds<Context>(type: ObjectType<Context>, value: JsonObject, lookup: CreationLookup): JsonObject {
  return type.resolveCreationIds === undefined ? resolveAnywhere(value, lookup) : type.resolveCreationIds(value, lookup)
}

/** RFC8620-5.3 */
export function stateMismatch(): MethodFailure {
  return new MethodFailure('stateMismatch', 'ifInState: objects of this type were changed since')
}

function isUnset(outcome: unknown): outcome is Unset {
  return typeof outcome === 'object' && outcome !== null && 'error' in outcome
}
