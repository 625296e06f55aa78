import type { RandomBytes } from '../ports/crypto.ts'

/** Attempts after which a client is given up: with the delays below about three hours after the logout. */
export const maxAttempts = 14

const firstDelay = 2_000
const longestDelay = 60 * 60 * 1_000

/**
 * How long to wait after a failed attempt, milliseconds: twice as long each time, at most an hour, and somewhere in the upper half of that,
 * so that what failed together is not tried again together.
 * @param attempts made so far, at least 1
 */
export function retryDelay(attempts: number, randomBytes: RandomBytes): number {
  const whole = Math.min(firstDelay * 2 ** (attempts - 1), longestDelay)
  const [high = 0, low = 0] = randomBytes(2)
  return Math.round(whole * (0.5 + (high * 256 + low) / 0x20000))
}
