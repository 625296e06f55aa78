import type { Client } from './clients/client.ts'
import type {
  AuthorizeInput,
  DeviceInput,
  FormInput,
  LogoutInput,
  PeerInput,
  RegisteredClientInput,
  RegistrationInput,
  RegistrationUpdateInput,
  ResumeInput,
  UserDecision,
} from './endpoints/inputs.ts'
import type { AuthorizeOutcome, LogoutOutcome } from './endpoints/outcomes.ts'
import type { OAuthError } from './errors/oauth-error.ts'
import type { AccountId, Secret, Subject, TraceId } from './ids.ts'
import type { JwkSet } from './keys/published-keys.ts'
import type { AccessingClient } from './ports/account-access.ts'
import type { BackchannelRequest, NoticeAttempt } from './ports/backchannel-requests.ts'
import type { DeviceAuthorization } from './ports/device-authorizations.ts'
import type { LogoutAttempt, LogoutDelivery } from './ports/logout-deliveries.ts'
import type { Session, Transaction } from './ports/stores.ts'
import type { DescribedResource } from './resources/describe-resource.ts'
import type { DescribedDetail } from './rich-authorization/describe-detail.ts'
import type { ManagementAccess } from './tokens/management-access.ts'
import type { PreviewInput, TokenPreview } from './tokens/preview-tokens.ts'
import type { Parameters } from './wire/parameters.ts'

/** A JSON answer of a protocol endpoint, with the trace it belongs to. */
export interface JsonAnswer {
  readonly status: number
  readonly body: Readonly<Record<string, unknown>> | undefined
  /** The same as a JWT of this media type, to be sent in the place of JSON. */
  readonly signed?: { readonly mediaType: string; readonly jwt: string }
  readonly traceId: TraceId
  /** `WWW-Authenticate`, where the specification asks for one. */
  readonly challenge?: string
  /** Seconds, where it is worth while to come back. */
  readonly retryAfter?: number
  /** `DPoP-Nonce` (RFC9449-8). */
  readonly dpopNonce?: string
  /** Set where the answer is a refusal, for the log. */
  readonly refusal?: OAuthError
}

export interface ProviderOptions {
  /** No trailing slash; may have a path. Prefix of every URL. */
  readonly issuer: string
  /** Languages of the pages, BCP 47; absent: `en` and `de`. */
  readonly uiLocales?: readonly string[]
}

