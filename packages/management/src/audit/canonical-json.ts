import type { AuditEvent } from '@latchkey/core'

/**
 * The canonical JSON of a value (RFC 8785): members in the order of their names' UTF-16 units, no blanks. Written for verification by
 * itself, so that a mistake in what writes the chain cannot hide in what reads it.
 */
export function canonicalText(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalText).join()}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const names = Object.keys(value).filter((name) => Reflect.get(value, name) !== undefined)
  const members = names.sort(byUnits).map((name) => `${JSON.stringify(name)}:${canonicalText(Reflect.get(value, name))}`)
  return `{${members.join()}}`
}

/** What the hash of an event is computed over, behind the hash before and a line feed. */
export function sealedText(event: AuditEvent, sequence: number): string {
  return canonicalText({ ...event, sequence })
}

function byUnits(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
