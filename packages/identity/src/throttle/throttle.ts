import type { Clock, CryptoPort, Digest } from '@latchkey/core'
import { usernameKey } from '../account.ts'
import type { ThrottleStore } from '../stores.ts'
import { accountRule, type DelayRule, delayAfter, networkRule, siteRule } from './delays.ts'
import { networkOf, siteOf } from './network-of.ts'

/** Who guesses what. */
export interface Guess {
  readonly username: string
  readonly network: string
}

interface Counter {
  readonly key: Digest
  readonly rule: DelayRule
}

/** Counts failed sign-ins for a pair of account and network or IPv6 site, and for a network, and says how long to wait. */
export class Throttle {
  readonly #ports: { readonly clock: Clock; readonly crypto: CryptoPort; readonly throttle: ThrottleStore }

  constructor(ports: { readonly clock: Clock; readonly crypto: CryptoPort; readonly throttle: ThrottleStore }) {
    this.#ports = ports
  }

  /** Whole seconds until the next guess is looked at; 0: now. Depends on counters only, never on whether the account exists. */
  async waitFor(guess: Guess): Promise<number> {
    const waits = await Promise.all(this.#counters(guess).map((counter) => this.#remaining(counter)))
    return Math.ceil(Math.max(...waits) / 1000)
  }

  async countFailure(guess: Guess): Promise<void> {
    const now = this.#ports.clock()
    await Promise.all(this.#counters(guess).map(({ key, rule }) => this.#ports.throttle.add(key, now, now + rule.memory)))
  }

  /** Forgets the failures for this account from this network. Those of network and site stay: one own account does not buy new guesses. */
  async clear(guess: Guess): Promise<void> {
    await this.#ports.throttle.clear(this.#accountKey(guess))
  }

  async #remaining({ key, rule }: Counter): Promise<number> {
    const now = this.#ports.clock()
    const counted = await this.#ports.throttle.find(key, now)
    if (counted === undefined) return 0
    const delay = delayAfter(rule, counted.failures)
    // The failure may be of another node whose clock is ahead: never longer than the delay itself.
    return Math.min(delay, Math.max(0, counted.lastFailureAt + delay - now))
  }

  #counters(guess: Guess): readonly Counter[] {
    const { crypto } = this.#ports
    const site = siteOf(guess.network)
    return [
      { key: this.#accountKey(guess), rule: accountRule },
      { key: crypto.digest(`sign-in network\n${networkOf(guess.network)}`), rule: networkRule },
      ...(site === undefined
        ? []
        : [{ key: crypto.digest(`sign-in site\n${site}\n${usernameKey(guess.username)}`), rule: siteRule }]),
    ]
  }

  #accountKey({ username, network }: Guess): Digest {
    return this.#ports.crypto.digest(`sign-in account\n${networkOf(network)}\n${usernameKey(username)}`)
  }
}