/** The engine: one method per endpoint, and the steps of the pages between authorize and its answer. No I/O of its own. */
export interface Provider {
  /** The one document served at both discovery paths (OIDCD-3, RFC8414-2). */
  discovery(): Readonly<Record<string, unknown>>
  /** RFC7517-5, public keys only; the same object while nothing changes, and at once where it is known. */
  jwks(): JwkSet | Promise<JwkSet>
  authorize(input: AuthorizeInput): Promise<AuthorizeOutcome>
  /** RFC9126-2: a client sends its request before its browser comes; 201 with the `request_uri` to come with. */
  pushedAuthorizationRequest(input: FormInput): Promise<JsonAnswer>
  /**
   * The transaction of a page, if this browser may go on with it.
   * @throws OAuthError `transaction_unknown`, `transaction_other_browser`
   */
  openTransaction(input: ResumeInput): Promise<PendingRequest>
  /** Decides from stored state what is next. Page errors instead of throws, as `authorize`. */
  resume(input: ResumeInput): Promise<AuthorizeOutcome>
  /** Records the decision, then decides what is next. */
  decide(input: ResumeInput, decision: UserDecision): Promise<AuthorizeOutcome>
  /** Counts a failed sign-in; at the limit the transaction is over and the outcome says so. */
  failSignIn(input: ResumeInput): Promise<'alive' | AuthorizeOutcome>
  /**
   * Signs a browser in after identity verified the person: a new session, or the renewal of `previous` when it is the same account.
   * The cookie is new either way (no fixation). Marks the transaction, if one is named, as authenticated.
   */
  signIn(input: SignInInput): Promise<{ readonly cookie: Secret<'sessionCookie'>; readonly session: Session }>
  /** The session of a cookie value, if it lives. */
  findSession(cookie: string): Promise<Session | undefined>
  token(input: FormInput): Promise<JsonAnswer>
  userinfo(input: UserinfoInput): Promise<JsonAnswer>
  /** RFC7662: 200 with `active: false` for everything that is not an active token of the caller. */
  introspect(input: FormInput): Promise<JsonAnswer>
  /** Whose management an access token opens; `undefined`: nobody's. `x5tS256`: thumbprint of the certificate that it came with. */
  managementAccess(token: string, x5tS256?: string): Promise<ManagementAccess | undefined>
  /** What tokens would say of an account, and why; `undefined`: there is no such client or account. */
  previewTokens(input: PreviewInput): Promise<TokenPreview | undefined>
  /** RFC7009. */
  revoke(input: FormInput): Promise<JsonAnswer>
  /** OIDCR-3, RFC7591-3: 201 with the credentials and all metadata as stored. */
  register(input: RegistrationInput): Promise<JsonAnswer>
  /** RFC7592-2.1: 200 with the same, for whoever holds the registration access token. */
  readRegistration(input: RegisteredClientInput): Promise<JsonAnswer>
  /** RFC7592-2.2: 200 with the metadata as they are now; they have taken the place of all before. */
  updateRegistration(input: RegistrationUpdateInput): Promise<JsonAnswer>
  /** RFC7592-2.3: 204; the client is gone and its grants are revoked. */
  removeRegistration(input: RegisteredClientInput): Promise<JsonAnswer>
  /** RFC8628-3.1: a device asks for its codes. */
  deviceAuthorization(input: DeviceInput): Promise<JsonAnswer>
  /** What a person may decide about after typing a user code; `undefined`: unknown, expired, or decided already. */
  findDevice(typed: string): Promise<PendingDevice | undefined>
  /**
   * `false`: somebody decided before, or it expired.
   * @param by whoever pressed the button, for the audit log
   */
  decideDevice(
    authorization: DeviceAuthorization,
    decision: 'denied' | { readonly session: Session },
    by?: PeerInput & { readonly session?: Session },
  ): Promise<boolean>
  /** CIBA-7: a client asks for the authentication of a person who is elsewhere. */
  backchannelAuthentication(input: DeviceInput): Promise<JsonAnswer>
  /** What a person who is signed in may decide about, oldest first. */
  pendingBackchannel(session: Session): Promise<readonly PendingBackchannel[]>
  /**
   * `gone`: it was decided before, expired, or is none of this person's. `stale`: to allow it the person has to prove again who they are.
   */
  decideBackchannel(input: BackchannelDecision): Promise<'approved' | 'denied' | 'gone' | 'stale'>
  /** CIBA-10.2, CIBA-10.3: one attempt to tell a client, which the caller has claimed, with what came of it recorded. */
  deliverNotice(request: BackchannelRequest): Promise<NoticeAttempt>
  /** OIDCRPL-2. Ends the session; page errors instead of throws. */
  logout(input: LogoutInput): Promise<LogoutOutcome>
  /** Ends a session because its person leaves it in another way than by signing out. */
  endSession(session: Session, by: PeerInput & { readonly traceId?: TraceId }): Promise<void>
  /** What is known of the person of a session, as clients that may know it all see it; by claim, with the language behind `#`. */
  ownClaims(session: Session): Promise<ReadonlyMap<string, unknown>>
  /** Clients that have access to the account of a session. */
  accessOf(session: Session, page: PageOfAccess): Promise<{ readonly clients: readonly ClientAccess[]; readonly total: number }>
  /** All that one of them has; `undefined`: it has no access to this account, whether or not there is such a client. */
  accessOfClient(session: Session, clientId: string): Promise<DescribedAccess | undefined>
  /** Takes everything back from a client at once. `false`: it had no access to this account. */
  removeAccess(input: PeerInput & { readonly session: Session; readonly clientId: string }): Promise<boolean>
  /** Sessions of the account of a session, newest first: at most a hundred. */
  ownSessions(session: Session): Promise<readonly Session[]>
  /**
   * Ends another session of the same account, or all others. Answers how many. Unlike a sign-out it tells front channels nothing, since
   * those are in another browser.
   */
  endOwnSessions(input: PeerInput & { readonly session: Session; readonly which: string | 'others' }): Promise<number>
  /**
   * OIDCD-2: which issuer people of a host have.
   * @throws OAuthError for a host that is not ours
   */
  webfinger(parameters: Parameters): Readonly<Record<string, unknown>>
  /** OIDCBCL-2.5: one attempt of a delivery that the caller has claimed, with what came of it recorded. */
  deliverLogout(delivery: LogoutDelivery): Promise<LogoutAttempt>
  /** OIDCSM-3.2: what a script in a frame of ours may know of a browser with this session. */
  browserState(session: Session): string
}

