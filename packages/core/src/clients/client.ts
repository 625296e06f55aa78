import type { AdjustableCheck, Posture } from '../checks/posture.ts'
import type { ClientId, Digest } from '../ids.ts'
import type { SigningAlgorithm } from '../keys/algorithms.ts'

export type ClientAuthenticationMethod = 'client_secret_basic' | 'client_secret_post' | 'none'

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
   * request because `requireClientRegistration` is off.
   */
  readonly origin: 'administrator' | 'dynamic' | 'unregistered'
  readonly name?: string
  readonly applicationType: 'web' | 'native'
  /** Absent on a client with secrets: `client_secret_basic` and `client_secret_post` are interchangeable. */
  readonly tokenEndpointAuthMethod?: ClientAuthenticationMethod
  /** Empty: a public client. */
  readonly secrets: readonly ClientSecret[]
  readonly redirectUris: readonly string[]
  readonly postLogoutRedirectUris: readonly string[]
  readonly responseTypes: readonly string[]
  readonly grantTypes: readonly string[]
  /** Scope tokens the client may ask for; absent: all that the provider knows. */
  readonly scopes?: readonly string[]
  /** Absent: the primary algorithm of the settings. */
  readonly idTokenSignedResponseAlg?: SigningAlgorithm
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
  /** Digest of the registration access token (RFC 7592). */
  readonly registrationToken?: Digest
  readonly postures: Readonly<Partial<Record<AdjustableCheck, Posture>>>
  readonly createdAt: number
  readonly updatedAt: number
  readonly expiresAt?: number
}

/** RFC6749-2.1: a client that can keep a secret, by having one. */
export function isConfidential(client: Client): boolean {
  return client.secrets.length > 0
}
