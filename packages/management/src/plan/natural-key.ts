import { usernameKey } from '@latchkey/identity'
import type { JsonObject } from '../ports/json.ts'
import type { AnyDefinition } from './plan-ports.ts'

/** Whether objects of the type can be part of a plan. */
export function isPlannable({ declaration }: AnyDefinition): boolean {
  return declaration.kind === 'singleton' || declaration.naturalKey !== undefined
}

/** Types whose natural keys are told apart with regard to case: `client_id`s, scope tokens (RFC6749-3.3), resources (RFC8707-2), types of details (RFC9396-2), and issuers. */
const exactTypes: ReadonlySet<string> = new Set(['OAuthClient', 'Scope', 'Resource', 'AuthorizationDetailType', 'TrustedIssuer'])

/** Form under which two natural keys of a type are the same, and under which the store finds them. */
export function comparableKey({ object }: AnyDefinition, key: string): string {
  return exactTypes.has(object) ? key : usernameKey(key)
}

/** The natural key of a wire form; `undefined` for a singleton. */
export function naturalKeyOf({ declaration }: AnyDefinition, wire: JsonObject): string | undefined {
  const key = declaration.naturalKey === undefined ? undefined : wire[declaration.naturalKey]
  return typeof key === 'string' ? key : undefined
}
