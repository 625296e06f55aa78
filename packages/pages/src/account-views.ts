import type { ClientView, DetailView, HiddenFields } from './contract.ts'

/* What the pages of somebody who is signed in show. Instants are milliseconds since the epoch. */

/** What is known of the person, by the name of the claim; a claim with a language tag has it behind `#`. */
export type ClaimView = readonly [name: string, value: unknown]

export interface AccountView {
  readonly username: string
  readonly claims: readonly ClaimView[]
  readonly mayChangePassword: boolean
  /** The password was changed just now. */
  readonly outcome?: 'password_changed'
}

/** A client in the list of those that have access. */
interface AccessEntryView {
  readonly name: string
  readonly logoUri?: string
  readonly href: string
  readonly since: number
  /** Absent: it has no access now, but need not ask again. */
  readonly lastGrantAt?: number
}

export interface AccessView {
  readonly clients: readonly AccessEntryView[]
  /** The page before, where this is not the first one. */
  readonly previousHref?: string
  readonly nextHref?: string
  /** What became of the removal that was asked for just now, and of which app. */
  readonly outcome?: { readonly kind: 'removed' | 'gone'; readonly name?: string }
}

/** All that one client has, with the button that takes it away. */
export interface ClientAccessView {
  readonly client: ClientView
  readonly clientId: string
  readonly hidden: HiddenFields
  readonly since: number
  readonly lastGrantAt?: number
  readonly lastRefreshAt?: number
  readonly endsAt?: number
  readonly isOffline: boolean
  readonly scopes: readonly string[]
  /** Claims that were allowed by name, beside those of the scopes. */
  readonly claims: readonly string[]
  /** What scopes mean that have no words here, by their names. */
  readonly scopeDescriptions?: ReadonlyMap<string, string>
  readonly resources: readonly { readonly resource: string; readonly name?: string }[]
  readonly details: readonly DetailView[]
  /** What it can read of the person now. */
  readonly released: readonly ClaimView[]
}

interface SessionEntryView {
  readonly sessionId: string
  readonly isThis: boolean
  readonly since: number
  /** When the person proved last who they are. */
  readonly authTime: number
  readonly expiresAt: number
  /** Network address of that sign-in; absent: not known any more. */
  readonly address?: string
}

export interface SessionsView {
  readonly hidden: HiddenFields
  readonly sessions: readonly SessionEntryView[]
  /** How many were ended just now. */
  readonly ended?: number
}

export interface PasswordView {
  readonly hidden: HiddenFields
  readonly username: string
  /** In characters; said before typing. */
  readonly passwordLength: { readonly min: number; readonly max: number }
  /** `forbidden`: the person cannot change it, so there is no form. */
  readonly problem?:
    | 'missing_fields'
    | 'refused'
    | 'forbidden'
    | 'password_short'
    | 'password_long'
    | 'password_mismatch'
    /** In seconds. */
    | { readonly kind: 'throttled'; readonly retryAfter: number }
}
