import type { Awaitable } from '../awaitable.ts'
import type { AccountId, Subject } from '../ids.ts'

/** A postal address, OIDCC-5.1.1. */
export interface AddressClaim {
  readonly formatted?: string
  readonly street_address?: string
  readonly locality?: string
  readonly region?: string
  readonly postal_code?: string
  readonly country?: string
}

/** Standard claims, OIDCC-5.1, in their wire form. Unknown ones are absent, never null or empty. */
export interface StandardClaims {
  readonly name?: string
  readonly given_name?: string
  readonly family_name?: string
  readonly middle_name?: string
  readonly nickname?: string
  readonly preferred_username?: string
  readonly profile?: string
  readonly picture?: string
  readonly website?: string
  readonly gender?: string
  readonly birthdate?: string
  readonly zoneinfo?: string
  readonly locale?: string
  /** Seconds since the epoch. */
  readonly updated_at?: number
  readonly email?: string
  readonly email_verified?: boolean
  readonly phone_number?: string
  readonly phone_number_verified?: boolean
  readonly address?: AddressClaim
}

/** What an account can release: the standard claims, and the names of its groups to whoever has the scope `groups`. */
export interface ReleasableClaims extends StandardClaims {
  readonly groups?: readonly string[]
}

/** An account as the engine sees it. */
export interface SubjectRecord {
  readonly accountId: AccountId
  readonly subject: Subject
  /** `false`: disabled; nothing issued for it is honoured. */
  readonly active: boolean
  /** Changes with the password: what was proved by another one counts no more. Absent: there is none. */
  readonly credentialVersion?: number
  /** User name, for the audit log. */
  readonly name?: string
  readonly claims: ReleasableClaims
  /** Values in further languages, by claim and BCP 47 tag: `name#de` (OIDCC-5.2). */
  readonly localized?: Readonly<Record<string, string>>
  /** What administrators said of it beside the standard claims; released only by a mapping of a client. */
  readonly attributes?: Readonly<Record<string, string | readonly string[]>>
  /** Names of its roles; released only by a mapping of a client. */
  readonly roles?: readonly string[]
}

/** By what an account can be found beside its id. */
export type SubjectKey =
  | { readonly by: 'username'; readonly value: string }
  | { readonly by: 'subject'; readonly value: string }
  | { readonly by: 'email'; readonly value: string }
  /** A text, or a member of a list of texts. */
  | { readonly by: 'attribute'; readonly name: string; readonly value: string }

export interface SubjectSource {
  find(accountId: AccountId): Awaitable<SubjectRecord | undefined>
  /**
   * Accounts that have this value, at most two: one tells who it is, two that it tells nobody. User names and addresses are compared without
   * regard to case, all else exactly. By an address only those are found where it is verified. Absent: nobody is found.
   */
  findBy?(key: SubjectKey): Promise<readonly SubjectRecord[]>
}
