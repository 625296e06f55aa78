import {
  type Client,
  type ClientId,
  type ClientSecret,
  type CryptoPort,
  definedMembers,
  type FetchPort,
  isMethodWithKey,
  missingGrantTypes,
  newClientId,
  newClientSecret,
  parseResponseType,
  storedClientSecret,
} from '@latchkey/core'
import type { InputIssue } from '../set-error-of-issues.ts'
import { checkClaimMapping } from './claim-mapping/check-claim-mapping.ts'
import { checkClient, checkScopes } from './client-checks.ts'
import { type ClientMembers, clientDefaults } from './client-input.ts'
import { checkSectorOf, sectorMembers } from './sector-check.ts'

export interface ClientAssembly {
  readonly crypto: CryptoPort
  readonly now: number
  /** Whether an administrator has defined the scope. */
  readonly isDefinedScope: (name: string) => Promise<boolean>
  /** Absent: no address can be looked at. */
  readonly fetch?: FetchPort | undefined
  /** Absent: a new client. */
  readonly previous?: Client | undefined
  /** A client without credentials, as it can keep none (RFC6749-2.1). */
  readonly isPublic: boolean
  /** Until when the secret before the newest works; `null`: no longer; absent: nothing is said, so a new secret ends it. */
  readonly previousSecretExpiresAt?: number | null | undefined
}

export type AssembledClient =
  /** `madeSecret` can be said now and never again. */
  { readonly client: Client; readonly madeSecret?: string } | { readonly issues: readonly InputIssue[] }

/**
 * The record of a client from what is said of it and what it was, by the rules between its members. Nothing is written. A new client gets
 * an id unless it has one, and a secret unless it has one, is public, or authenticates with keys.
 */
export async function assembleClient(members: ClientMembers, assembly: ClientAssembly): Promise<AssembledClient> {
  const { crypto, now, previous, isPublic } = assembly
  const { clientId, secret, ...said } = members
  const always = alwaysThere(said, previous ?? clientDefaults)
  const isReset = 'responseTypes' in said
  const responseTypes = said.responseTypes ?? typesThatFollow(always.grantTypes, isReset ? undefined : previous)
  const { subjectType } = 'subjectType' in said ? said : (previous ?? {})
  const isPairwise = subjectType === 'pairwise'
  const merged = definedMembers({
    ...{ ...previous, ...said, ...always, responseTypes },
    subjectType: isPairwise ? ('pairwise' as const) : undefined,
  })
  const keepsSecret = !('secret' in members && secret === undefined)
  const known = previous?.scopes ?? []
  const issues = [
    ...checkClient(merged, { isPublic, secret, kept: keepsSecret ? previous?.secrets[0] : undefined, crypto }),
    ...(await checkScopes(said.scopes?.filter((scope) => !known.includes(scope)) ?? [], assembly.isDefinedScope)),
    ...(await checkClaimMapping(said.claimMapping, assembly.isDefinedScope)),
    ...(sectorMembers.some((name) => name in said) ? await checkSectorOf(merged, assembly.fetch) : []),
  ]
  if (issues.length > 0) return { issues }
  const needsSecret = previous === undefined && !isPublic && !isMethodWithKey(merged.tokenEndpointAuthMethod)
  const made = needsSecret && secret === undefined ? newClientSecret(crypto.randomBytes) : undefined
  const client: Client = {
    ...merged,
    ...(isPublic && { tokenEndpointAuthMethod: 'none' }),
    clientId: previous?.clientId ?? (clientId as ClientId | undefined) ?? newClientId(crypto.randomBytes),
    origin: previous?.origin ?? 'administrator',
    secrets: isPublic || (previous !== undefined && !keepsSecret) ? [] : secretsAfter(made ?? secret, assembly),
    createdAt: previous?.createdAt ?? now,
    updatedAt: Math.max(now, (previous?.updatedAt ?? 0) + 1),
  }
  return made === undefined ? { client } : { client, madeSecret: made }
}

/** The members that no client is without. */
function alwaysThere(said: ClientMembers, before: typeof clientDefaults | Client) {
  return {
    applicationType: said.applicationType ?? before.applicationType,
    redirectUris: said.redirectUris ?? before.redirectUris,
    postLogoutRedirectUris: said.postLogoutRedirectUris ?? before.postLogoutRedirectUris,
    grantTypes: said.grantTypes ?? before.grantTypes,
    claimsInIdToken: said.claimsInIdToken ?? before.claimsInIdToken,
    skipConsent: said.skipConsent ?? before.skipConsent,
    requireAuthTime: said.requireAuthTime ?? before.requireAuthTime,
    postures: said.postures ?? before.postures,
  }
}

/** Of the response types before those that the grant types still allow, and with the code grant one that yields a code. */
function typesThatFollow(grantTypes: readonly string[], previous: Client | undefined): readonly string[] {
  if (previous !== undefined && sameMembers(grantTypes, previous.grantTypes)) return previous.responseTypes
  const kept = (previous?.responseTypes ?? []).filter((type) => missingGrantTypes([type], grantTypes).length === 0)
  const needsCode = grantTypes.includes('authorization_code') && !kept.some((type) => parseResponseType(type)?.code)
  return needsCode ? ['code', ...kept] : kept
}

function sameMembers(some: readonly string[], others: readonly string[]): boolean {
  return some.length === others.length && some.every((member) => others.includes(member))
}

/** A new secret takes the place of all others; the newest of those may be given a rest of life. */
function secretsAfter(text: string | undefined, assembly: ClientAssembly): readonly ClientSecret[] {
  const { crypto, now, previous, previousSecretExpiresAt: until } = assembly
  const before = previous?.secrets ?? []
  const [newest, ...older] = before
  const isNew = text !== undefined && newest?.digest !== crypto.digest(text)
  if (!isNew && until === undefined) return before
  const kept = isNew ? [storedClientSecret(crypto, text, now)] : before.slice(0, 1)
  const ending = isNew ? newest : older[0]
  return ending === undefined || (until ?? 0) <= now ? kept : [...kept, { ...ending, expiresAt: until ?? 0 }]
}
