/** `report` lets a request pass that breaks the rule and records that it would have failed. */
export const postureNames = ['off', 'report', 'enforce'] as const
export type Posture = (typeof postureNames)[number]

/** Checks whose posture a server and a client record may change; all others are always enforced. */
export const adjustableChecks = [
  'pkce-required',
  'front-channel-token',
  'code-flow-only',
  'redirect-uri-named',
  'redirect-uri-https',
  'pushed-request-required',
  'signed-request-object-required',
  'request-object-strong-algorithm',
  'request-object-audience-required',
  'request-object-short-lived',
  'signed-response-required',
  'signature-strong-algorithm',
  'client-not-public',
  'client-key-authentication',
  'client-assertion-strong-algorithm',
  'client-assertion-issuer-audience',
  'dpop-proof-required',
  'dpop-proof-nonce',
  'code-age',
  'resource-known',
] as const
export type AdjustableCheck = (typeof adjustableChecks)[number]

/** Some of the rules, with how each of them is applied. */
export type Postures = Readonly<Partial<Record<AdjustableCheck, Posture>>>

/** Named sets of postures. */
export const profileNames = ['default', 'strict', 'fapi2', 'fapi2-message-signing', 'mcp'] as const
export type ProfileName = (typeof profileNames)[number]

/** How rules are applied to every client of which nothing else is said. */
export interface ServerPosture {
  readonly profile: ProfileName
  readonly postures: Postures
  /** Whether signatures against quantum computers (ML-DSA) are announced, and clients may register them by themselves. */
  readonly postQuantumSignatures?: boolean
}
