import type { PostureReportStore, ProviderStores, SettingsStore, TraceStore } from '@latchkey/core'
import type { IdentityStores } from '@latchkey/identity'
import type { ManagementStores, ObjectStore } from '@latchkey/management/stores'

/** An open database with everything that a server keeps in it. */
export interface Storage extends AsyncDisposable {
  readonly provider: ProviderStores & {
    readonly settings: SettingsStore
    readonly traces: TraceStore
    readonly postureReports: PostureReportStore
  }
  readonly identity: IdentityStores
  readonly management: ManagementStores & { readonly objects: ObjectStore }
  /**
   * Removes expired rows in small batches and answers how many. Where several nodes share the database one of them does it and the
   * others answer 0.
   * @param now milliseconds since the epoch
   */
  sweep(now: number): Promise<number>
  /** @throws when the database does not answer. */
  ping(): Promise<void>
  /** Waits for the writes under way, seals the audit events that were appended, then closes. Idempotent. */
  close(): Promise<void>
}
