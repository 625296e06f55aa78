import { isJsonObject, isSameJson, type Json, type JsonObject } from './json.ts'

/** The members of a draft that are not what they were, whole: what an update sends. */
export function patchOf(before: JsonObject, draft: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(draft).filter(([name, value]) => !isSameJson(before[name], value)))
}

/** What two people made of the same object. */
export interface Conflict {
  readonly field: string
  readonly before: Json
  readonly theirs: Json
  /** Absent: only the other one changed it. */
  readonly mine?: Json
}

/** Every member that somebody else changed since, with what this draft says of it. */
export function conflictsOf(before: JsonObject, theirs: JsonObject, draft: JsonObject): readonly Conflict[] {
  const mine = patchOf(before, draft)
  return Object.entries(patchOf(before, theirs)).map(([field, value]) => {
    const own = mine[field]
    return { field, before: before[field] ?? null, theirs: value, ...(own === undefined ? {} : { mine: own }) }
  })
}

/** The changes of a draft put onto what somebody else made of the object in the meantime. */
export function rebased(before: JsonObject, theirs: JsonObject, draft: JsonObject): JsonObject {
  return { ...theirs, ...patchOf(before, draft) }
}

/** The secrets of a new object that its maker has to note down, by name: texts that are no mask. */
export function secretsIn(created: JsonObject, secretNames: ReadonlySet<string>): readonly (readonly [string, string])[] {
  return Object.entries(created).flatMap(([name, value]) => {
    if (isJsonObject(value)) return secretsIn(value, secretNames)
    const isSecret = secretNames.has(name) && typeof value === 'string' && !/^\**$/.test(value)
    return isSecret ? [[name, value] as const] : []
  })
}
