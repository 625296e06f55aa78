import type { ServerPosture } from '../checks/posture.ts'
import type { ClientId } from '../ids.ts'
import type { ResourceDefinition } from '../resources/resource.ts'
import type { DetailTypeDefinition } from '../rich-authorization/detail-type.ts'
import type { ScopeDefinition } from '../scopes/known-scopes.ts'
import type { ProviderSettings } from '../settings/provider-settings.ts'
import type { RegistrationPolicy } from '../settings/registration-policy.ts'
import type { TrustedIssuer } from '../trusted-issuers/trusted-issuer.ts'
import type { AuditLog } from './audit.ts'
import type { MutualTls } from './client-certificate.ts'
import type { ClientDocuments } from './client-documents.ts'
import type { Clock, CryptoPort } from './crypto.ts'
import type { FetchPort } from './fetch.ts'
import type { GrantsAtLogout } from './logout-deliveries.ts'
import type { ProviderStores } from './stores.ts'
import type { SubjectSource } from './subjects.ts'
import type { TraceRecorder } from './trace.ts'

/** Everything the engine gets from outside. */
export interface Ports {
  readonly clock: Clock
  readonly crypto: CryptoPort
  readonly stores: ProviderStores
  readonly subjects: SubjectSource
  /** What pairwise subjects are derived from (OIDCC-8.1); the same for as long as the database lives. */
  readonly pairwiseSecret: () => Promise<string>
  readonly trace: TraceRecorder
  /** To addresses that clients name. */
  readonly fetch: FetchPort
  /** Beside what the stores write of their own changes. */
  readonly audit: AuditLog
  /** The settings in force now; asked for at each use, so that a change counts from the next request. */
  readonly settings: () => ProviderSettings
  /**
   * Scopes that administrators defined, beside those of the specifications; asked for at each use, the same list as long as nothing
   * changes. Absent: none.
   */
  readonly scopes?: () => readonly ScopeDefinition[]
  /** APIs that administrators defined; asked for at each use, the same list as long as nothing changes. Absent: none. */
  readonly resources?: () => readonly ResourceDefinition[]
  /** Types of authorization details that administrators defined; asked for at each use, the same list as long as nothing changes. Absent: none. */
  readonly detailTypes?: () => readonly DetailTypeDefinition[]
  /** Who vouches for people by signed assertions; asked for at each use. Absent: nobody. */
  readonly trustedIssuers?: () => readonly TrustedIssuer[]
  /** How rules are applied to every client of which nothing else is said; asked for at each use. Absent: by default. */
  readonly security?: () => ServerPosture
  /** Who may register as what; asked for at each use. Absent: `defaultRegistrationPolicy`. */
  readonly registrationPolicy?: () => RegistrationPolicy
  /** Counts one more anonymous registration from the network of an address, and answers how many there are in this window (milliseconds). Absent: nobody counts. */
  readonly countRegistration?: (address: string, window: number) => Promise<number>
  /** What can be done with certificates of clients. Absent: none arrive. */
  readonly mutualTls?: MutualTls | undefined
  /** How often a client has asked for people whom nobody knows, within an hour. Absent: nobody counts. */
  readonly unknownUsers?: {
    count(clientId: ClientId): Promise<number>
    /** One more. @returns how often with this one; no two calls get the same */
    add(clientId: ClientId): Promise<number>
  }
  /** Clients whose id is the address of their metadata; the engine has its own unless it is given one. */
  readonly clientDocuments?: ClientDocuments
  /** Whether people may create accounts for themselves, so that `prompt=create` works; asked for at each use. Absent: they may not. */
  readonly opensAccounts?: () => boolean
  /** How long a browser stays signed in after its user proved who they are, milliseconds; asked for at each use. Absent: `sessionLife`. */
  readonly sessionLife?: () => number
  /** What becomes of grants when their session ends; asked for at each use. Absent: `revoke-online`. */
  readonly grantsAtLogout?: () => GrantsAtLogout
}
