import { execFileSync } from 'node:child_process'
import { serverCore } from './cores.ts'

/** Signatures a second on the servers' core. */
export interface SigningRate {
  readonly rs256: number
  readonly es256: number
}

/**
 * Asks `openssl speed` how often the servers' core can sign with RSA-2048 and with P-256.
 *
 * @throws Error when there is no `openssl` or it prints something else than it used to.
 */
export function measureSigningRate(seconds: number): SigningRate {
  const args = ['-c', String(serverCore), 'openssl', 'speed', '-mr', '-seconds', String(seconds), 'rsa2048', 'ecdsap256']
  const printed = execFileSync('taskset', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })
  return { rs256: readRate(printed, 'F2'), es256: readRate(printed, 'F4') }
}

/** `+F2:<index>:<bits>:<seconds or rate of a signature>:...`: the figure's unit differs between versions, so a rate is told by its size. */
function readRate(printed: string, kind: string): number {
  const line = printed.split('\n').find((one) => one.startsWith(`+${kind}:`))
  const figure = Number(line?.split(':')[3])
  if (!(figure > 0)) throw new Error(`openssl speed printed no ${kind} line:\n${printed}`)
  return figure < 1 ? 1 / figure : figure
}
