import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { executableOf, type Runtime } from '@latchkey/testing'
import { serverCore } from './cores.ts'

/** Signatures a second of processor time on the servers' core. */
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

/** The same for the cryptography that a runtime brings: what no server on it can be faster than. */
export function measureRuntimeSigningRate(runtime: Runtime): SigningRate {
  const args = ['-c', String(serverCore), executableOf(runtime), join(import.meta.dirname, 'signing-probe.ts')]
  return JSON.parse(execFileSync('taskset', args, { encoding: 'utf8' })) as SigningRate
}

/** `+F2:<index>:<bits>:<seconds or rate of a signature>:...`: the figure's unit differs between versions, so a rate is told by its size. */
function readRate(printed: string, kind: string): number {
  const line = printed.split('\n').find((one) => one.startsWith(`+${kind}:`))
  const figure = Number(line?.split(':')[3])
  if (!(figure > 0)) throw new Error(`openssl speed printed no ${kind} line:\n${printed}`)
  return figure < 1 ? 1 / figure : figure
}
