import type { PrivateKey } from '../ports/crypto.ts'

/** The protected header of what a key of ours signs. A secret of the client has no name: its `kid` would be looked for in our JWK Set. */
export function jwsHeader({ algorithm, kid }: PrivateKey, typ: string = 'JWT'): Readonly<Record<string, string>> {
  return algorithm.family === 'hmac' ? { alg: algorithm.name, typ } : { alg: algorithm.name, kid, typ }
}
