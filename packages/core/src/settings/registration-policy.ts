/** What a client may register as. An absent list allows everything that the server knows, but of grant types none of `grantTypesByRule`. */
export interface RegistrationRules {
  readonly scopes?: readonly string[]
  /** Patterns as `matchesHost` reads them: `app.example.com`, `*.example.com`, `loopback`, `com.example.app:`. */
  readonly redirectHosts?: readonly string[]
  readonly grantTypes?: readonly string[]
  readonly responseTypes?: readonly string[]
  readonly authenticationMethods?: readonly string[]
}

/** Grant types that nobody gets by registering unless a rule names them: those with which no person is asked, or one whom the client chooses. */
export const grantTypesByRule: ReadonlySet<string> = new Set([
  'urn:openid:params:grant-type:ciba',
  'client_credentials',
  'urn:ietf:params:oauth:grant-type:token-exchange',
  'urn:ietf:params:oauth:grant-type:jwt-bearer',
])

/** What besides holds for clients of one kind of registrants. Durations are milliseconds. */
export interface CallerRules extends RegistrationRules {
  /** A statement of one of the `softwareIssuers` must come with the registration. */
  readonly needsSoftwareStatement: boolean
  /** A client ends so long after it was registered, used or not; absent: never. */
  readonly longestLife?: number
  /** A client ends so long after its last use; absent: never. */
  readonly unusedLife?: number
  /** It must be used for the first time within this, where unused clients end at all; absent: `unusedLife`. */
  readonly firstUseWithin?: number
}

/** Whose software statements count (RFC7591-2.3). While neither `jwks` nor `jwksUri` is there, none does. */
export interface SoftwareIssuer {
  /** `iss` of its statements. */
  readonly issuer: string
  readonly jwks?: { readonly keys: readonly Readonly<Record<string, unknown>>[] }
  readonly jwksUri?: string
}

/** The rules of client registration, as an administrator set them. */
export interface RegistrationPolicy {
  /** Of whoever registers without saying who they are, where that is allowed at all, and of metadata documents. */
  readonly anonymous: CallerRules
  /** Of whoever has the permission to register, or an initial access token. */
  readonly authorized: CallerRules
  /** Anonymous registrations that one network may make in an hour. */
  readonly anonymousPerHour: number
  readonly softwareIssuers: readonly SoftwareIssuer[]
}

const day = 24 * 60 * 60 * 1000

/** In force until an administrator says otherwise. */
export const defaultRegistrationPolicy: RegistrationPolicy = {
  anonymous: { needsSoftwareStatement: false, unusedLife: 90 * day, firstUseWithin: day },
  authorized: { needsSoftwareStatement: false },
  anonymousPerHour: 1000,
  softwareIssuers: [],
}
