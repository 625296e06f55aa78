import type { Postures, ProfileName } from '../checks/posture.ts'
import type { ClaimMappings } from '../claims/claim-mapping.ts'
import type { ClientId, Digest } from '../ids.ts'
import type { SigningAlgorithm } from '../keys/algorithms.ts'
import type { DeliveryMode } from '../ports/backchannel-requests.ts'
import type { RegistrationRules } from '../settings/registration-policy.ts'

export const clientAuthenticationMethods = [
  'client_secret_basic',
  'client_secret_post',
  'client_secret_jwt',
  'private_key_jwt',
  'tls_client_auth',
  'self_signed_tls_client_auth',
  'none',
] as const
export type ClientAuthenticationMethod = (typeof clientAuthenticationMethods)[number]

/** One of possibly several active secrets of a client. */
export interface ClientSecret {
  readonly digest: Digest
  /** Sealed with the master key: HS* needs the secret itself (OIDCC-10.1). */
  readonly sealed: string
  readonly createdAt: number
  /** Milliseconds since the epoch; absent: never. */
  readonly expiresAt?: number
}

/** A relying party as the engine sees it. Its wire form is OIDC Registration metadata, converted in `clients/metadata.ts`. */
export interface Client {
  readonly clientId: ClientId
  /**
   * `administrator`: created by management; `dynamic`: by the registration endpoint; `unregistered`: no record, made up for the
   * request or read from the document at its id, because `requireClientRegistration` is off.
   */
  readonly origin: 'administrator' | 'dynamic' | 'unregistered'
  readonly name?: string
  readonly applicationType: 'web' | 'native'
  /**
   * Absent on a client with secrets: `client_secret_basic` and `client_secret_post` are interchangeable. On one without secrets but with
   * keys: `private_key_jwt`; with neither: `none`.
   */
  readonly tokenEndpointAuthMethod?: ClientAuthenticationMethod
  /** Empty: a client that is public or has keys instead. */
  readonly secrets: readonly ClientSecret[]
  readonly redirectUris: readonly string[]
  readonly postLogoutRedirectUris: readonly string[]
  readonly responseTypes: readonly string[]
  readonly grantTypes: readonly string[]
  /** Scope tokens the client may ask for; absent: all that the provider knows. */
  readonly scopes?: readonly string[]
  /** Types of authorization details that it may send (RFC9396-10); absent: none. */
  readonly authorizationDetailsTypes?: readonly string[]
  /** Absent: the primary algorithm of the settings. `none`: by an administrator only, for a client that gets no ID token through the browser (OIDCR-2). */
  readonly idTokenSignedResponseAlg?: SigningAlgorithm | 'none'
  /** Of authorization responses (JARM-3); absent: RS256. */
  readonly authorizationSignedResponseAlg?: SigningAlgorithm
  /** Scope claims also go into the ID token (design section 5); off for dynamic clients (OIDCC-5.4). */
  readonly claimsInIdToken: boolean
  /** First-party client: the user is not asked for consent. */
  readonly skipConsent: boolean
  readonly requireAuthTime: boolean
  /** Seconds, as in the metadata. */
  readonly defaultMaxAge?: number
  readonly contacts?: readonly string[]
  readonly clientUri?: string
  readonly logoUri?: string
  readonly policyUri?: string
  readonly tosUri?: string
  readonly initiateLoginUri?: string
  /** Public keys that the client registered by value, kept as sent. */
  readonly jwks?: { readonly keys: readonly Readonly<Record<string, unknown>>[] }
  /** Where its keys are instead (OIDCR-2); never beside `jwks`. */
  readonly jwksUri?: string
  /** Of client assertions; absent: every algorithm that fits the method (OIDCR-2). */
  readonly tokenEndpointAuthSigningAlg?: string
  /** Of request objects; absent: every one that this server verifies, but not `none` (OIDCR-2). */
  readonly requestObjectSigningAlg?: string
  readonly requestObjectEncryptionAlg?: string
  readonly requestObjectEncryptionEnc?: string
  /** Addresses of request objects, each perhaps with the digest of its content as fragment (OIDCR-2). */
  readonly requestUris?: readonly string[]
  /** Nothing but a signed request object is accepted (RFC9101-10.5). */
  readonly requireSignedRequestObject?: boolean
  /** Only pushed requests are accepted (RFC9126-6). */
  readonly requirePushedAuthorizationRequests?: boolean
  /** With an `alg` answers are encrypted to the client's key; without `enc` by A128CBC-HS256 (OIDCR-2, JARM-3). */
  readonly idTokenEncryptedResponseAlg?: string
  readonly idTokenEncryptedResponseEnc?: string
  readonly authorizationEncryptedResponseAlg?: string
  readonly authorizationEncryptedResponseEnc?: string
  readonly userinfoEncryptedResponseAlg?: string
  readonly userinfoEncryptedResponseEnc?: string
  /** Absent: UserInfo is plain JSON, unless it is encrypted (OIDCR-2). `none`: an unsigned JWT is never sent. */
  readonly userinfoSignedResponseAlg?: SigningAlgorithm
  /** Of signed introspection answers (RFC9701-6); absent: RS256. */
  readonly introspectionSignedResponseAlg?: SigningAlgorithm
  /** Absent: `public` (OIDCC-8). */
  readonly subjectType?: 'pairwise'
  /** Whose host makes the sector of pairwise subjects (OIDCC-8.1). */
  readonly sectorIdentifierUri?: string
  /** What the client gets beside the standard claims, or instead of them; an administrator says so. */
  readonly claimMapping?: ClaimMappings
  /** Where logout tokens are sent (OIDCBCL-2.2). */
  readonly backchannelLogoutUri?: string
  readonly backchannelLogoutSessionRequired?: boolean
  /** What is loaded in a frame at logout (OIDCFCL-2). */
  readonly frontchannelLogoutUri?: string
  readonly frontchannelLogoutSessionRequired?: boolean
  /** How it learns what a person decided elsewhere; absent: it asks, as by `poll` (CIBA-4). */
  readonly backchannelTokenDeliveryMode?: DeliveryMode
  /** Where it is told, in the modes `ping` and `push` (CIBA-4). */
  readonly backchannelClientNotificationEndpoint?: string
  /** Of its backchannel requests, all of which are signed then (CIBA-4); absent: it may sign them. */
  readonly backchannelAuthenticationRequestSigningAlg?: string
  /** RFC7591-2. */
  readonly softwareId?: string
  readonly softwareVersion?: string
  /** As it came with the registration (RFC7591-2.3), to be answered unmodified. */
  readonly softwareStatement?: string
  /** Every token is bound to a DPoP key (RFC9449-5.2). */
  readonly dpopBoundAccessTokens?: boolean
  /** By what the certificate of `tls_client_auth` is recognised: exactly one of the five (RFC8705-2.1.2), as written. */
  readonly tlsClientAuthSubjectDn?: string
  readonly tlsClientAuthSanDns?: string
  readonly tlsClientAuthSanUri?: string
  readonly tlsClientAuthSanIp?: string
  readonly tlsClientAuthSanEmail?: string
  /** Every token is bound to the client's certificate (RFC8705-3.4). */
  readonly tlsClientCertificateBoundAccessTokens?: boolean
  /** Absent: sealed; `jwt`: RFC9068, unless the resource says otherwise. */
  readonly accessTokenFormat?: 'jwt'
  /** Clients whose access tokens it may exchange for its own (RFC8693-2.1), perhaps itself among them; absent: none. */
  readonly exchangeFrom?: readonly string[]
  /** Resources that it may reach by exchange although the token that it exchanges is not for them. */
  readonly exchangeTo?: readonly string[]
  /** What it gets by exchange does not say that it acts (RFC8693-1.1: impersonation). */
  readonly mayImpersonate?: boolean
  /** Digest of the registration access token (RFC 7592). */
  readonly registrationToken?: Digest
  /** Who a dynamic client registered by, where registration was not anonymous: an account or an initial access token. */
  readonly registeredBy?: string
  /** What the initial access token allowed by which it was registered; its updates are held to it too. */
  readonly registrationRules?: RegistrationRules
  /** How long a dynamic client lives without being used, milliseconds: each use moves `expiresAt` on. Absent: use changes nothing. */
  readonly unusedLife?: number
  /** Later than this, milliseconds since the epoch, use does not move `expiresAt`. */
  readonly latestExpiry?: number
  readonly postures: Postures
  /** Decides the rules of which `postures` says nothing; absent: what the server says. */
  readonly profile?: ProfileName
  readonly createdAt: number
  readonly updatedAt: number
  readonly expiresAt?: number
}

/** How a client authenticates whose record pins no method: by a secret if it has one, else by its keys. */
export function defaultAuthenticationMethod({
  secrets,
  jwks,
  jwksUri,
}: Client): 'client_secret_basic' | 'private_key_jwt' | 'none' {
  if (secrets.length > 0) return 'client_secret_basic'
  return jwks === undefined && jwksUri === undefined ? 'none' : 'private_key_jwt'
}

/** Whether the credential of a method is a key or a certificate of the client, so that it needs no secret. */
export function isMethodWithKey(method: ClientAuthenticationMethod | undefined): boolean {
  return method === 'private_key_jwt' || method === 'tls_client_auth' || method === 'self_signed_tls_client_auth'
}

/** RFC6749-2.1: a client that can prove who it is. Keys of one that authenticates by nothing are for other uses. */
export function isConfidential(client: Client): boolean {
  return (client.tokenEndpointAuthMethod ?? defaultAuthenticationMethod(client)) !== 'none'
}
