import type { Clock, CryptoPort } from '@latchkey/core'
import type { ThrottleStore } from '../stores.ts'
import { networkOf, siteOf } from '../throttle/network-of.ts'
import type { SelfRegistrationPolicy } from './self-registration-policy.ts'

const hour = 60 * 60 * 1000

/** Names that may be tried within one authorization request, so that it takes many of them to find out who has an account. */
const perRequest = 10

type Ports = {
  readonly clock: Clock
  readonly crypto: Pick<CryptoPort, 'digest'>
  readonly throttle: Pick<ThrottleStore, 'add'>
}

/**
 * Counts attempts to create an account, in hours that follow each other, shared by all nodes. IPv6 addresses are counted by their /48, as
 * one customer can have all of it.
 */
export class RegistrationAttempts {
  readonly #ports: Ports

  constructor(ports: Ports) {
    this.#ports = ports
  }

  /** One more from an address within a request. @returns whole seconds to wait; 0: none */
  async countOf(address: string, request: string, { perNetwork }: Pick<SelfRegistrationPolicy, 'perNetwork'>): Promise<number> {
    const waits = await Promise.all([
      this.#count(`network\n${siteOf(address) ?? networkOf(address)}`, perNetwork),
      this.#count(`request\n${request}`, perRequest),
    ])
    return Math.max(...waits)
  }

  /** One more of all, before an account is made of it. @returns as `countOf` */
  countOfAll({ perHour }: Pick<SelfRegistrationPolicy, 'perHour'>): Promise<number> {
    return this.#count('all', perHour)
  }

  async #count(what: string, limit: number): Promise<number> {
    const { clock, crypto, throttle } = this.#ports
    const now = clock()
    const place = Math.floor(now / hour)
    const end = (place + 1) * hour
    const count = await throttle.add(crypto.digest(`self-registration ${what}\n${place}`), now, end)
    return count > limit ? Math.ceil((end - now) / 1000) : 0
  }
}
