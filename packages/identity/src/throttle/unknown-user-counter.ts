import type { ClientId, Clock, CryptoPort, Ports } from '@latchkey/core'
import type { ThrottleStore } from '../stores.ts'

/** Length of a window, milliseconds. */
const window = 60 * 60 * 1000

/** Counts people whom clients asked for and nobody knows, in windows of an hour that follow each other. */
export function unknownUserCounter(ports: {
  readonly clock: Clock
  readonly crypto: Pick<CryptoPort, 'digest'>
  readonly throttle: Pick<ThrottleStore, 'find' | 'add'>
}): NonNullable<Ports['unknownUsers']> {
  const { clock, crypto, throttle } = ports
  const place = (): number => Math.floor(clock() / window)
  const key = (clientId: ClientId) => crypto.digest(`unknown users\n${clientId}\n${place()}`)
  return {
    count: async (clientId) => (await throttle.find(key(clientId), clock()))?.failures ?? 0,
    add: (clientId) => throttle.add(key(clientId), clock(), (place() + 1) * window),
  }
}
