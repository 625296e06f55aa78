import type { Awaitable } from '../awaitable.ts'
import type { Client } from '../clients/client.ts'
import type { AccountId, ClientId, Digest, GrantId, SessionId, Subject, TraceId } from '../ids.ts'
import type { AuthorizationDetail } from '../rich-authorization/detail-type.ts'
import type { TrustedIssuerId } from '../trusted-issuers/trusted-issuer.ts'
import type { AccountAccessStore } from './account-access.ts'
import type { BackchannelRequestStore } from './backchannel-requests.ts'
import type { DeviceAuthorizationStore } from './device-authorizations.ts'
import type { InitialAccessTokenStore } from './initial-access-tokens.ts'
import type { LogoutChannel, LogoutDeliveryStore } from './logout-deliveries.ts'
import type { Origin } from './origin.ts'
import type { PushedRequestStore } from './pushed-requests.ts'
import type { SessionStore } from './sessions.ts'
import type { SigningKeyStore } from './signing-keys.ts'
import type { SingleUseStore } from './single-use.ts'
import type { TransactionStore } from './transactions.ts'

export type { Session, SessionStore } from './sessions.ts'
export type { SettingsStore } from './settings.ts'
export type { SigningKeyRecord, SigningKeyStore } from './signing-keys.ts'
export type { TraceStore } from './traces.ts'
export type { Transaction, TransactionStore } from './transactions.ts'

/*
 * What the engine needs of a store, one small interface per concern. Every implementation runs `storage/conformance`.
 * All instants are milliseconds since the epoch; an expired row counts as absent whether or not it was swept.
 * A promise that resolves means: durable. Each write is atomic as a whole.
 * Where a method takes an `origin`, it writes the revision or the audit event of what it did in the same transaction, and none if it did
 * nothing; without one the origin is `systemOrigin`.
 */

export interface ClientStore {
  /** An expired client counts as absent. */
  find(clientId: ClientId, now: number): Awaitable<Client | undefined>
  /** Refuses a `clientId` that exists. */
  insert(client: Client, origin?: Origin): Promise<'inserted' | 'exists'>
  /** Replaces the record if its `updatedAt` is still `previous`; it is stored with an `updatedAt` of at least `previous + 1`. */
  replace(client: Client, previous: number, origin?: Origin): Promise<'replaced' | 'changed' | 'absent'>
  /** Removes the client and revokes its grants, in one transaction. */
  remove(clientId: ClientId, now: number, origin?: Origin): Promise<boolean>
  /** Whether `origin` is one of the `webOriginsOf` a client that has not expired. */
  hasOrigin(origin: string, now: number): Promise<boolean>
  /** The next of those that have not expired and have a `startOrderOf`, in that order as the database compares it, beginning behind `after`. */
  listStartable(page: { readonly after?: string; readonly limit: number; readonly now: number }): Promise<readonly Client[]>
  /** The next clients that have not expired by their id, in an order of the database's own, beginning behind `after`. */
  list(page: { readonly after?: ClientId; readonly limit: number; readonly now: number }): Promise<readonly Client[]>
}

/** What an authorization yields: who allowed what to whom, how they were authenticated. Everything issued refers to it. */
export interface Grant {
  readonly grantId: GrantId
  readonly traceId: TraceId
  readonly clientId: ClientId
  readonly accountId: AccountId
  /** The account as this client knows it: what every `sub` of the grant is. From `subjectFor`. */
  readonly subject: Subject
  /** Of a pairwise subject: the sector that it is for (OIDCC-8.1). Absent: `subject` is that of the account. */
  readonly sector?: string
  readonly sessionId?: SessionId
  /** How the client wants to learn that the session has ended; absent: it does not. */
  readonly logoutChannels?: readonly LogoutChannel[]
  /** Whoever's assertion it came from, where no person allowed it here (RFC7521-4.1): the id of a trusted issuer. */
  readonly vouchedBy?: TrustedIssuerId
  /** Of a device, which goes on when the browser signs out in which it was approved. */
  readonly outlivesSession?: true
  readonly scopes: readonly string[]
  /** Those that the authorization request named (RFC8707-2.1); absent: none, so tokens may be for any that has to do with the scopes. */
  readonly resources?: readonly string[]
  /** What was allowed in detail (RFC9396-2); absent: nothing. */
  readonly authorizationDetails?: readonly AuthorizationDetail[]
  /** Milliseconds since the epoch. */
  readonly authTime: number
  readonly acr: string
  readonly amr: readonly string[]
  /** Of the session in which it was allowed; absent: it depends on none. */
  readonly credentialVersion?: number
  /** The `claims` request, JSON text as it was accepted, without what the client might not ask for. */
  readonly claims?: string
  /** `claims_locales` of the request, in their order (OIDCC-5.2). */
  readonly claimsLocales?: readonly string[]
  /** Seconds; the request's `max_age` or the client's: makes `auth_time` mandatory (OIDCC-2). */
  readonly authTimeRequested: boolean
  readonly createdAt: number
  /** Last instant at which anything issued from it can be valid; rows past it are swept. */
  readonly expiresAt: number
  readonly revokedAt?: number
}

