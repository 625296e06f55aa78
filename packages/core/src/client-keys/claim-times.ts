/** What is wrong with the times that a token states. */
export type TimeProblem = 'exp_missing' | 'malformed' | 'expired' | 'not_yet_valid' | 'issued_in_future' | 'lives_too_long'

export interface TimeRules {
  /** Milliseconds since the epoch. */
  readonly now: number
  /** Milliseconds that the clock of the sender may differ from ours. */
  readonly skew: number
  /** How far `exp` may lie in the future, milliseconds; what is remembered against replay is bounded by it. Absent: any. */
  readonly maxLife?: number
  readonly expRequired: boolean
}

/**
 * Decides whether a token may be used now by its `exp`, `nbf` and `iat`, each a number of seconds (RFC7519-2, fractions allowed).
 * `undefined`: it may.
 * @see RFC7519-4.1.4, RFC7519-4.1.5, RFC7519-4.1.6
 */
export function findTimeProblem(
  { exp, nbf, iat }: Readonly<Record<string, unknown>>,
  { now, skew, maxLife, expRequired }: TimeRules,
): TimeProblem | undefined {
  if (![exp, nbf, iat].every((value) => value === undefined || isNumericDate(value))) return 'malformed'
  if (exp === undefined && expRequired) return 'exp_missing'
  if (isNumericDate(exp)) {
    if (exp * 1_000 <= now - skew) return 'expired'
    if (maxLife !== undefined && exp * 1_000 > now + maxLife + skew) return 'lives_too_long'
  }
  if (isNumericDate(nbf) && nbf * 1_000 > now + skew) return 'not_yet_valid'
  if (isNumericDate(iat) && iat * 1_000 > now + skew) return 'issued_in_future'
  return undefined
}

function isNumericDate(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0
}
