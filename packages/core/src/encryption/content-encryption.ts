/** What is known of a JWE content encryption (RFC7518-5.1). */
export interface ContentEncryption {
  /** `enc` of a JWE. */
  readonly name: ContentEncryptionAlgorithm
  /** Bits of its key. */
  readonly keyBits: 128 | 192 | 256 | 384 | 512
}

export type ContentEncryptionAlgorithm = 'A128CBC-HS256' | 'A192CBC-HS384' | 'A256CBC-HS512' | 'A128GCM' | 'A192GCM' | 'A256GCM'

/** The default of OIDCR-2 first. */
export const contentEncryptions: readonly ContentEncryption[] = [
  { name: 'A128CBC-HS256', keyBits: 256 },
  { name: 'A192CBC-HS384', keyBits: 384 },
  { name: 'A256CBC-HS512', keyBits: 512 },
  { name: 'A128GCM', keyBits: 128 },
  { name: 'A192GCM', keyBits: 192 },
  { name: 'A256GCM', keyBits: 256 },
]

const byName: ReadonlyMap<string, ContentEncryption> = new Map(contentEncryptions.map((row) => [row.name, row]))

/** The row of a JWE `enc`, or `undefined` for anything that this server does not know. */
export function contentEncryptionNamed(name: string): ContentEncryption | undefined {
  return byName.get(name)
}
