import type { Clock, RandomBytes } from '@latchkey/core'
import type { ObjectDescriber } from '@latchkey/management/stores'

export interface OpenOptions {
  /** `sqlite:/absolute/path` of a file that is created if need be, or `postgres://user:password@host:port/name`. */
  readonly location: string
  /** Milliseconds since the epoch; decides which client records are expired where a contract's method has no `now`. */
  readonly clock: Clock
  /** For the ids of audit events. */
  readonly randomBytes: RandomBytes
  /** What is kept and searched of each managed object: pure functions of its record. */
  readonly describe: ObjectDescriber
  /** How long to wait for a backup that is being restored into the database, milliseconds. */
  readonly patience: number
  /** Told of what goes wrong in the background: a lost connection, a listener that throws. */
  readonly onError: (error: unknown) => void
}
