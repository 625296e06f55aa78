import { calculateJwkThumbprint } from 'jose'
import type { Clock, CryptoPort } from '../ports/crypto.ts'
import type { SigningKeyRecord } from '../ports/stores.ts'
import type { Algorithm } from './algorithms.ts'

/** A new key of the ring, its private part sealed. Its `kid` is the thumbprint of its public part (RFC7638-3). */
export async function newSigningKey(
  algorithm: Algorithm,
  { crypto, clock }: { readonly crypto: CryptoPort; readonly clock: Clock },
): Promise<SigningKeyRecord> {
  const { privatePem, publicJwk } = await crypto.generateKey(algorithm)
  return {
    kid: await calculateJwkThumbprint(publicJwk),
    algorithm: algorithm.name,
    publicJwk,
    sealedPrivatePem: crypto.seal(privatePem),
    createdAt: clock(),
  }
}
