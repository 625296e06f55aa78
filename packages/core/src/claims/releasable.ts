/** A value as a claim; `undefined`: a claim without value, which is left out, never null or empty (OIDCC-5.3.2). */
export function releasable(value: unknown): unknown {
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
