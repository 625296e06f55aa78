import type { AccessView, AccountView, ClientAccessView, PasswordView, SessionsView } from './account-views.ts'

/** A complete document, made by the escaping template only; nothing else may be sent as a page. */
export interface Page {
  readonly html: string
  /** The `Content-Security-Policy` of this very page. */
  readonly csp: string
}

/** What every page shows. `base` is the issuer's path prefix ('' or '/prefix'); all links are built from it. */
export interface PageContext {
  readonly base: string
  /** Negotiated locale, one of `locales`. */
  readonly locale: Locale
  /** The page's own path and query with `ui_locale` left out: the language switch adds it. */
  readonly self: string
  readonly traceId?: string
}

export type Locale = 'en' | 'de'

export interface ClientView {
  readonly name: string
  /** Host of the redirect target, or `an app on this device` decided by `kind`. */
  readonly redirectHost: string
  readonly kind: 'web' | 'loopback' | 'private-use'
  readonly registered: boolean
  /** Host of the document that describes the client, if it has no other record; nobody but the host's owner can use it. */
  readonly describedBy?: string
  readonly clientUri?: string
  readonly logoUri?: string
  readonly policyUri?: string
  readonly tosUri?: string
}

/** Hidden fields of every form: they name the transaction and carry the CSRF protection. */
export type HiddenFields = readonly (readonly [name: string, value: string])[]

export interface LoginView {
  readonly client?: ClientView
  readonly hidden: HiddenFields
  readonly username?: string
  /** Somebody is signed in already and has to prove it again. */
  readonly signedInAs?: string
  /** Where people without an account can create one; absent: they cannot. */
  readonly registerHref?: string
  /** `retryAfter` in seconds. */
  readonly problem?: 'refused' | 'missing_fields' | { readonly kind: 'throttled'; readonly retryAfter: number }
}

export interface RegisterView {
  readonly client: ClientView
  readonly hidden: HiddenFields
  /** Whether people sign in with a name that they choose, or with their e-mail address. */
  readonly loginName: 'username' | 'email'
  /** Domains of which the address must be one; absent: any. */
  readonly domains?: readonly string[]
  readonly asksName: boolean
  /** The account will have to be enabled by an administrator. */
  readonly needsApproval: boolean
  /** In characters; said before typing. */
  readonly passwordLength: { readonly min: number; readonly max: number }
  /** The sign-in page of the same request. */
  readonly loginHref: string
  /** Somebody is signed in already, and another account is asked for. */
  readonly signedInAs?: string
  /** As it was typed. */
  readonly username?: string
  readonly name?: string
  readonly problem?: RegisterProblem
}

export type RegisterProblem =
  | 'missing_fields'
  | 'username_invalid'
  | 'email_invalid'
  | 'email_domain'
  | 'name_invalid'
  | 'username_taken'
  | 'password_short'
  | 'password_long'
  | 'password_mismatch'
  /** In seconds. */
  | { readonly kind: 'throttled'; readonly retryAfter: number }

/** Where there is no form: an account that waits for an administrator, or nobody can create one any more. */
export interface RegisterOverView {
  readonly client: ClientView
  readonly hidden: HiddenFields
  readonly outcome: 'waiting' | 'closed'
  readonly loginHref: string
}

export interface SelectAccountView {
  readonly client: ClientView
  readonly hidden: HiddenFields
  /** Who is signed in: the name to sign in with, and that of the person where it is known. */
  readonly username: string
  readonly name?: string
}

/** What a client wants to do in detail, in the words of its type. */
export interface DetailView {
  readonly type: string
  /** A sentence by language tag, in pieces: words of an administrator, and what the client said. */
  readonly texts: Readonly<Record<string, readonly DetailPieceView[]>>
  /** Each member with its value; those that the sentence does not mention are listed below it. */
  readonly members: readonly { readonly path: string; readonly label?: string; readonly value: DetailValueView }[]
  readonly isNew?: boolean
}

export type DetailPieceView =
  | { readonly kind: 'words'; readonly text: string }
  | { readonly kind: 'value'; readonly path: string; readonly value: DetailValueView }

export type DetailValueView = readonly string[] | boolean

