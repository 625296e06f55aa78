import { scrypt } from 'node:crypto'
import type { HashForm } from '../hash-form.ts'
import { isSame, parseOctets, saltRange, tagRange } from './octets.ts'

/** N times r times p, in blocks of 128 octets: 128 MiB of memory at most, about a second of a core. */
const largest = 2 ** 20

const pattern = /^\$scrypt\$ln=([1-9]\d?),r=([1-9]\d{0,3}),p=([1-9]\d{0,3})\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]+)$/

/**
 * PHC strings of scrypt.
 * @see RFC7914-6
 */
export const scryptForm: HashForm = {
  identifiers: ['scrypt'],
  example: '$scrypt$ln=LOG2N,r=BLOCK,p=LANES$SALT$TAG',
  bound: `2^ln times r times p of ${largest}`,
  parse(text) {
    const [, ln, r, p, saltText = '', tagText = ''] = pattern.exec(text) ?? []
    const salt = parseOctets(saltText, saltRange)
    const tag = parseOctets(tagText, tagRange)
    if (salt === undefined || tag === undefined) return 'malformed'
    const parameters = { N: 2 ** Number(ln), r: Number(r), p: Number(p) }
    // RFC7914-6: N is less than 2^(128 * r / 8).
    if (Number(ln) >= 16 * parameters.r) return 'malformed'
    if (parameters.N * parameters.r * parameters.p > largest) return 'costly'
    return {
      isCurrent: false,
      async matches(password) {
        return isSame(await derive(password, { ...parameters, salt, length: tag.length }), tag)
      },
    }
  },
}

function derive(
  password: string,
  {
    N,
    r,
    p,
    salt,
    length,
  }: { readonly N: number; readonly r: number; readonly p: number; readonly salt: Buffer; readonly length: number },
): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    // The blocks, the table and what is worked in.
    scrypt(password, salt, length, { N, r, p, maxmem: 128 * r * (N + p + 4) }, (error, tag) => {
      // Bun says `undefined` where Node says `null`.
      if (error instanceof Error) reject(error)
      else resolve(tag)
    })
  })
}
