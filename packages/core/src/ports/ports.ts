import type { ResourceDefinition } from '../resources/resource.ts'
import type { ScopeDefinition } from '../scopes/known-scopes.ts'
import type { ProviderSettings } from '../settings/provider-settings.ts'
import type { AuditLog } from './audit.ts'
import type { Clock, CryptoPort } from './crypto.ts'
import type { FetchPort } from './fetch.ts'
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
  /** APIs that administrators defined and that are in use; asked for at each use, the same list as long as nothing changes. Absent: none. */
  readonly resources?: () => readonly ResourceDefinition[]
  /** How long a browser stays signed in after its user proved who they are, milliseconds; asked for at each use. Absent: `sessionLife`. */
  readonly sessionLife?: () => number
}
