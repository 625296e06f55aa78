import type { SubjectRecord } from '../ports/subjects.ts'
import { releasable } from './releasable.ts'
import { isStandardClaim } from './scope-claims.ts'

const addressMembers: ReadonlySet<string> = new Set([
  ...['formatted', 'street_address', 'locality', 'region', 'postal_code', 'country'],
])

/** Name of an attribute that an administrator gave an account. */
export const attributeName = /^[A-Za-z][A-Za-z0-9_-]{0,63}$/

/** Whether a path names something that an account can have. */
export function isClaimPath(path: string): boolean {
  const [first = '', second, ...rest] = path.split('.')
  if (rest.length > 0) return false
  if (first === 'attributes') return second !== undefined && attributeName.test(second)
  if (second !== undefined) return first === 'address' && addressMembers.has(second)
  return first === 'username' || isStandardClaim(first)
}

/** What an account has at a path; `undefined`: nothing that can be said (OIDCC-5.3.2). */
export function valueAt(path: string, account: Pick<SubjectRecord, 'name' | 'claims' | 'attributes'>): unknown {
  const [first = '', second] = path.split('.')
  if (first === 'username') return releasable(account.name)
  if (first === 'attributes') return second === undefined ? undefined : releasable(ownMember(account.attributes, second))
  const value: unknown = isStandardClaim(first) ? account.claims[first] : undefined
  return releasable(second === undefined ? value : ownMember(value, second))
}

/** Names come from settings, so a prototype's member must not answer. */
function ownMember(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined
  return new Map<string, unknown>(Object.entries(value)).get(name)
}
