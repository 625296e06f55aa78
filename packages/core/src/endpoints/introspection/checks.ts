import type { Check } from '../../checks/check.ts'
import { type Client, isConfidential } from '../../clients/client.ts'
import type { SubjectRecord } from '../../ports/subjects.ts'
import { isActiveFor } from '../../subjects/subject-for.ts'
import type { FoundToken } from '../../tokens/find-token.ts'

/** A question about a token, with what was loaded for it. */
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
  readonly found: FoundToken | undefined
  readonly account: SubjectRecord | undefined
}

/**
 * Why a token counts as inactive; `undefined`: it is active. One answer for all, so that nobody learns of tokens that are not theirs
 * (RFC7662-2.2, -4).
 */
export function inactivityOf({ client, found, account }: FoundIntrospection): string | undefined {
  if (found === undefined) return 'unknown or expired'
  if (found.clientId !== client.clientId) return 'issued to another client'
  if (found.grant === undefined || found.grant.revokedAt !== undefined) return 'grant revoked'
  if (found.kind === 'refresh' && found.token.rotatedAt !== undefined) return 'replaced by another'
  if (!isActiveFor(account, found.grant)) return 'account not active'
  return undefined
}
