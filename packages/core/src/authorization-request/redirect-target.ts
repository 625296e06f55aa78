import type { Delivery } from './response-modes.ts'

declare const validated: unique symbol

/**
 * Where and how a client is answered. A value exists only after the redirect URI was held against the client's record
 * (`resolveRedirectTarget`) or was read back from a request that had been accepted; every redirected answer needs one.
 */
export interface RedirectTarget extends Delivery {
  readonly redirectUri: string
  /** Whether the request named it: then the token request must repeat it (RFC6749-4.1.3). */
  readonly requested: boolean
  readonly state?: string
  readonly [validated]: true
}

/** For the two places that may say so: the resolution of a checked request and the reading of a stored one. */
export function validatedTarget(target: Omit<RedirectTarget, typeof validated>): RedirectTarget {
  return target as RedirectTarget
}