export interface ConsentView {
  readonly client: ClientView
  readonly hidden: HiddenFields
  readonly signedInAs: string
  readonly scopes: readonly { readonly scope: string; readonly isNew: boolean }[]
  /** Claims that are asked for by name, beside those of the scopes. */
  readonly claims?: readonly { readonly claim: string; readonly isNew: boolean }[]
  /** Other APIs that the client will reach; without name: one that nobody registered. */
  readonly resources?: readonly { readonly resource: string; readonly name?: string; readonly isNew: boolean }[]
  readonly details?: readonly DetailView[]
  /** Some of the details are asked for each time. */
  readonly asksAgain?: boolean
  /** What scopes mean that have no words here, by their names. */
  readonly scopeDescriptions?: ReadonlyMap<string, string>
  /** Offers "Use another account", which posts `decision=switch`: the server answers with the login page of the same transaction. */
  readonly canSwitchAccount?: boolean
}

/** What went wrong, in the eyes of the person in front of the browser: chooses heading, explanation and advice of an error page. */
export type ErrorSituation =
  | 'app_request'
  | 'app_unknown'
  | 'expired'
  | 'cookies'
  | 'foreign_form'
  | 'insecure'
  | 'attempts'
  | 'denied'
  | 'not_found'
  | 'busy'
  | 'unavailable'
  | 'server'

export interface ErrorView {
  /** OAuth code: `data-error`. */
  readonly error: string
  /** Fixed public text of the catalogue, English; shown to the developer as it is. */
  readonly description: string
  readonly reason: string
  /** Absent: chosen from `reason`, else from `error`. */
  readonly situation?: ErrorSituation
  /** For a developer: expected against received, already redacted. */
  readonly expected?: string
  readonly received?: string
  readonly client?: ClientView
  /** A way forward where there is one. */
  readonly back?: { readonly href: string; readonly clientName: string }
}

export interface HandOverView {
  readonly clientName: string
  /** Absolute URL of the redirect with its parameters. */
  readonly location: string
  /** A private-use scheme: browsers want a user gesture, so the link is a button. */
  readonly needsGesture: boolean
}

export interface FormPostView {
  readonly clientName: string
  readonly action: string
  readonly fields: HiddenFields
}

export interface SetupView {
  readonly hidden: HiddenFields
  readonly username?: string
  /** In characters; said before typing. */
  readonly passwordLength?: { readonly min: number; readonly max: number }
  readonly problem?: 'refused' | 'missing_fields' | 'password_short' | 'password_long' | 'password_mismatch' | 'username_taken'
}

export interface HomeView {
  readonly issuer: string
  readonly version: string
  /** No administrator yet: says where the set-up link was printed. */
  readonly needsSetup: boolean
  /** Who is signed in; absent: nobody. */
  readonly person?: HomePersonView
}

/** What the start page offers to who is signed in. */
export interface HomePersonView {
  /** That of the person, else the one to sign in with. */
  readonly name: string
  /** Apps that begin a sign-in when they are opened, in order. */
  readonly apps: readonly { readonly name: string; readonly href: string; readonly logoUri?: string }[]
  /** The first of them, where these are not. */
  readonly firstHref?: string
  /** More of them. */
  readonly nextHref?: string
  /** May connect apps: sees how. */
  readonly isAdministrator?: boolean
}

export interface DeviceView {
  readonly hidden: HiddenFields
  /** Prefilled from the address or as it was typed. */
  readonly userCode?: string
  readonly problem?: 'unknown' | { readonly kind: 'throttled'; readonly retryAfter: number }
}

export interface DeviceConfirmView {
  readonly client: ClientView
  readonly hidden: HiddenFields
  readonly userCode: string
  readonly signedInAs: string
  readonly scopes: readonly string[]
  readonly details?: readonly DetailView[]
  /** What scopes mean that have no words here, by their names. */
  readonly scopeDescriptions?: ReadonlyMap<string, string>
  /** APIs that it gets access to; without name: one that nobody registered. */
  readonly resources?: readonly { readonly resource: string; readonly name?: string }[]
  /** Network address of the device. */
  readonly requestedFrom: string
  /** Milliseconds since the epoch. */
  readonly requestedAt: number
}

