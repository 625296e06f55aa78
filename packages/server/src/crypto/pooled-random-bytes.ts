import { randomFillSync } from 'node:crypto'
import type { RandomBytes } from '@latchkey/core'

/** Octets that are drawn at once. */
const poolSize = 4_096

/**
 * Random octets, drawn in bulk from the system's generator, since each draw costs more than what a token needs of it. None is handed out
 * twice, and the pool forgets what it has handed out.
 */
export function pooledRandomBytes(): RandomBytes {
  const pool = new Uint8Array(poolSize)
  let next = poolSize
  return (length) => {
    if (length > poolSize) return randomFillSync(new Uint8Array(length))
    if (next + length > poolSize) {
      randomFillSync(pool)
      next = 0
    }
    const octets = pool.slice(next, next + length)
    pool.fill(0, next, next + length)
    next += length
    return octets
  }
}
