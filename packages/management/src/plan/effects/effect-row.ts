import { durationText } from '../../declarations/duration.ts'
import { isJsonObject } from '../../jmap/json-object.ts'
import type { JsonValue } from '../../ports/json.ts'
import type { PlanEffect } from '../contract.ts'

/** A field of an object before and after a change. */
export interface Changed {
  /** Wire form; `null`: none. */
  readonly before: JsonValue
  readonly after: JsonValue
  /** How people call the object. */
  readonly label: string
  /** What people call the object with an id. */
  readonly nameOf: (id: string) => string
  /** Whether the object is being made: `before` is what it would be by default. */
  readonly isNew: boolean
}

/** What a change of one field means for security. */
export type EffectRow = (changed: Changed) => readonly PlanEffect[]
export type EffectRows = Readonly<Record<string, EffectRow>>

/** What it means that an object comes or goes. */
export interface ObjectEffects {
  readonly fields: EffectRows
  readonly created?: (label: string) => PlanEffect
  readonly destroyed?: (label: string) => PlanEffect
}

export function looser(text: string): PlanEffect {
  return { weight: 'looser', text }
}

export function stricter(text: string): PlanEffect {
  return { weight: 'stricter', text }
}

export function neutral(text: string): PlanEffect {
  return { weight: 'neutral', text }
}

/** A lifetime: the longer the looser. @param what for example `refresh tokens` */
export function lifetime(what: (label: string) => string): EffectRow {
  return ({ before, after, label }) => {
    if (typeof before !== 'number' || typeof after !== 'number') return []
    const change = `${what(label)} from ${durationText(before)} to ${durationText(after)}`
    return [after < before ? stricter(`shortens ${change}`) : looser(`lengthens ${change}`)]
  }
}

/** A number of which more is looser. @param text of the new number and the old one */
export function limit(text: (after: number, before: number, label: string) => string): EffectRow {
  return ({ before, after, label }) => {
    if (typeof before !== 'number' || typeof after !== 'number') return []
    return [after > before ? looser(text(after, before, label)) : stricter(text(after, before, label))]
  }
}

/** A switch. */
export function flag(effects: {
  readonly on: (label: string) => PlanEffect
  readonly off: (label: string) => PlanEffect
}): EffectRow {
  return ({ after, label, isNew }) => {
    if (after === true) return [effects.on(label)]
    return isNew ? [] : [effects.off(label)]
  }
}

/** Members that a set gains and loses. */
export function membersOf({ before, after }: Pick<Changed, 'before' | 'after'>): {
  readonly added: readonly string[]
  readonly removed: readonly string[]
} {
  const [was, is] = [keysOf(before), keysOf(after)]
  return { added: is.filter((member) => !was.includes(member)), removed: was.filter((member) => !is.includes(member)) }
}

/** Keys of a set, in order. */
export function keysOf(value: JsonValue | undefined): readonly string[] {
  return isJsonObject(value) ? Object.keys(value) : []
}

/** A list of names for a sentence, bounded. */
export function listed(names: readonly string[]): string {
  const told = names.slice(0, 10).join(', ')
  return names.length > 10 ? `${told} and ${names.length - 10} more` : told
}

/** `the role a`, `the roles a, b`. */
export function named(noun: string, ids: readonly string[], nameOf: Changed['nameOf']): string {
  return `the ${noun}${ids.length === 1 ? '' : 's'} ${listed(ids.map(nameOf).toSorted())}`
}
