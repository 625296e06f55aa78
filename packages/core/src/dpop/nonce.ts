import type { Ports } from '../ports/ports.ts'

/** How long one value is given out, milliseconds; it is accepted for one such time more. */
export const noncePeriod = 5 * 60_000

/** The nonce of now, the same on all nodes (RFC9449-8): who does not know the key cannot make proofs ahead of time. */
export function currentNonce(ports: Ports): string {
  return nonceOf(Math.floor(ports.clock() / noncePeriod), ports)
}

/** Whether this server gave a nonce in the present period or the one before. */
export function isCurrentNonce(nonce: string, ports: Ports): boolean {
  const { digest, equalDigests } = ports.crypto
  const now = Math.floor(ports.clock() / noncePeriod)
  return [now, now - 1].some((one) => equalDigests(digest(nonce), digest(nonceOf(one, ports))))
}

function nonceOf(number: number, { crypto, settings }: Ports): string {
  return crypto.mac(settings().encryptionKey, 'latchkey dpop nonce', String(number)).slice(0, 22)
}
