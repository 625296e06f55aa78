/** `report` lets a request pass that breaks the rule and records that it would have failed. */
export type Posture = 'off' | 'report' | 'enforce'

/** Checks whose posture a client record may change; all others are always enforced. */
export const adjustableChecks = ['pkce-required', 'front-channel-token', 'dpop-proof-nonce', 'resource-known'] as const
export type AdjustableCheck = (typeof adjustableChecks)[number]
