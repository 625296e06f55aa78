/** What is known of a JWE key management algorithm (RFC7518-4.1). One row each; looked up by `keyManagementNamed`, never by a header alone. */
export interface KeyManagement {
  /** `alg` of a JWE. */
  readonly name: KeyManagementAlgorithm
  /** `rsa` and `ecdh`: to a public key of the recipient; `secret`: under a key from the secret of the client (OIDCC-10.2). */
  readonly family: 'rsa' | 'ecdh' | 'secret'
  /** Bits of the key from the client's secret; absent with `dir`, where it is the key of the content encryption. */
  readonly keyBits?: 128 | 192 | 256
}

export type KeyManagementAlgorithm =
  | 'RSA-OAEP'
  | 'RSA-OAEP-256'
  | 'RSA-OAEP-384'
  | 'RSA-OAEP-512'
  | 'ECDH-ES'
  | 'ECDH-ES+A128KW'
  | 'ECDH-ES+A192KW'
  | 'ECDH-ES+A256KW'
  | 'A128KW'
  | 'A192KW'
  | 'A256KW'
  | 'A128GCMKW'
  | 'A192GCMKW'
  | 'A256GCMKW'
  | 'dir'

/**
 * Everything that `jose` offers without RSA1_5, which leaks what it decrypts by how it fails, and PBES2, whose sender decides how long the
 * recipient computes (RFC8725-3.2).
 */
export const keyManagements: readonly KeyManagement[] = [
  { name: 'RSA-OAEP-256', family: 'rsa' },
  { name: 'RSA-OAEP-384', family: 'rsa' },
  { name: 'RSA-OAEP-512', family: 'rsa' },
  { name: 'RSA-OAEP', family: 'rsa' },
  { name: 'ECDH-ES', family: 'ecdh' },
  { name: 'ECDH-ES+A128KW', family: 'ecdh' },
  { name: 'ECDH-ES+A192KW', family: 'ecdh' },
  { name: 'ECDH-ES+A256KW', family: 'ecdh' },
  { name: 'A128KW', family: 'secret', keyBits: 128 },
  { name: 'A192KW', family: 'secret', keyBits: 192 },
  { name: 'A256KW', family: 'secret', keyBits: 256 },
  { name: 'A128GCMKW', family: 'secret', keyBits: 128 },
  { name: 'A192GCMKW', family: 'secret', keyBits: 192 },
  { name: 'A256GCMKW', family: 'secret', keyBits: 256 },
  { name: 'dir', family: 'secret' },
]

const byName: ReadonlyMap<string, KeyManagement> = new Map(keyManagements.map((row) => [row.name, row]))

/** The row of a JWE `alg`, or `undefined` for anything that this server does not encrypt or decrypt with. */
export function keyManagementNamed(name: string): KeyManagement | undefined {
  return byName.get(name)
}
