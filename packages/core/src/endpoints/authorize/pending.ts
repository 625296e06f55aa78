import type { AuthorizationRequest } from '../../authorization-request/authorization-request.ts'
import type { Client } from '../../clients/client.ts'
import type { Secret, TraceId } from '../../ids.ts'
import type { Session, Transaction } from '../../ports/stores.ts'

/** An accepted request on its way to its answer. */
export interface Pending {
  readonly request: AuthorizationRequest
  readonly client: Client
  readonly traceId: TraceId
  readonly session: Session | undefined
  readonly browser: Secret<'browserCookie'>
  /** Network address of the person. */
  readonly address: string | undefined
  /** `undefined`: the user has not been asked for anything yet. */
  readonly transaction: Transaction | undefined
}

/** One whose state a transaction holds. */
export type Begun = Pending & { readonly transaction: Transaction }
