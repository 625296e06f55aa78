import type { Check } from '../../checks/check.ts'
import { type Client, isConfidential } from '../../clients/client.ts'
import type { ResourceDefinition } from '../../resources/resource.ts'
import { deathOf, type TokenState } from '../../tokens/token-state.ts'

/** A question about a token. */
export interface Introspection {
  readonly client: Client
  readonly text: string | undefined
}

/** What the caller must be and must ask. */
export const introspectionChecks: readonly Check<Introspection, 'introspect'>[] = [
  {
    name: 'introspection-client-confidential',
    spec: 'RFC7662-2.1',
    at: ['introspect'],
    run: ({ client }) => (isConfidential(client) ? undefined : { reason: 'introspection_public_client' }),
  },
  {
    name: 'introspection-token-present',
    spec: 'RFC7662-2.1',
    at: ['introspect'],
    run: ({ text }) => (text === undefined ? { reason: 'introspection_token_missing' } : undefined),
  },
]

/** A token that was found, with who asks. */
export interface FoundIntrospection {
  readonly client: Client
  readonly state: TokenState | undefined
  /** The resources that the caller answers for. */
  readonly answersFor: readonly ResourceDefinition[]
}

/**
 * Why a token counts as inactive; `undefined`: it is active. One answer for all, so that nobody learns of tokens that are not for them
 * (RFC7662-2.2, -4): whoever asks must be the client of the token, or answer for a resource in its audience.
 */
export function inactivityOf({ client, state, answersFor }: FoundIntrospection): string | undefined {
  if (state === undefined) return 'unknown or expired'
  const { found } = state
  if (found.clientId !== client.clientId && audienceFor(found, answersFor).length === 0) {
    return 'issued to another client, and not for a resource of the caller'
  }
  return deathOf(state)
}

/** The part of a token's audience that the caller answers for. */
export function audienceFor(found: TokenState['found'], answersFor: readonly ResourceDefinition[]): readonly string[] {
  if (found.kind === 'refresh') return []
  return found.token.audience.filter((resource) => answersFor.some((definition) => definition.resource === resource))
}
