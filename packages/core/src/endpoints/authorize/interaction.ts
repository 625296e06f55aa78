import type { AuthorizationRequest } from '../../authorization-request/authorization-request.ts'
import type { Client } from '../../clients/client.ts'
import { consentItems } from '../../consent/consent-items.ts'
import type { DetailConsent } from '../../consent/detail-consent.ts'
import type { ReasonId } from '../../errors/reasons.ts'
import type { Subject } from '../../ids.ts'
import type { Session, Transaction } from '../../ports/stores.ts'
import type { AuthorizationDetail } from '../../rich-authorization/detail-type.ts'
import type { SpecReference } from '../../spec.ts'
import type { InteractionPage, InteractionReason } from '../outcomes.ts'

/** What decides whether the user must act. */
export interface Situation {
  readonly request: AuthorizationRequest
  readonly client: Client
  /** The session of an active account. */
  readonly session: Session | undefined
  /** By which this client knows that account; `undefined`: without session. */
  readonly subject: Subject | undefined
  /** What the user did so far within this request; `undefined`: nothing yet. */
  readonly transaction: Pick<Transaction, 'authenticatedAt' | 'consentedAt' | 'consentedBy' | 'selectedBy'> | undefined
  /** Scopes that the request can yield. */
  readonly scopes: readonly string[]
  /** Claims that the `claims` parameter asks for beside those of the scopes. */
  readonly claims: readonly string[]
  /** What this account has allowed this client before, as `consentItems` names it. */
  readonly remembered: readonly string[]
  /** Other APIs that the request names. */
  readonly resources: readonly string[]
  /** Whether people may create accounts for themselves now. */
  readonly opensAccounts: boolean
  /** How old a sign-in may be for the resources that the request names, milliseconds; `undefined`: any age. */
  readonly maxAuthenticationAge?: number | undefined
  /** What the request asks for in detail, as far as it can be granted now. */
  readonly details: readonly AuthorizationDetail[]
  readonly detailConsent: DetailConsent
  /** Milliseconds since the epoch. */
  readonly now: number
}

/** One reason why the user must act, and what the client hears if no page may be shown. */
export interface Interaction {
  readonly reason: InteractionReason
  readonly spec: SpecReference
  readonly page: InteractionPage
  /** Absent: cannot meet `prompt=none`, which stands alone. */
  readonly silently?: ReasonId
  applies(situation: Situation): boolean
}

/** In their order: the first that applies is what the user does next. */
export const interactions: readonly Interaction[] = [
  {
    // Also for who is signed in: the client asks for another account. Who signs in instead has answered by that.
    reason: 'prompt_create',
    spec: 'OIDCIUR-4',
    page: 'register',
    applies: (situation) => situation.opensAccounts && situation.request.prompts.includes('create') && !hasSignedIn(situation),
  },
  {
    reason: 'no_session',
    spec: 'OIDCC-3.1.2.3',
    page: 'login',
    silently: 'prompt_none_no_session',
    applies: ({ session }) => session === undefined,
  },
  {
    reason: 'prompt_login',
    spec: 'OIDCC-3.1.2.1',
    page: 'login',
    applies: (situation) => situation.request.prompts.includes('login') && !hasSignedIn(situation),
  },
  {
    // Who has just signed in has chosen by that.
    reason: 'prompt_select_account',
    spec: 'OIDCC-3.1.2.1',
    page: 'select-account',
    applies: (situation) =>
      situation.request.prompts.includes('select_account') && !hasSignedIn(situation) && !hasSelected(situation),
  },
  {
    reason: 'max_age',
    spec: 'OIDCC-3.1.2.1',
    page: 'login',
    silently: 'prompt_none_max_age',
    applies: (situation) => isTooOld(situation) && !hasSignedIn(situation),
  },
  {
    reason: 'other_subject',
    spec: 'OIDCC-3.1.2.2',
    page: 'login',
    silently: 'prompt_none_other_subject',
    applies: ({ request, subject }) =>
      subject !== undefined && request.subjects !== undefined && !request.subjects.includes(subject),
  },
  {
    // What is known of such a client is only what it says itself, so an earlier consent says nothing about this one.
    reason: 'unregistered_client',
    spec: 'RFC8252-8.6',
    page: 'consent',
    silently: 'prompt_none_unregistered_client',
    applies: (situation) => situation.client.origin === 'unregistered' && !hasConsented(situation),
  },
  {
    reason: 'prompt_consent',
    spec: 'OIDCC-3.1.2.1',
    page: 'consent',
    applies: (situation) => situation.request.prompts.includes('consent') && !hasConsented(situation),
  },
  {
    reason: 'consent_missing',
    spec: 'OIDCC-3.1.2.4',
    page: 'consent',
    silently: 'prompt_none_consent_missing',
    applies: (situation) => !situation.client.skipConsent && !hasConsented(situation) && !isRemembered(situation),
  },
]

/** What the user must do next; `undefined`: the client can be answered. */
export function interactionNeeded(situation: Situation): Interaction | undefined {
  return interactions.find((row) => row.applies(situation))
}

/** Whether the session comes from a sign-in within this very request. */
export function hasSignedIn({ session, transaction }: Situation): boolean {
  const since = transaction?.authenticatedAt
  return session !== undefined && since !== undefined && session.authTime >= since
}

/** Whether this very account allowed the request on its consent page. */
export function hasConsented({ session, transaction }: Situation): boolean {
  return transaction?.consentedAt !== undefined && transaction.consentedBy === session?.accountId
}

/** OIDCC-3.1.2.1: seconds since the last active authentication; 0 always means anew. */
function isTooOld({ request, client, session, maxAuthenticationAge, now }: Situation): boolean {
  if (session === undefined) return false
  // What a resource would refuse is asked for at once (RFC9470-5).
  if (maxAuthenticationAge !== undefined && now - session.authTime > maxAuthenticationAge) return true
  const maxAge = request.maxAge ?? client.defaultMaxAge
  if (maxAge === undefined) return false
  return maxAge === 0 || now - session.authTime > maxAge * 1000
}

/** Whether this very account was chosen to go on with. */
function hasSelected({ session, transaction }: Situation): boolean {
  return transaction?.selectedBy !== undefined && transaction.selectedBy === session?.accountId
}

/** A request for nothing has nothing that could be remembered: it is asked each time. */
function isRemembered({ scopes, claims, resources, detailConsent, remembered }: Situation): boolean {
  if (detailConsent.asksAlways) return false
  const items = consentItems(scopes, claims, resources, detailConsent.marks)
  return items.length > 0 && items.every((item) => remembered.includes(item))
}
