/** Cost of an Argon2 computation. */
export interface Argon2Parameters {
  /** KiB. */
  readonly memory: number
  readonly passes: number
  readonly parallelism: number
}

/** A parsed Argon2id hash. */
export interface PhcHash extends Argon2Parameters {
  readonly salt: Uint8Array
  readonly tag: Uint8Array
}

/** A hash from outside may not make one sign-in cost more than this. */
const largest = { memory: 262_144, passes: 16, parallelism: 16 } as const
const form = /^\$argon2id\$v=19\$m=(\d{1,7}),t=(\d{1,3}),p=(\d{1,3})\$([A-Za-z0-9+/]{11,86})\$([A-Za-z0-9+/]{22,86})$/

/** The PHC string of an Argon2id hash: `$argon2id$v=19$m=...,t=...,p=...$salt$tag`, base64 without padding. */
export function formatPhc({ memory, passes, parallelism, salt, tag }: PhcHash): string {
  return `$argon2id$v=19$m=${memory},t=${passes},p=${parallelism}$${unpadded(salt)}$${unpadded(tag)}`
}

/** Parses what `formatPhc` writes, also from other programs. `undefined` for any other form and for costs out of bounds. */
export function parsePhc(text: string): PhcHash | undefined {
  const [, m, t, p, salt, tag] = form.exec(text) ?? []
  if (m === undefined || t === undefined || p === undefined || salt === undefined || tag === undefined) return undefined
  const costs = { memory: Number(m), passes: Number(t), parallelism: Number(p) }
  if (costs.parallelism < 1 || costs.parallelism > largest.parallelism) return undefined
  if (costs.passes < 1 || costs.passes > largest.passes) return undefined
  // RFC9106-3.1: at least eight blocks of 1 KiB for each lane.
  if (costs.memory < 8 * costs.parallelism || costs.memory > largest.memory) return undefined
  return { ...costs, salt: Buffer.from(salt, 'base64'), tag: Buffer.from(tag, 'base64') }
}

function unpadded(octets: Uint8Array): string {
  return Buffer.from(octets).toString('base64').replaceAll('=', '')
}
