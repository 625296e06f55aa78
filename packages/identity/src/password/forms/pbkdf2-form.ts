import { pbkdf2 } from 'node:crypto'
import { promisify } from 'node:util'
import type { HashForm } from '../hash-form.ts'
import { isSame, parseOctets, saltRange, tagRange } from './octets.ts'

/** By the name in the hash: octets of the digest, and the most iterations, each about a second of a core. */
const digests: ReadonlyMap<string, { readonly digest: string; readonly length: number; readonly iterations: number }> = new Map([
  ['sha1', { digest: 'sha1', length: 20, iterations: 2_000_000 }],
  ['sha256', { digest: 'sha256', length: 32, iterations: 2_000_000 }],
  ['sha512', { digest: 'sha512', length: 64, iterations: 1_000_000 }],
])

const pattern = /^\$pbkdf2-(sha\d+)\$i=([1-9]\d{0,9})(?:,l=(\d{1,3}))?\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]+)$/
const derive = promisify(pbkdf2)

/**
 * PHC strings of PBKDF2 with HMAC. Of a tag that is longer than the digest only the first block is computed: each block costs whoever
 * guesses no more than that, and the others say nothing that it does not.
 * @see RFC8018-5.2
 */
export const pbkdf2Form: HashForm = {
  identifiers: [...digests.keys()].map((name) => `pbkdf2-${name}`),
  example: '$pbkdf2-sha256$i=ITERATIONS$SALT$TAG',
  bound: [...digests].map(([name, { iterations }]) => `i=${iterations} with ${name}`).join(', '),
  parse(text) {
    const [, name = '', i, l, saltText = '', tagText = ''] = pattern.exec(text) ?? []
    const algorithm = digests.get(name)
    const salt = parseOctets(saltText, saltRange)
    const tag = parseOctets(tagText, tagRange)
    if (algorithm === undefined || salt === undefined || tag === undefined) return 'malformed'
    if (l !== undefined && Number(l) !== tag.length) return 'malformed'
    const iterations = Number(i)
    if (iterations > algorithm.iterations) return 'costly'
    const first = tag.subarray(0, algorithm.length)
    return {
      isCurrent: false,
      async matches(password) {
        return isSame(await derive(password, salt, iterations, first.length, algorithm.digest), first)
      },
    }
  },
}
