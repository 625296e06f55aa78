import { planLimits } from '../plan/parse-plan.ts'
import type { ImportMistake, LeftOver, Translated, WireValue } from './contract.ts'

/** What a report holds at most; the counts are of all. */
export const reportLimits = { kinds: 300, examples: 5, mistakes: 100, text: 300 } as const

/** Thrown when an import cannot become a plan any more; everything found so far is in the translation. */
export class TooMuch extends Error {}

/** Collects what a source becomes. */
export class Translation {
  readonly #lines: string[] = []
  readonly #places: string[] = []
  readonly #leftOvers = new Map<string, { count: number; readonly examples: string[] }>()
  readonly #suggestions = new Set<string>()
  readonly #mistakes: ImportMistake[] = []
  readonly #placeOf = new Map<string, string>()
  #characters = 0

  /** An object that is to exist. What is there already stays as it is. @throws TooMuch beyond the limits of a plan */
  add(object: string, value: WireValue, place: string): void {
    const line = JSON.stringify({ '@type': 'ensure', object, value })
    this.#characters += line.length + 1
    if (this.#lines.length >= planLimits.operations || this.#characters > planLimits.characters) {
      const text = `There is more than one import may have: ${planLimits.operations} objects of ${planLimits.characters} characters; import a part at a time.`
      this.#mistakes.push({ place: nameOf(place), text })
      throw new TooMuch(text)
    }
    this.#lines.push(line)
    this.#places.push(nameOf(place))
  }

  /**
   * Whether nothing else in the source has this key; the second that has it is a mistake, which names both.
   * @param what names the kind of key: `user name`
   */
  isFirst(what: string, key: string, place: string): boolean {
    const name = `${what} ${key}`
    const other = this.#placeOf.get(name)
    if (other !== undefined) {
      this.mistake(place, `has the ${what} ${nameOf(key)} of ${other}; each may be there once`)
      return false
    }
    this.#placeOf.set(name, nameOf(place))
    return true
  }

  /** Whether something has this key; says nothing of it. */
  has(what: string, key: string): boolean {
    return this.#placeOf.has(`${what} ${key}`)
  }

  /** Something that is not taken over. @param what the kind of it, with the reason @param example where it was found, or its name */
  leave(what: string, example: string): void {
    const kind = this.#leftOvers.size < reportLimits.kinds || this.#leftOvers.has(nameOf(what)) ? nameOf(what) : 'further members'
    const entry = this.#leftOvers.get(kind) ?? { count: 0, examples: [] }
    entry.count += 1
    const name = nameOf(example)
    if (entry.examples.length < reportLimits.examples && !entry.examples.includes(name)) entry.examples.push(name)
    this.#leftOvers.set(kind, entry)
  }

  /** What an administrator may want to do by hand. */
  suggest(text: string): void {
    if (this.#suggestions.size < reportLimits.kinds) this.#suggestions.add(text)
  }

  /** Something without which the import would not be what the source says. @param text continues a sentence that begins with the place */
  mistake(place: string, text: string): void {
    if (this.#mistakes.length === reportLimits.mistakes) {
      this.#mistakes.push({ place: '', text: `There are more mistakes; these are ${reportLimits.mistakes} of them.` })
    }
    if (this.#mistakes.length < reportLimits.mistakes) this.#mistakes.push({ place: nameOf(place), text })
  }

  get result(): Translated {
    const leftOvers: LeftOver[] = [...this.#leftOvers].map(([what, entry]) => ({ what, ...entry }))
    return {
      lines: this.#lines,
      places: this.#places,
      leftOvers: leftOvers.toSorted((one, other) => other.count - one.count),
      suggestions: [...this.#suggestions],
      mistakes: this.#mistakes,
    }
  }
}

/** Names from the source, bounded and on one line. */
function nameOf(text: string): string {
  return text.replaceAll(/\p{C}/gu, '?').slice(0, reportLimits.text)
}
