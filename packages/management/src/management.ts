import type { AccountId, AuthenticationDemand, Origin, Session } from '@latchkey/core'
import type { Account } from '@latchkey/identity'
import type { Caller } from './access/caller.ts'
import type { OidcProviderObject } from './contract.ts'
import type { JmapAnswer, Limits } from './jmap/contract.ts'
import type { PlanEvent, PlanMode, PlanOptions } from './plan/contract.ts'
import type { JsonObject, JsonValue } from './ports/json.ts'

/** The way into management, for HTTP and for the command line beside the database alike. */
export interface Management {
  readonly oidcProvider: OidcProviderObject
  readonly limits: Limits
  /** The document of `/api/schema`; `hash` is the base64url SHA-256 of `json`. */
  readonly schema: { readonly hash: string; readonly json: string }
  /** Decides who calls; throttled. Never tells whether an account exists. */
  authenticate(credential: Credential, peer: Peer): Promise<Authentication>
  /** Whoever can run the command line beside the database: all permissions. */
  operator(through: Origin['through']): Caller
  /** What is wanted of the sign-in of a caller before they make changes, a plan or those of a JMAP request (RFC9470-3); `undefined`: nothing. */
  missingSignIn(caller: Caller, request?: JsonValue): AuthenticationDemand | undefined
  /**
   * A person changes their own password on a page; what `x:AccountPassword` says of it holds here, too. It ends every session and grant of
   * the account.
   */
  changePassword(change: PasswordChange): Promise<PasswordChanged>
  /** Whether a person may change their own password. */
  mayChangePassword(account: Account): Promise<boolean>
  /** Answers a JMAP request, whatever its form. */
  handle(request: JsonValue, caller: Caller): Promise<JmapAnswer>
  /** RFC8620-2. Without caller: capabilities only. */
  session(caller: Caller | undefined): Promise<JsonObject>
  /** State of each type that the caller may get, for push (RFC8620-7.1). */
  states(caller: Caller): Promise<Readonly<Record<string, string>>>
  /** Called with the type (with prefix) after something changed, here or on another node. Returns the way to stop. */
  onStateChange(listener: (type: string) => void): () => void
  /**
   * Plans, compares or applies a plan file. Events come as the work goes on; nothing is changed unless the last one is `done`.
   * @param lines of the file, without line ends
   */
  plan(lines: AsyncIterable<string>, options: PlanOptions, caller: Caller): AsyncIterable<PlanEvent>
  /** Lines of a plan file that makes the objects of these types (with prefix; empty: all that plans can have) what they are now. */
  snapshot(types: readonly string[], caller: Caller): AsyncIterable<string>
  /** Puts every managed object back to what it was when `revision` was the newest one. */
  rollback(revision: number, mode: PlanMode, caller: Caller): AsyncIterable<PlanEvent>
  /** Recomputes the hash chain of the audit log. @throws VerificationRefused */
  verifyAudit(caller: Caller): Promise<AuditVerdict>
  close(): void
}

export interface PasswordChange {
  readonly accountId: AccountId
  readonly current: string
  readonly next: string
  /** Network address of the person. */
  readonly address: string
}

export type PasswordChanged =
  | { readonly kind: 'changed'; readonly account: Account }
  /** The current password is wrong. */
  | { readonly kind: 'refused' }
  /** Seconds. */
  | { readonly kind: 'throttled'; readonly retryAfter: number }
  | { readonly kind: 'password_short' | 'password_long' }
  /** The person lacks the permission, has no password, or is gone. */
  | { readonly kind: 'forbidden' }

export type AuditVerdict =
  | { readonly kind: 'intact'; readonly events: number; readonly headHash: string; readonly unsealed: number }
  | { readonly kind: 'broken'; readonly sequence: number; readonly problem: string }

export type Credential =
  | { readonly kind: 'basic'; readonly username: string; readonly password: string }
  | { readonly kind: 'bearer'; readonly token: string }
  /** The sign-in of a browser, a session of which the server has found to live. */
  | { readonly kind: 'session'; readonly session: BrowserSignIn }

export type BrowserSignIn = Pick<Session, 'accountId' | 'authTime' | 'credentialVersion'>

export interface Peer {
  readonly address: string
  readonly through: Origin['through']
  /** Thumbprint of the certificate that the request came with; absent: none. */
  readonly x5tS256?: string | undefined
}

export type Authentication =
  | { readonly kind: 'authenticated'; readonly caller: Caller }
  | { readonly kind: 'refused' }
  /** Authenticated, but without the permission `authenticate`, or from a network that the credential does not allow. */
  | { readonly kind: 'forbidden' }
  /** Seconds. */
  | { readonly kind: 'throttled'; readonly retryAfter: number }
