import { isJsonObject } from '../jmap/json-object.ts'
import type { JsonObject, JsonValue } from '../ports/json.ts'
import type { Translation } from './translation.ts'

/**
 * The members of an object of the source, each read by the type that it must have: one of another type is a mistake, `null` and absence are
 * the same. What nobody asked for is left over.
 */
export class Members {
  readonly place: string
  readonly #value: JsonObject
  readonly #translation: Translation
  readonly #known = new Set<string>()

  private constructor(value: JsonObject, place: string, translation: Translation) {
    this.#value = value
    this.place = place
    this.#translation = translation
  }

  /** `undefined`: it is no object, which is a mistake. */
  static of(value: unknown, place: string, translation: Translation): Members | undefined {
    if (isJsonObject(value)) return new Members(value, place, translation)
    translation.mistake(place, 'must be an object')
    return undefined
  }

  text(name: string): string | undefined {
    return this.#typed(name, 'a text', (value): value is string => typeof value === 'string')
  }

  flag(name: string): boolean | undefined {
    return this.#typed(name, 'true or false', (value): value is boolean => typeof value === 'boolean')
  }

  number(name: string): number | undefined {
    return this.#typed(name, 'a number', (value): value is number => typeof value === 'number')
  }

  /** Empty when it is absent. */
  list(name: string): readonly JsonValue[] {
    return this.#typed(name, 'a list', (value): value is readonly JsonValue[] => Array.isArray(value)) ?? []
  }

  /** Texts of a list; empty when it is absent. */
  texts(name: string): readonly string[] {
    return this.list(name).flatMap((item, index) => {
      if (typeof item === 'string') return [item]
      this.#translation.mistake(this.at(`${name}/${index}`), 'must be a text')
      return []
    })
  }

  /** The members of a member; `undefined` when it is absent. */
  members(name: string): Members | undefined {
    const value = this.#typed(name, 'an object', isJsonObject)
    return value === undefined ? undefined : new Members(value, this.at(name), this.#translation)
  }

  /** The objects of a list. */
  each(name: string): readonly Members[] {
    return this.list(name).flatMap((item, index) => Members.of(item, this.at(`${name}/${index}`), this.#translation) ?? [])
  }

  /** As it is. */
  value(name: string): JsonValue | undefined {
    this.#known.add(name)
    return Object.hasOwn(this.#value, name) ? this.#value[name] : undefined
  }

  get entries(): readonly (readonly [string, JsonValue])[] {
    return Object.entries(this.#value)
  }

  has(name: string): boolean {
    return Object.hasOwn(this.#value, name)
  }

  /** These say nothing that would be missed elsewhere. */
  ignore(names: Iterable<string>): void {
    for (const name of names) this.#known.add(name)
  }

  /** What was not asked for and says something is left over. @param example what the object is called in the report */
  leaveRest(what: string, example: string): void {
    for (const name of this.unread) this.#translation.leave(`${what}: ${name}`, example)
  }

  /** Names of the members that nobody asked for and that say something. */
  get unread(): readonly string[] {
    return Object.keys(this.#value).filter((name) => !this.#known.has(name) && says(this.#value[name]))
  }

  /** Where a member is. */
  at(name: string): string {
    return `${this.place}${this.place.includes(' /') ? '' : ' '}/${name}`
  }

  #typed<Value extends JsonValue>(name: string, type: string, isOfType: (value: JsonValue) => value is Value): Value | undefined {
    const value = this.value(name) ?? null
    if (value === null) return undefined
    if (isOfType(value)) return value
    this.#translation.mistake(this.at(name), `must be ${type}`)
    return undefined
  }
}

/** Nothing is said by what is off or empty. */
function says(value: JsonValue | undefined): boolean {
  if (typeof value === 'object' && value !== null) return Object.keys(value).length > 0
  return value !== undefined && value !== null && value !== false && value !== '' && value !== 'false' && value !== 0
}
