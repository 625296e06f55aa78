import type { Client } from '../clients/client.ts'
import type { OAuthError } from '../errors/oauth-error.ts'
import type { SessionId, TraceId } from '../ids.ts'
import type { ToldClient } from '../logout/end-session.ts'
import type { Session, Transaction } from '../ports/stores.ts'

/** Where and how an authorization response is delivered; exists only after the redirect URI was validated. */
export interface AuthorizationResponse {
  readonly redirectUri: string
  readonly mode: 'query' | 'fragment' | 'form_post'
  /** In order, `state` and `iss` included. */
  readonly parameters: readonly (readonly [name: string, value: string])[]
}

/** Why the user must act, the first that applies first; reaches page and trace. */
export type InteractionReason =
  | 'no_session'
  | 'prompt_create'
  | 'prompt_login'
  | 'prompt_select_account'
  | 'max_age'
  | 'other_subject'
  | 'prompt_consent'
  | 'consent_missing'
  | 'unregistered_client'

/** The pages on which the user acts; each is at the path of its name. */
export type InteractionPage = 'register' | 'login' | 'select-account' | 'consent'

export interface InteractionNeeded {
  readonly kind: 'interact'
  readonly page: InteractionPage
  readonly reason: InteractionReason
  readonly transaction: Transaction
  readonly client: Client
  readonly traceId: TraceId
}

export interface PageError {
  readonly kind: 'page-error'
  /** Shown to the person in front of the browser; never redirected. */
  readonly error: OAuthError
  readonly traceId: TraceId
  readonly client?: Client
}

export interface Respond {
  readonly kind: 'respond'
  readonly response: AuthorizationResponse
  readonly traceId: TraceId
  readonly client: Client
}

/** Ask first: the request does not prove that a client which the person is signed in to sent it. */
export interface ConfirmLogout {
  readonly kind: 'confirm'
  readonly session: Session
  readonly client?: Client
  /** Of the request, BCP 47 (OIDCRPL-2). */
  readonly uiLocales: readonly string[]
  readonly traceId: TraceId
}

export interface SignedOut {
  readonly kind: 'signed-out'
  readonly client?: Client
  /** A registered address of that client, with `state`. */
  readonly location?: string
  /** Whose session ended; absent: nobody was signed in. */
  readonly sessionId?: SessionId
  /** Clients of the session that are told. */
  readonly told: readonly ToldClient[]
  /** Go there at once; otherwise it is only offered as a link. */
  readonly follow: boolean
  /** Of the request, BCP 47 (OIDCRPL-2). */
  readonly uiLocales: readonly string[]
  readonly traceId: TraceId
}

export type LogoutOutcome = PageError | ConfirmLogout | SignedOut

export type AuthorizeOutcome = PageError | Respond | InteractionNeeded
