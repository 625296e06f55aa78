import type { Origin } from '@latchkey/core'
import type { Account } from '@latchkey/identity'

/** Who calls management, with what they may do: decided once, at authentication. */
export interface Caller {
  /** JMAP account id: the `accountId` of a person, `operator` for whoever runs the command line beside the database. */
  readonly id: string
  readonly name: string
  /** Absent for the operator. */
  readonly account?: Account
  readonly permissions: ReadonlySet<string>
  readonly origin: Origin
  /** When the person behind an access token or in a browser signed in, milliseconds since the epoch; absent: another kind of credential. */
  readonly signedInAt?: number
}