/** A client that waits for the person to decide. */
export interface WaitingRequestView {
  readonly client: ClientView
  /** Where its server is; absent: nobody knows. */
  readonly host?: string
  readonly hidden: HiddenFields
  /** What the other device shows, too. */
  readonly bindingMessage?: string
  readonly scopes: readonly string[]
  /** What scopes mean that have no words here, by their names. */
  readonly scopeDescriptions?: ReadonlyMap<string, string>
  /** Other APIs that the client will reach; without name: one that nobody registered. */
  readonly resources: readonly { readonly resource: string; readonly name?: string }[]
  /** Network address of the client's server. */
  readonly requestedFrom: string
  /** Milliseconds since the epoch. */
  readonly requestedAt: number
  /** Milliseconds since the epoch. */
  readonly validUntil: number
}

export interface RequestsView {
  readonly signedInAs: string
  /** The one that can be decided on this page; absent: none waits. */
  readonly request?: WaitingRequestView
  /** Others that wait, each with its page. */
  readonly others: readonly { readonly clientName: string; readonly href: string; readonly requestedAt: number }[]
  /** What became of the one that was decided just now. */
  readonly outcome?: 'approved' | 'denied' | 'gone'
}

export interface DeviceDoneView {
  readonly outcome: 'approved' | 'denied' | 'gone'
}

export interface LogoutView {
  readonly client?: ClientView
  readonly hidden: HiddenFields
  readonly signedInAs: string
}

/** A client that took part in the session that has ended. */
export interface ToldClientView {
  readonly name: string
  /**
   * `delivered`: its server has accepted it; `pending`: it is being told; `later`: it did not answer and is asked again; `failed`: it was not
   * told; `in-browser`: a frame of the page tells it.
   */
  readonly state: 'delivered' | 'pending' | 'later' | 'failed' | 'in-browser'
}

export interface LoggedOutView {
  readonly client?: { readonly name: string; readonly location: string }
  /** The page goes on to the client's location by itself once the frames were loaded, or took too long. */
  readonly goesOn?: boolean
  readonly told?: readonly ToldClientView[]
  /** Web addresses that are loaded in frames which nobody sees. */
  readonly frames?: readonly string[]
}

export type { AccessView, AccountView, ClientAccessView, PasswordView, SessionsView } from './account-views.ts'

export interface Pages {
  login(context: PageContext, view: LoginView): Page
  register(context: PageContext, view: RegisterView): Page
  registerOver(context: PageContext, view: RegisterOverView): Page
  selectAccount(context: PageContext, view: SelectAccountView): Page
  consent(context: PageContext, view: ConsentView): Page
  error(context: PageContext, view: ErrorView): Page
  handOver(context: PageContext, view: HandOverView): Page
  formPost(context: PageContext, view: FormPostView): Page
  setup(context: PageContext, view: SetupView): Page
  setupDone(context: PageContext, view: { readonly username: string }): Page
  home(context: PageContext, view: HomeView): Page
  device(context: PageContext, view: DeviceView): Page
  deviceConfirm(context: PageContext, view: DeviceConfirmView): Page
  deviceDone(context: PageContext, view: DeviceDoneView): Page
  requests(context: PageContext, view: RequestsView): Page
  account(context: PageContext, view: AccountView): Page
  access(context: PageContext, view: AccessView): Page
  accessOfClient(context: PageContext, view: ClientAccessView): Page
  sessions(context: PageContext, view: SessionsView): Page
  password(context: PageContext, view: PasswordView): Page
  logout(context: PageContext, view: LogoutView): Page
  loggedOut(context: PageContext, view: LoggedOutView): Page
  /** The session frame (OpenID Connect Session Management 1.0). `cookie`: name of the cookie that it reads. */
  checkSession(view: { readonly base: string; readonly cookie: string }): Page
  /** First supported of: explicit choice, `ui_locales` of the request, cookie, `Accept-Language`; else English. */
  negotiateLocale(sources: {
    readonly chosen?: string
    readonly uiLocales: readonly string[]
    readonly cookie?: string
    readonly acceptLanguage?: string
  }): Locale
  /** Files below `base + '/assets/'`; the key is the file name, which holds a hash of the content: cacheable for ever. */
  readonly assets: ReadonlyMap<string, { readonly contentType: string; readonly body: string }>
}
