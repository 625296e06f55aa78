import { argon2, timingSafeEqual } from 'node:crypto'
import type { RandomBytes } from '@latchkey/core'
import { type Argon2Parameters, formatPhc, type PhcHash } from './phc.ts'

/** OWASP's minimum for Argon2id: 19 MiB, two passes, one lane. A hash with other parameters is renewed at the next sign-in. */
export const currentParameters: Argon2Parameters = { memory: 19_456, passes: 2, parallelism: 1 }

const saltLength = 16
const tagLength = 32

/** PHC string of a password with a new salt, computed on the runtime's thread pool. */
export async function hashArgon2id(password: string, randomBytes: RandomBytes): Promise<string> {
  const salt = randomBytes(saltLength)
  return formatPhc({ ...currentParameters, salt, tag: await derive(password, { ...currentParameters, salt }, tagLength) })
}

/** Whether a password has this hash; takes the same time either way. */
export async function matchesArgon2id(password: string, hash: PhcHash): Promise<boolean> {
  return timingSafeEqual(await derive(password, hash, hash.tag.length), hash.tag)
}

/** Whether a hash was made with other parameters than new ones are. */
export function isOutdated(hash: PhcHash): boolean {
  const { memory, passes, parallelism } = currentParameters
  return hash.memory !== memory || hash.passes !== passes || hash.parallelism !== parallelism || hash.tag.length !== tagLength
}

function derive(
  password: string,
  { memory, passes, parallelism, salt }: Argon2Parameters & { readonly salt: Uint8Array },
  length: number,
): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    argon2('argon2id', { message: password, nonce: salt, memory, passes, parallelism, tagLength: length }, (error, tag) => {
      if (error === null) resolve(tag)
      else reject(error)
    })
  })
}
