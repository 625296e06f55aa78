import { argon2 } from 'node:crypto'
import type { RandomBytes } from '@latchkey/core'
import type { HashForm } from '../hash-form.ts'
import { formatOctets, isSame, parseOctets, saltRange, tagRange } from './octets.ts'

type Variant = 'argon2id' | 'argon2i' | 'argon2d'

interface Parameters {
  /** KiB. */
  readonly memory: number
  readonly passes: number
  readonly parallelism: number
}

/** OWASP's minimum for Argon2id: 19 MiB, two passes, one lane. A hash with other parameters is renewed at the next sign-in. */
const current: Parameters = { memory: 19_456, passes: 2, parallelism: 1 }
const saltLength = 16
const tagLength = 32

/** The product is in KiB: what libsodium calls moderate just fits. */
const largest = { memory: 262_144, passes: 16, parallelism: 16, product: 786_432 } as const

const pattern = /^\$(argon2id|argon2i|argon2d)\$v=19\$m=(\d{1,7}),t=(\d{1,3}),p=(\d{1,3})\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]+)$/

/** PHC string of a new hash, with a salt of its own; computed on the thread pool of the runtime. */
export async function hashArgon2id(password: string, randomBytes: RandomBytes): Promise<string> {
  const salt = randomBytes(saltLength)
  const tag = await derive(password, { variant: 'argon2id', ...current, salt, length: tagLength })
  return `$argon2id$v=19$m=${current.memory},t=${current.passes},p=${current.parallelism}$${formatOctets(salt)}$${formatOctets(tag)}`
}

/**
 * PHC strings of Argon2, version 1.3. Without key and associated data: who hashes with a key cannot hand it over in a hash.
 * @see RFC9106-3.1
 */
export const argon2Form: HashForm = {
  identifiers: ['argon2id', 'argon2i', 'argon2d'],
  example: '$argon2id$v=19$m=KIB,t=PASSES,p=LANES$SALT$TAG',
  bound: `m=${largest.memory}, t=${largest.passes}, p=${largest.parallelism} and m times t of ${largest.product}`,
  parse(text) {
    const [, variant, m, t, p, saltText = '', tagText = ''] = pattern.exec(text) ?? []
    const salt = parseOctets(saltText, { ...saltRange, min: 8 })
    const tag = parseOctets(tagText, tagRange)
    if (variant === undefined || salt === undefined || tag === undefined) return 'malformed'
    const parameters = { memory: Number(m), passes: Number(t), parallelism: Number(p) }
    const { memory, passes, parallelism } = parameters
    // RFC9106-3.1: at least eight blocks of 1 KiB for each lane.
    if (passes < 1 || parallelism < 1 || memory < 8 * parallelism) return 'malformed'
    if (memory > largest.memory || passes > largest.passes || parallelism > largest.parallelism) return 'costly'
    if (memory * passes > largest.product) return 'costly'
    const isCurrent =
      variant === 'argon2id' &&
      memory === current.memory &&
      passes === current.passes &&
      parallelism === current.parallelism &&
      tag.length === tagLength
    const kind = variant as Variant
    return {
      isCurrent,
      async matches(password) {
        return isSame(await derive(password, { variant: kind, ...parameters, salt, length: tag.length }), tag)
      },
    }
  },
}

function derive(
  message: string,
  {
    variant,
    salt,
    length,
    ...parameters
  }: Parameters & {
    readonly variant: Variant
    readonly salt: Uint8Array
    readonly length: number
  },
): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    argon2(variant, { message, nonce: salt, ...parameters, tagLength: length }, (error, tag) => {
      if (error === null) resolve(tag)
      else reject(error)
    })
  })
}
