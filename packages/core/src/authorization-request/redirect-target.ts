declare const validated: unique symbol

export const responseModes = ['query', 'fragment', 'form_post'] as const
export type ResponseMode = (typeof responseModes)[number]

/**
 * Where and how a client is answered. A value exists only after the redirect URI was held against the client's record
 * (`resolveRedirectTarget`) or was read back from a request that had been accepted; every redirected answer needs one.
 */
export interface RedirectTarget {
  readonly redirectUri: string
  /** Whether the request named it: then the token request must repeat it (RFC6749-4.1.3). */
  readonly requested: boolean
  readonly mode: ResponseMode
  readonly state?: string
  readonly [validated]: true
}

/** For the two places that may say so: the resolution of a checked request and the reading of a stored one. */
export function validatedTarget(target: Omit<RedirectTarget, typeof validated>): RedirectTarget {
  return target as RedirectTarget
}

export function isResponseMode(text: string): text is ResponseMode {
  return responseModes.some((mode) => mode === text)
}
