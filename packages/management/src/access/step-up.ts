import type { AuthenticationDemand } from '@latchkey/core'
import { isJsonObject } from '../jmap/json-object.ts'
import type { JsonValue } from '../ports/json.ts'
import type { Caller } from './caller.ts'

/** What people write of themselves, and what only ends something, which nobody should have to sign in again for. */
const withoutStepUp: ReadonlySet<string> = new Set(['AccountSettings', 'Session', 'Grant'])

/** Whether a JMAP request changes something that counts for security: every `/set` does, but for those few types. */
export function isSensitive(request: JsonValue): boolean {
  const calls = isJsonObject(request) ? request['methodCalls'] : undefined
  return Array.isArray(calls) && calls.some((call) => Array.isArray(call) && isSensitiveMethod(call[0]))
}

function isSensitiveMethod(name: unknown): boolean {
  if (typeof name !== 'string') return false
  const [type = '', method] = name.split('/')
  return method === 'set' && !withoutStepUp.has(type.replace(/^x:/, ''))
}

/**
 * What is wanted of the sign-in behind a credential before it may change something; `undefined`: nothing more. Passwords, API keys and app
 * passwords have no sign-in that could be too old (LATCHKEY-0042-details-and-step-up).
 * @param maxAge milliseconds; absent: any age
 * @see RFC9470-3
 */
export function missingSignIn(
  { signedInAt }: Pick<Caller, 'signedInAt'>,
  { maxAge, now }: { readonly maxAge: number | undefined; readonly now: number },
): AuthenticationDemand | undefined {
  if (maxAge === undefined || signedInAt === undefined || now - signedInAt <= maxAge) return undefined
  return { maxAge }
}
