import type { ProviderSettings } from '../settings/provider-settings.ts'
import type { Clock, CryptoPort } from './crypto.ts'
import type { ProviderStores } from './stores.ts'
import type { SubjectSource } from './subjects.ts'
import type { TraceRecorder } from './trace.ts'

/** Everything the engine gets from outside. */
export interface Ports {
  readonly clock: Clock
  readonly crypto: CryptoPort
  readonly stores: ProviderStores
  readonly subjects: SubjectSource
  readonly trace: TraceRecorder
  /** The settings in force now; asked for at each use, so that a change counts from the next request. */
  readonly settings: () => ProviderSettings
}
