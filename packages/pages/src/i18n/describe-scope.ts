import type { MessageKey } from './messages.ts'
import type { Translator } from './translator.ts'

/** Scopes that have words of their own; the table is looked up by what clients send. */
const scopeMessages: ReadonlyMap<string, MessageKey & `scope.${string}`> = new Map([
  ['openid', 'scope.openid'],
  ['profile', 'scope.profile'],
  ['email', 'scope.email'],
  ['address', 'scope.address'],
  ['phone', 'scope.phone'],
  ['offline_access', 'scope.offline_access'],
] as const)

/** A scope in words; one that has none is shown by its name. */
export function describeScope(t: Translator, scope: string): string {
  const key = scopeMessages.get(scope)
  return key === undefined || key === 'scope.other' ? t.text('scope.other', { scope }) : t.text(key)
}
