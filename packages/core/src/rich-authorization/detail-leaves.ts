import type { AuthorizationDetail } from './detail-type.ts'

/**
 * The values of a detail by their paths; a list is a value. A name with a dot in it is put into brackets, so that it is never taken for a
 * way into an object.
 */
export function leavesOf(detail: AuthorizationDetail): ReadonlyMap<string, unknown> {
  return new Map(walk(detail, ''))
}

function walk(value: object, before: string): readonly (readonly [path: string, value: unknown])[] {
  return Object.entries(value).flatMap(([name, member]) => {
    const path = before + (name.includes('.') ? `[${name}]` : name)
    return isFilledObject(member) ? walk(member, `${path}.`) : [[path, member] as const]
  })
}

function isFilledObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && Object.keys(value).length > 0
}