export interface GrantStore {
  /**
   * One of which something is handed out at once, as of its `createdAt`. `issuer-ended`: nothing was written, as the trusted issuer that
   * vouches for it is gone or disabled by now; disabling or removing one revokes all grants of it, and never misses one that is inserted meanwhile.
   */
  insert(grant: Grant, origin?: Origin): Promise<'inserted' | 'issuer-ended'>
  find(grantId: GrantId, now: number): Awaitable<Grant | undefined>
  /** Idempotent; kills every access token and refresh token of the grant at once. */
  revoke(grantId: GrantId, now: number, origin?: Origin): Promise<void>
}

/** An issued code with all that its redemption needs. */
export interface AuthorizationCode {
  readonly digest: Digest
  /** The grant that the redemption will insert: made with the code, so that a replay finds what to revoke. */
  readonly grant: Grant
  /** The grant is stored with the code, since tokens of it go out beside the code; the redemption prolongs it. */
  readonly grantStored?: true
  readonly redirectUri: string
  /** Whether the request had a `redirect_uri`: then the token request must repeat it (RFC6749-4.1.3). */
  readonly redirectUriRequested: boolean
  readonly codeChallenge?: string
  readonly codeChallengeMethod?: 'S256'
  /** Thumbprint of the DPoP key with which alone it can be redeemed (RFC9449-10). */
  readonly dpopJkt?: string
  readonly nonce?: string
  readonly expiresAt: number
  readonly failedRedemptions: number
  readonly redeemedAt?: number
}

export interface AuthorizationCodeStore {
  /** With `grantStored` the grant is inserted in the same transaction. */
  insert(code: AuthorizationCode, origin?: Origin): Promise<void>
  /** Also finds redeemed codes until they expire, so that a replay is recognised; never expired ones. */
  find(digest: Digest, now: number): Promise<AuthorizationCode | undefined>
  /**
   * Counts one failed redemption; at `limit` the code is dead: it counts as absent from then on.
   * One conditional statement: of concurrent failures each counts once.
   */
  countFailure(digest: Digest, limit: number, now: number): Promise<void>
  /**
   * Consumes the code and inserts the grant and the refresh token, in one transaction whose first statement is conditional: of any
   * number of concurrent redemptions exactly one is `redeemed`. With `grantStored` the grant is prolonged instead, and only if it
   * lives. `replayed` has, in the same transaction, revoked the grant with
   * everything issued from it. `absent`: unknown, expired or dead, or its stored grant is revoked.
   */
  redeem(redemption: {
    readonly digest: Digest
    readonly now: number
    readonly grant: Grant
    readonly grantStored?: boolean
    readonly refreshToken?: RefreshToken
    readonly origin?: Origin
  }): Promise<'redeemed' | 'replayed' | 'absent'>
}

/** One link of a family; the family is the grant. */
export interface RefreshToken {
  readonly digest: Digest
  readonly grantId: GrantId
  readonly clientId: ClientId
  readonly createdAt: number
  readonly expiresAt: number
  readonly rotatedAt?: number
  /** Digest of the token that replaced it. */
  readonly successor?: Digest
  /** Thumbprint of the DPoP key without whose proof it is of no use: of a public client (RFC9449-5). */
  readonly jkt?: string
  /** Thumbprint of the certificate without which it is of no use: of a public client (RFC8705-4). */
  readonly x5tS256?: string
}

export interface RefreshTokenStore {
  /** Also finds rotated ones, so that a replay is recognised. */
  find(digest: Digest, now: number): Promise<RefreshToken | undefined>
  /**
   * Replaces a token by its successor, once. `rotated`: this call inserted the successor and, in the same transaction, extended the
   * grant to `grantExpiresAt`. `same`: it had been rotated to this very successor at most `grace` milliseconds ago, and that one was
   * not rotated yet; nothing is written. `replayed`: rotated longer ago, to another successor, or its successor was rotated in turn; the
   * grant is revoked in the same transaction. `absent`: unknown, expired, or its grant is revoked. Decided by one conditional statement.
   */
  rotate(rotation: {
    readonly digest: Digest
    readonly successor: RefreshToken
    readonly grantExpiresAt: number
    readonly grace: number
    readonly now: number
    readonly origin?: Origin
  }): Promise<'rotated' | 'same' | 'replayed' | 'absent'>
  /** Revokes the family: kept as `GrantStore.revoke`. */
}

/** What a user has allowed a client, remembered over sessions. */
export interface ConsentStore {
  /** The scopes that this account has allowed this client; empty if none. */
  find(accountId: AccountId, clientId: ClientId): Promise<readonly string[]>
  /** Adds to what was allowed before. */
  add(accountId: AccountId, clientId: ClientId, scopes: readonly string[], now: number): Promise<void>
}

/** All that a provider keeps. */
export interface ProviderStores {
  readonly clients: ClientStore
  readonly grants: GrantStore
  readonly codes: AuthorizationCodeStore
  readonly refreshTokens: RefreshTokenStore
  readonly sessions: SessionStore
  readonly transactions: TransactionStore
  readonly consents: ConsentStore
  readonly signingKeys: SigningKeyStore
  readonly deviceAuthorizations: DeviceAuthorizationStore
  readonly singleUse: SingleUseStore
  readonly initialAccessTokens: InitialAccessTokenStore
  readonly logoutDeliveries: LogoutDeliveryStore
  readonly pushedRequests: PushedRequestStore
  readonly backchannelRequests: BackchannelRequestStore
  readonly accountAccess: AccountAccessStore
}
