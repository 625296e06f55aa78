import { canonicalJson } from './canonical-json.ts'
import { type AuthorizationDetail, isListMember } from './detail-type.ts'

/**
 * Whether a detail asks for no more than another that was granted: the same, but for lists of RFC9396-2.2 with fewer members. What one of
 * them leaves out may mean everything or nothing, so both must have the same members.
 * @see RFC9396-6.1
 */
export function isWithin(asked: AuthorizationDetail, granted: AuthorizationDetail): boolean {
  const names = Object.keys(asked)
  if (names.length !== Object.keys(granted).length || !names.every((name) => Object.hasOwn(granted, name))) return false
  return names.every((name) => {
    const [one, other] = [asked[name], granted[name]]
    if (!isListMember(name)) return canonicalJson(one) === canonicalJson(other)
    return Array.isArray(one) && Array.isArray(other) && one.length > 0 && one.every((member) => other.includes(member))
  })
}

/** Whether each detail is within one of those that were granted. */
export function areWithin(asked: readonly AuthorizationDetail[], granted: readonly AuthorizationDetail[]): boolean {
  return asked.every((detail) => granted.some((other) => isWithin(detail, other)))
}
