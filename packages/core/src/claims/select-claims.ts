import type { ReleasableClaims } from '../ports/subjects.ts'
import { type ReleasableClaim, scopeClaims } from './scope-claims.ts'

/** Adds what the scopes ask for (OIDCC-5.4) to `target`. */
export function addScopeClaims(target: Record<string, unknown>, source: ReleasableClaims, scopes: readonly string[]): void {
  for (const scope of scopes) {
    const names = scopeClaims.get(scope)
    if (names !== undefined) addClaims(target, source, names)
  }
}

/** Adds the named claims to `target`. One without a value is left out, never null or empty (OIDCC-5.3.2). */
export function addClaims(target: Record<string, unknown>, source: ReleasableClaims, names: readonly ReleasableClaim[]): void {
  for (const name of names) {
    const value = releasable(source[name])
    if (value !== undefined) target[name] = value
  }
}

function releasable(value: unknown): unknown {
  switch (typeof value) {
    case 'string':
      return value.trim() === '' ? undefined : value
    case 'boolean':
      return value
    case 'number':
      return Number.isFinite(value) ? value : undefined
    case 'object':
      if (Array.isArray(value)) return value.length === 0 ? undefined : value
      return value === null ? undefined : withoutEmptyMembers(value)
    default:
      return undefined
  }
}

function withoutEmptyMembers(address: object): Readonly<Record<string, unknown>> | undefined {
  const members = Object.entries(address).filter(([, value]) => typeof value === 'string' && value.trim() !== '')
  return members.length === 0 ? undefined : Object.fromEntries(members)
}
