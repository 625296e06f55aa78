import { calculateJwkThumbprint, exportJWK, exportPKCS8, generateKeyPair, importPKCS8 } from 'jose'
import type { KeyManagement } from '../encryption/key-management.ts'
import type { Clock, CryptoPort } from '../ports/crypto.ts'
import type { SigningKeyRecord } from '../ports/stores.ts'

/** A kind of key to which clients encrypt for us. */
export interface EncryptionKeyKind {
  /** The key management by which records of the kind are named; the key serves all of its family. */
  readonly algorithm: 'ECDH-ES' | 'RSA-OAEP-256'
  readonly family: Exclude<KeyManagement['family'], 'secret'>
  readonly curve?: 'P-256'
  readonly modulusLength?: 2048
}

/** One key of each kind is published. */
export const encryptionKeyKinds: readonly EncryptionKeyKind[] = [
  { algorithm: 'ECDH-ES', family: 'ecdh', curve: 'P-256' },
  { algorithm: 'RSA-OAEP-256', family: 'rsa', modulusLength: 2048 },
]

/** The kind of a stored key; `undefined`: it signs. */
export function encryptionKeyKind(algorithm: string): EncryptionKeyKind | undefined {
  return encryptionKeyKinds.find((kind) => kind.algorithm === algorithm)
}

const publicMembers = ['kty', 'crv', 'x', 'y', 'n', 'e'] as const

/** A new key to which clients encrypt, its private part sealed. Its `kid` is the thumbprint of its public part (RFC7638-3). */
export async function newEncryptionKey(
  { algorithm, curve, modulusLength }: EncryptionKeyKind,
  { crypto, clock }: { readonly crypto: CryptoPort; readonly clock: Clock },
): Promise<SigningKeyRecord> {
  const { publicKey, privateKey } = await generateKeyPair(algorithm, {
    extractable: true,
    ...(curve === undefined ? {} : { crv: curve }),
    ...(modulusLength === undefined ? {} : { modulusLength }),
  })
  const jwk: Readonly<Record<string, unknown>> = { ...(await exportJWK(publicKey)) }
  const publicJwk = Object.fromEntries(publicMembers.flatMap((name) => (name in jwk ? [[name, String(jwk[name])] as const] : [])))
  return {
    kid: await calculateJwkThumbprint(publicJwk),
    algorithm,
    publicJwk,
    sealedPrivatePem: crypto.seal(await exportPKCS8(privateKey)),
    createdAt: clock(),
  }
}

/** A private key of ours with which what clients encrypted for us is decrypted. */
export interface DecryptionKey {
  readonly kid: string
  readonly key: Awaited<ReturnType<typeof importPKCS8>>
}

/** The private parts of stored keys, each imported once for each key management that it is used with. */
export function decryptionKeySource(
  crypto: Pick<CryptoPort, 'openSealed'>,
): (records: readonly SigningKeyRecord[], management: KeyManagement) => Promise<readonly DecryptionKey[]> {
  const imported = new Map<string, Promise<DecryptionKey>>()
  const importOnce = ({ kid }: SigningKeyRecord, sealed: string, { name }: KeyManagement): Promise<DecryptionKey> => {
    const known = imported.get(`${kid} ${name}`)
    if (known !== undefined) return known
    const importing = importPKCS8(crypto.openSealed(sealed), name).then((key) => ({ kid, key }))
    imported.set(`${kid} ${name}`, importing)
    return importing
  }
  return (records, management) =>
    Promise.all(
      records.flatMap((record) =>
        record.sealedPrivatePem !== undefined && encryptionKeyKind(record.algorithm)?.family === management.family
          ? [importOnce(record, record.sealedPrivatePem, management)]
          : [],
      ),
    )
}
