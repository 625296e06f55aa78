import type { Secret, TransactionId } from '../ids.ts'
import type { ClientCertificate } from '../ports/client-certificate.ts'
import type { Origin } from '../ports/origin.ts'
import type { Session } from '../ports/stores.ts'
import type { Parameters } from '../wire/parameters.ts'

/** Where a request came from, for the audit log. */
export interface PeerInput {
  /** Network address of the peer. */
  readonly address?: string
}

export interface AuthorizeInput extends PeerInput {
  readonly parameters: Parameters
  /** The signed-in browser, found by its cookie. */
  readonly session: Session | undefined
  /** The cookie that binds a transaction to the browser; the caller sets a new one before, if the browser has none. */
  readonly browser: Secret<'browserCookie'>
}

/** Going on with a transaction after a page: the dispatcher calls this after each step, and only this decides what is next. */
export interface ResumeInput extends PeerInput {
  readonly transactionId: TransactionId
  readonly session: Session | undefined
  /** `undefined`: the browser sent none, so it cannot be the one that started. */
  readonly browser: Secret<'browserCookie'> | undefined
}

/** What the person decided on a page. */
export type UserDecision =
  /** Allowed all scopes of the request, on the consent page. */
  | { readonly kind: 'allow' }
  /** Goes on with the account that is signed in, on the account selection page. */
  | { readonly kind: 'select' }
  /** Cancelled on the login page or the account selection page, or denied on the consent page: `access_denied`. */
  | { readonly kind: 'deny' }

export interface FormInput extends PeerInput {
  /** The `Accept` header as sent, where the endpoint has more than one form of answer. */
  readonly accept?: string | undefined
  readonly parameters: Parameters
  /** The `Authorization` header as sent. */
  readonly authorization: string | undefined
  /** The `DPoP` header as sent (RFC9449-4.1). */
  readonly dpop?: string | undefined
  /** The certificate of whoever sends the request; absent: none. */
  readonly certificate?: ClientCertificate | undefined
}

export interface DeviceInput extends FormInput {
  /** Network address of the device, shown to its user. */
  readonly requestedFrom: string
}

export interface LogoutInput extends PeerInput {
  readonly parameters: Parameters
  readonly session: Session | undefined
  /** The person pressed `Sign out` on the confirmation page of these same parameters. */
  readonly confirmed: boolean
}

export interface RegistrationInput extends PeerInput {
  /** The parsed JSON body; `undefined`: it is no JSON. */
  readonly body: unknown
  /** Whether the caller was authenticated as somebody with the permission `oAuthClientRegistration`. */
  readonly authorized: boolean
  /** A bearer token that has the form of an initial access token. */
  readonly initialToken?: string
  /** Of a caller that was authenticated; absent: nobody knows more than the address. */
  readonly origin?: Origin
}

export interface RegistrationUpdateInput extends RegisteredClientInput {
  /** The parsed JSON body; `undefined`: it is no JSON. */
  readonly body: unknown
}

export interface RegisteredClientInput extends PeerInput {
  readonly clientId: string
  /** The `Authorization` header as sent. */
  readonly authorization: string | undefined
}
