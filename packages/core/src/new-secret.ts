import { base64url } from 'jose'
import { type Secret, type SecretKind, secretPrefix } from './ids.ts'
import type { RandomBytes } from './ports/crypto.ts'

/** A new bearer secret of 256 random bits. Only its digest may be stored. */
export function newSecret<Kind extends SecretKind>(kind: Kind, randomBytes: RandomBytes): Secret<Kind> {
  return `${secretPrefix[kind]}${base64url.encode(randomBytes(32))}`
}

/** A new id of 128 random bits: unique, not secret. */
export function newId<Prefix extends 'gra' | 'ses' | 'txn'>(prefix: Prefix, randomBytes: RandomBytes): `${Prefix}_${string}` {
  return `${prefix}_${base64url.encode(randomBytes(16))}`
}
