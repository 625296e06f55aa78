import type { Clock, CryptoPort } from '@latchkey/core'
import type { ThrottleStore } from '../stores.ts'
import { delayAfter, networkRule } from './delays.ts'
import { networkOf } from './network-of.ts'

/**
 * Counts bearer secrets that nobody has, by the network that tried them. With 256 random bits nobody guesses one, so the count is no
 * condition for those that exist; it tells whoever keeps on trying to slow down.
 */
export class UnknownSecrets {
  readonly #ports: { readonly clock: Clock; readonly crypto: Pick<CryptoPort, 'digest'>; readonly throttle: ThrottleStore }

  constructor(ports: { readonly clock: Clock; readonly crypto: Pick<CryptoPort, 'digest'>; readonly throttle: ThrottleStore }) {
    this.#ports = ports
  }

  /** Counts one more. Answers whole seconds to wait; 0: none. */
  async count(address: string): Promise<number> {
    const { clock, crypto, throttle } = this.#ports
    const now = clock()
    const key = crypto.digest(`unknown secret network\n${networkOf(address)}`)
    return Math.ceil(delayAfter(networkRule, await throttle.add(key, now, now + networkRule.memory)) / 1000)
  }
}
