import type { Digest } from '../ids.ts'
import type { RandomBytes } from '../ports/crypto.ts'
import type { Ports } from '../ports/ports.ts'

/** RFC8628-6.1: no vowels, so that no words appear, and nothing that looks alike. */
const alphabet = 'BCDFGHJKLMNPQRSTVWXZ'
const length = 8

/** A new user code in the form in which it is shown: `WDJB-MJHT`, about 34.5 random bits. */
export function newUserCode(randomBytes: RandomBytes): string {
  let code = ''
  while (code.length < length) {
    for (const octet of randomBytes(16)) {
      // 240 is the largest multiple of 20 in an octet: what lies above would prefer some letters.
      if (octet < 240 && code.length < length) code += alphabet[octet % alphabet.length]
    }
  }
  return `${code.slice(0, 4)}-${code.slice(4)}`
}

/** The canonical form of what a person typed: without case, blanks and dashes; `undefined` if it cannot be a user code. */
export function parseUserCode(typed: string): string | undefined {
  if (typed.length > 64) return undefined
  const code = typed.toUpperCase().replaceAll(/[\s\p{Dash}]/gu, '')
  return /^[BCDFGHJKLMNPQRSTVWXZ]{8}$/.test(code) ? code : undefined
}

/** The form in which a canonical user code is stored. */
export function userCodeDigest(code: string, ports: Pick<Ports, 'crypto' | 'settings'>): Digest {
  return ports.crypto.mac(ports.settings().encryptionKey, 'user-code', code) as Digest
}
