import type { HashForm } from '../hash-form.ts'
import { isSame } from './octets.ts'

/** Logarithm of the rounds; the highest takes a second and a half of a core. */
const costs = { min: 4, max: 14 } as const
/** What the tag begins behind. */
const headLength = 29

/** The last characters of salt and tag hold two and four bits; of the tag, other programs write no others. */
const pattern = /^\$2[aby]\$(\d{2})\$[./A-Za-z0-9]{22}[./A-Za-z0-9]{30}[.CGKOSWaeimquy26]$/

/**
 * Hashes of bcrypt, as `$2a$`, `$2b$` and `$2y$`, which are one algorithm. It reads 72 octets of a password; what is behind them counts here
 * no more than it did where the hash comes from, until the hash is renewed. Not `$2x$`: that is what a mistake made of passwords.
 */
export const bcryptForm: HashForm = {
  identifiers: ['2a', '2b', '2y'],
  example: '$2b$COST$ and 53 characters of salt and tag',
  bound: `2^${costs.max}`,
  parse(text) {
    const cost = Number(pattern.exec(text)?.[1] ?? 0)
    if (cost < costs.min) return 'malformed'
    if (cost > costs.max) return 'costly'
    const head = text.slice(0, headLength)
    const tag = Buffer.from(text.slice(headLength))
    return {
      isCurrent: false,
      async matches(password) {
        // Loaded by whoever has such a hash, and nobody else.
        const { bcryptInThread } = await import('./bcrypt-thread.ts')
        return isSame(Buffer.from((await bcryptInThread(password, head)).slice(headLength)), tag)
      },
    }
  },
}
