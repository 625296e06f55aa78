/** How failures turn into a delay, in milliseconds. */
export interface DelayRule {
  /** Failures without consequence. */
  readonly free: number
  /** After the first failure beyond; doubles with each further one. */
  readonly first: number
  readonly longest: number
  /** A counter is forgotten so long after its last failure. */
  readonly memory: number
}

const second = 1000
const minute = 60 * second

/**
 * One account from one network. Nobody else is delayed by it: not the person from another network, not others from this one.
 * At the longest delay a network has four guesses an hour.
 */
export const accountRule: DelayRule = { free: 5, first: second, longest: 15 * minute, memory: 60 * minute }

/**
 * One account from one IPv6 site, whose owner can move through 65,536 networks. Mobile operators have many customers in one, so the
 * delay stays short: nobody can keep a neighbour out with it.
 */
export const siteRule: DelayRule = { free: 30, first: second, longest: minute, memory: 60 * minute }

/** All accounts from one network: slows down whoever tries one password on many names; an office behind one address never gets there. */
export const networkRule: DelayRule = { free: 50, first: second, longest: minute, memory: 15 * minute }

/** Milliseconds that have to pass after the last of so many failures. */
export function delayAfter(rule: DelayRule, failures: number): number {
  if (failures <= rule.free) return 0
  return Math.min(rule.longest, rule.first * 2 ** (failures - rule.free - 1))
}
