import { isJsonObject } from '../../src/jmap/json-object.ts'
import { maxPointerLength, parsePatchPointer } from '../../src/jmap/patch-pointer.ts'
import type { JsonObject, JsonValue } from '../../src/ports/json.ts'

interface InvalidPatchError {
  readonly type: 'invalidPatch'
  readonly description: string
  /** The pointer that is wrong. */
  readonly properties: readonly [string]
}

type PatchOutcome = { readonly patched: JsonObject } | { readonly error: InvalidPatchError }

/** What a patch does at one place: sets a value there, or goes on below. */
interface Step {
  readonly below: Map<string, Step>
  /** Present where the patch sets a value. */
  set?: { readonly pointer: string; readonly value: JsonValue }
  /** Some pointer that leads through here, for messages. */
  readonly through: string
}

/**
 * Applies a PatchObject to plain JSON, all or nothing. Pure. `null` removes a member; a default in its place is the type's matter.
 * Refused are a pointer whose parent does not exist or is not an object (arrays are replaced as a whole), and one that leads below another.
 * @see RFC8620-5.3
 */
export function applyPatch(object: JsonObject, patch: JsonObject): PatchOutcome {
  const root: Step = { below: new Map(), through: '' }
  for (const [pointer, value] of Object.entries(patch)) {
    const parsed = parsePatchPointer(pointer)
    if ('rule' in parsed) return refused(pointer, parsed.rule)
    if (!plan(root, parsed.names, { pointer, value })) return refused(pointer, 'overlaps another key')
  }
  return patchedBelow(object, root)
}

/** Answers whether the pointer neither is the beginning of another one's nor has another one as its beginning. */
function plan(root: Step, names: readonly string[], set: { readonly pointer: string; readonly value: JsonValue }): boolean {
  let step = root
  for (const name of names) {
    if (step.set !== undefined) return false
    const next: Step = step.below.get(name) ?? { below: new Map(), through: set.pointer }
    step.below.set(name, next)
    step = next
  }
  if (step.set !== undefined || step.below.size > 0) return false
  step.set = set
  return true
}

/** As deep as the pointers, which are bounded. */
function patchedBelow(object: JsonObject, step: Step): PatchOutcome {
  const members = new Map(Object.entries(object))
  for (const [name, next] of step.below) {
    if (next.set === undefined) {
      const current = members.get(name)
      if (Array.isArray(current)) return refused(next.through, 'inside an array, which must be replaced as a whole')
      if (!isJsonObject(current)) return refused(next.through, 'its parent does not exist')
      const outcome = patchedBelow(current, next)
      if ('error' in outcome) return outcome
      members.set(name, outcome.patched)
    } else if (next.set.value === null) {
      members.delete(name)
    } else {
      members.set(name, next.set.value)
    }
  }
  return { patched: Object.fromEntries(members) }
}

function refused(pointer: string, rule: string): PatchOutcome {
  const shown = pointer.slice(0, maxPointerLength)
  return { error: { type: 'invalidPatch', description: `Invalid JSON Pointer path: ${rule}`, properties: [shown] } }
}