export interface SignInInput extends PeerInput {
  readonly accountId: AccountId
  readonly subject: Subject
  readonly acr: string
  readonly amr: readonly string[]
  /** Of the account as it was when the person proved to be its own; absent: what they proved does not depend on it. */
  readonly credentialVersion?: number | undefined
  readonly previous: Session | undefined
  readonly transaction: Transaction | undefined
}

export interface UserinfoInput {
  readonly authorization: string | undefined
  /** `access_token` of a form body (RFC6750-2.2); more than one is refused. */
  readonly bodyTokens: readonly string[]
  /** Whether the URL has an `access_token` parameter: refused (RFC9700-4.3.2). */
  readonly tokenInQuery: boolean
  /** The `DPoP` header as sent (RFC9449-4.1). */
  readonly dpop?: string | undefined
  /** Thumbprint of the certificate of whoever sends the request; absent: none. */
  readonly x5tS256?: string | undefined
  /** HTTP method of the request, for its proof; absent: GET. */
  readonly method?: string
}

/** A device that waits, as its user sees it. */
export interface PendingDevice {
  readonly authorization: DeviceAuthorization
  readonly client: Client
  /** In the form in which the device shows it. */
  readonly userCode: string
  /** What the device wants to do in detail (RFC9396-2), in the words of its types. */
  readonly details: readonly DescribedDetail[]
  /** What people read of scopes that an administrator defined, by their names. */
  readonly scopeDescriptions: ReadonlyMap<string, string>
  /** Other APIs that tokens will be for. */
  readonly resources: readonly DescribedResource[]
}

/** A client that waits for a person, as that person sees it. */
export interface PendingBackchannel {
  readonly request: BackchannelRequest
  readonly client: Client
  /** What people read of scopes that an administrator defined, by their names. */
  readonly scopeDescriptions: ReadonlyMap<string, string>
  /** Other APIs that tokens will be for; without name: one that nobody registered. */
  readonly resources: readonly { readonly resource: string; readonly name?: string }[]
}

export interface BackchannelDecision extends PeerInput {
  readonly requestId: string
  readonly session: Session
  readonly decision: 'allow' | 'deny'
}

/** What the pages need to know of a pending request. */
export interface PendingRequest {
  readonly transaction: Transaction
  readonly client: Client
  /** Scope tokens asked for. */
  readonly scopes: readonly string[]
  /** Those that the session's account has not allowed before. */
  readonly newScopes: readonly string[]
  /** Claims that the request asks for by name, beside those of the scopes. */
  readonly claims: readonly string[]
  /** Those that the session's account has not allowed before. */
  readonly newClaims: readonly string[]
  /** Other APIs that tokens will be for; without name: one that nobody registered. */
  readonly resources: readonly DescribedResource[]
  /** Identifiers of those that the session's account has not allowed before. */
  readonly newResources: readonly string[]
  /** What the client wants to do in detail (RFC9396-2), in the words of its types. */
  readonly details: readonly (DescribedDetail & { readonly isNew: boolean })[]
  /** Some of the details are asked for each time, whatever was allowed before. */
  readonly asksForDetailsAlways: boolean
  /** What people read of scopes that an administrator defined, by their names. */
  readonly scopeDescriptions: ReadonlyMap<string, string>
  readonly redirectUri: string
  readonly loginHint?: string
  readonly uiLocales: readonly string[]
}

export interface PageOfAccess {
  readonly offset: number
  readonly limit: number
}

/** A client that has access, as its person sees it. */
export interface ClientAccess extends AccessingClient {
  /** Absent: there is no record of it. */
  readonly client?: Client
}

/** What a client has of an account, all grants together. */
export interface DescribedAccess extends ClientAccess {
  /** When its newest refresh token was issued, milliseconds; a refresh that keeps the token leaves no trace. */
  readonly lastRefreshAt?: number
  /** When the last of its grants ends unless it is renewed, milliseconds. */
  readonly endsAt?: number
  /** It can renew its access while the person is away. */
  readonly isOffline: boolean
  /** Of live grants, and those that the person would not be asked for again. */
  readonly scopes: readonly string[]
  /** Claims that were allowed by name. */
  readonly claims: readonly string[]
  readonly resources: readonly DescribedResource[]
  readonly details: readonly DescribedDetail[]
  /** What people read of scopes that an administrator defined, by their names. */
  readonly scopeDescriptions: ReadonlyMap<string, string>
  /** What it can read of the person now, by claim. */
  readonly released: ReadonlyMap<string, unknown>
}
