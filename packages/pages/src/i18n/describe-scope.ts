import type { MessageKey } from './messages.ts'
import type { Translator } from './translator.ts'

/** Scopes that have words of their own; the table is looked up by what clients send. */
const scopeMessages: ReadonlyMap<string, MessageKey & `scope.${string}`> = new Map([
  ['openid', 'scope.openid'],
  ['profile', 'scope.profile'],
  ['email', 'scope.email'],
  ['address', 'scope.address'],
  ['phone', 'scope.phone'],
  ['groups', 'scope.groups'],
  ['offline_access', 'scope.offline_access'],
  ['urn:latchkey:management', 'scope.management'],
] as const)

/**
 * A scope in words; one that has none is shown by its name.
 * @param descriptions words for scopes that have none of their own here
 */
export function describeScope(t: Translator, scope: string, descriptions?: ReadonlyMap<string, string>): string {
  const key = scopeMessages.get(scope)
  if (key !== undefined && key !== 'scope.other') return t.text(key)
  return descriptions?.get(scope) ?? t.text('scope.other', { scope })
}
