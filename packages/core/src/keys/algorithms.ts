import type { ServerPosture } from '../checks/posture.ts'

/** What is known of a JWS algorithm. One row each; looked up by `algorithmNamed`, never by a token's header alone. */
export interface Algorithm {
  /** `alg` of RFC 7518. */
  readonly name: SigningAlgorithm
  readonly family: 'rsa-pkcs1' | 'rsa-pss' | 'ecdsa' | 'eddsa' | 'ml-dsa' | 'hmac'
  /** Hash of the signature, and of `at_hash` and `c_hash` (OIDCC-3.1.3.6). */
  readonly hash: 'sha256' | 'sha384' | 'sha512' | 'shake256'
  readonly curve?: 'P-256' | 'P-384' | 'P-521' | 'Ed25519'
  /** Value of the settings enumeration `JwtSignatureAlgorithm`, where it has one. */
  readonly setting?: SettingsAlgorithm
}

export type SettingsAlgorithm =
  | 'es256'
  | 'es384'
  | 'ps256'
  | 'ps384'
  | 'ps512'
  | 'rs256'
  | 'rs384'
  | 'rs512'
  | 'hs256'
  | 'hs384'
  | 'hs512'

export type SigningAlgorithm =
  | 'ES256'
  | 'ES384'
  | 'ES512'
  | 'PS256'
  | 'PS384'
  | 'PS512'
  | 'RS256'
  | 'RS384'
  | 'RS512'
  | 'EdDSA'
  | 'Ed25519'
  | 'ML-DSA-44'
  | 'ML-DSA-65'
  | 'ML-DSA-87'
  | 'HS256'
  | 'HS384'
  | 'HS512'

/** In the order of the settings enumeration, then those that only a client can ask for. */
export const algorithms: readonly Algorithm[] = [
  { name: 'ES256', family: 'ecdsa', hash: 'sha256', curve: 'P-256', setting: 'es256' },
  { name: 'ES384', family: 'ecdsa', hash: 'sha384', curve: 'P-384', setting: 'es384' },
  { name: 'PS256', family: 'rsa-pss', hash: 'sha256', setting: 'ps256' },
  { name: 'PS384', family: 'rsa-pss', hash: 'sha384', setting: 'ps384' },
  { name: 'PS512', family: 'rsa-pss', hash: 'sha512', setting: 'ps512' },
  { name: 'RS256', family: 'rsa-pkcs1', hash: 'sha256', setting: 'rs256' },
  { name: 'RS384', family: 'rsa-pkcs1', hash: 'sha384', setting: 'rs384' },
  { name: 'RS512', family: 'rsa-pkcs1', hash: 'sha512', setting: 'rs512' },
  { name: 'HS256', family: 'hmac', hash: 'sha256', setting: 'hs256' },
  { name: 'HS384', family: 'hmac', hash: 'sha384', setting: 'hs384' },
  { name: 'HS512', family: 'hmac', hash: 'sha512', setting: 'hs512' },
  { name: 'ES512', family: 'ecdsa', hash: 'sha512', curve: 'P-521' },
  { name: 'EdDSA', family: 'eddsa', hash: 'sha512', curve: 'Ed25519' },
  // The same signatures under the name that says which curve (RFC9864-2.2).
  { name: 'Ed25519', family: 'eddsa', hash: 'sha512', curve: 'Ed25519' },
  // FIPS 204: signatures that a quantum computer does not forge.
  { name: 'ML-DSA-44', family: 'ml-dsa', hash: 'shake256' },
  { name: 'ML-DSA-65', family: 'ml-dsa', hash: 'shake256' },
  { name: 'ML-DSA-87', family: 'ml-dsa', hash: 'shake256' },
]

const byName: ReadonlyMap<string, Algorithm> = new Map(algorithms.map((row) => [row.name, row]))
const bySetting: ReadonlyMap<string, Algorithm> = new Map(
  algorithms.flatMap((row) => (row.setting === undefined ? [] : [[row.setting, row] as const])),
)

/** The row of a JOSE `alg`, or `undefined` for anything that we do not sign with (`none` included). */
export function algorithmNamed(name: string): Algorithm | undefined {
  return byName.get(name)
}

/**
 * The algorithms that are announced. Those against quantum computers are where an administrator says so, as few programs know them.
 * @param security absent: nothing was said
 */
export function announcedAlgorithms(security: ServerPosture | undefined): readonly Algorithm[] {
  return security?.postQuantumSignatures === true ? algorithms : algorithms.filter(({ family }) => family !== 'ml-dsa')
}

/** The row of a `JwtSignatureAlgorithm` value. */
export function algorithmOfSetting(setting: SettingsAlgorithm): Algorithm {
  const row = bySetting.get(setting)
  if (row === undefined) throw new TypeError(`no algorithm for the setting ${setting}`)
  return row
}
