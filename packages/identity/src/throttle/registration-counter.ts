import type { Clock, CryptoPort } from '@latchkey/core'
import type { ThrottleStore } from '../stores.ts'
import { networkOf, siteOf } from './network-of.ts'

/**
 * Counts registrations of clients by nobody in particular, in windows that follow each other. IPv6 addresses are counted by their /48, as
 * one customer can have all of it.
 * @returns counts one more from this address; answers how many there are in this window, whose length is in milliseconds
 */
export function registrationCounter(ports: {
  readonly clock: Clock
  readonly crypto: Pick<CryptoPort, 'digest'>
  readonly throttle: Pick<ThrottleStore, 'add'>
}): (address: string, window: number) => Promise<number> {
  return async (address, window) => {
    const now = ports.clock()
    const place = Math.floor(now / window)
    const key = ports.crypto.digest(`registration\n${siteOf(address) ?? networkOf(address)}\n${place}`)
    return ports.throttle.add(key, now, (place + 1) * window)
  }
}
