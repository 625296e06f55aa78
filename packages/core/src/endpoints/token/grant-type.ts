import type { Awaitable } from '../../awaitable.ts'
import type { ClientRequest } from '../../client-auth/authenticate.ts'
import type { TraceId } from '../../ids.ts'
import type { SpecReference } from '../../spec.ts'
import type { Mint, TokenResponse } from '../../tokens/issue.ts'
import type { CheckOutcome } from '../../trace/trace.ts'

/** A token request whose client is who it says. */
export interface TokenRequest extends ClientRequest {
  /** Values of `resource`, each once (RFC8707-2). */
  readonly resources: readonly string[]
  /** Network address of the client, for the audit log. */
  readonly address?: string | undefined
  /** Thumbprint of the key that the client has proved to hold; what is issued is bound to it (RFC9449-5). */
  readonly jkt?: string | undefined
}

/** A row of the grant table. The endpoint has authenticated the client and found that it may use this grant. */
export interface GrantType {
  /** Value of `grant_type`. */
  readonly name: string
  readonly spec: SpecReference
  /** Names of the parameters that say what the token is for; absent: `resource`. */
  readonly targets?: readonly string[]
  /** Nothing is stored of a request, so nobody asks where it came from; absent: something may be. */
  readonly leavesNothing?: true
  /**
   * Loads what the request refers to, without judging it.
   * @throws OAuthError when a parameter that the grant needs is missing.
   */
  open(request: TokenRequest, mint: Mint): Awaitable<OpenedGrant>
}

/** A request with all that was found for it. */
export interface OpenedGrant {
  /** Of the transaction that it belongs to; `undefined`: nothing was found. */
  readonly traceId: TraceId | undefined
  /**
   * Runs the checks, then the one conditional write, then issues. Appends each check's outcome to `outcomes`.
   * @throws OAuthError
   */
  redeem(outcomes: CheckOutcome[]): Awaitable<TokenResponse>
}
