/** Of a JOSE algorithm: which public keys can be used with it. */
interface KeyRequirement {
  readonly use: 'sig' | 'enc'
  readonly kty: 'RSA' | 'EC' | 'OKP'
  /** Absent: RSA. */
  readonly curves?: readonly string[]
}

/** What is wanted of the keys of a client. */
export interface WantedKeys {
  readonly use: 'sig' | 'enc'
  /** JOSE `alg` of our table: of the signature, or of the key management. */
  readonly algorithm: string
  /** Selects among the keys; absent: all that fit. */
  readonly kid?: string
}

/** A public key of a client: the members that make the key, and its `kid`. The same object for the same key, as long as the key is kept. */
export interface PublicJwk {
  readonly kty: 'RSA' | 'EC' | 'OKP'
  readonly kid?: string
  readonly n?: string
  readonly e?: string
  readonly crv?: string
  readonly x?: string
  readonly y?: string
}

const rsaSignature: KeyRequirement = { use: 'sig', kty: 'RSA' }
const rsaEncryption: KeyRequirement = { use: 'enc', kty: 'RSA' }
const ecdh: readonly KeyRequirement[] = [
  { use: 'enc', kty: 'EC', curves: ['P-256', 'P-384', 'P-521'] },
  { use: 'enc', kty: 'OKP', curves: ['X25519'] },
]
const ed25519: readonly KeyRequirement[] = [{ use: 'sig', kty: 'OKP', curves: ['Ed25519'] }]

/** Symmetric algorithms and `none` are not here: no registered key fits them. */
const requirements: ReadonlyMap<string, readonly KeyRequirement[]> = new Map([
  ['ES256', [{ use: 'sig', kty: 'EC', curves: ['P-256'] }]],
  ['ES384', [{ use: 'sig', kty: 'EC', curves: ['P-384'] }]],
  ['ES512', [{ use: 'sig', kty: 'EC', curves: ['P-521'] }]],
  ['EdDSA', ed25519],
  ['Ed25519', ed25519],
  ['PS256', [rsaSignature]],
  ['PS384', [rsaSignature]],
  ['PS512', [rsaSignature]],
  ['RS256', [rsaSignature]],
  ['RS384', [rsaSignature]],
  ['RS512', [rsaSignature]],
  ['RSA-OAEP', [rsaEncryption]],
  ['RSA-OAEP-256', [rsaEncryption]],
  ['RSA-OAEP-384', [rsaEncryption]],
  ['RSA-OAEP-512', [rsaEncryption]],
  ['ECDH-ES', ecdh],
  ['ECDH-ES+A128KW', ecdh],
  ['ECDH-ES+A192KW', ecdh],
  ['ECDH-ES+A256KW', ecdh],
])

/** JOSE names of the signatures that are verified with a client's registered keys. */
export const publicKeySignatures: readonly string[] = [...requirements]
  .filter(([, rows]) => rows.some(({ use }) => use === 'sig'))
  .map(([name]) => name)

/** Names of one algorithm (RFC9864-2.2). */
const sameAlgorithm: ReadonlyMap<string, string> = new Map([['Ed25519', 'EdDSA']])

/** Members of a private or symmetric key (RFC7518-6): a key that was given away is not used, not even its public part. */
const privateMembers = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k', 'priv'] as const
const operations = { sig: ['verify'], enc: ['encrypt', 'wrapKey', 'deriveKey', 'deriveBits'] } as const

/** Lengths of base64url texts: a modulus of 2048 to 8192 bits, an exponent that costs little (RFC7518-3.3 sets the lower one). */
const modulus = { min: 342, max: 1366 } as const
const maxExponent = 6
const base64url = /^[A-Za-z0-9_-]+$/

/** Whether keys of `use` can exist for this name; `false` for `none`, HS* and everything unknown. */
export function hasKeysFor({ use, algorithm }: WantedKeys): boolean {
  return requirements.get(algorithm)?.some((row) => row.use === use) ?? false
}

const publicParts = new WeakMap<object, PublicJwk>()

/**
 * The public key in a JWK of a client, if it may be used for what is wanted; `kid` is not looked at. `use`, `key_ops` and `alg` of the key
 * are binding where they are there (RFC7517-4.2, -4.3, -4.4).
 */
export function publicKeyFor(jwk: Readonly<Record<string, unknown>>, wanted: WantedKeys): PublicJwk | undefined {
  if (privateMembers.some((member) => Object.hasOwn(jwk, member))) return undefined
  const fits = requirements
    .get(wanted.algorithm)
    ?.some(({ use, kty, curves }) => use === wanted.use && kty === jwk['kty'] && isAmong(jwk['crv'], curves))
  if (!fits || !isMeantFor(jwk, wanted)) return undefined
  const known = publicParts.get(jwk)
  if (known !== undefined) return known
  const made = publicPart(jwk)
  if (made !== undefined) publicParts.set(jwk, made)
  return made
}

/** A list with one name in it is no name. */
function isAmong(curve: unknown, curves: readonly string[] | undefined): boolean {
  return curves?.some((name) => name === curve) ?? true
}

function isMeantFor(jwk: Readonly<Record<string, unknown>>, { use, algorithm }: WantedKeys): boolean {
  const { use: itsUse, key_ops: itsOperations, alg } = jwk
  if (itsUse !== undefined && itsUse !== use) return false
  if (alg !== undefined && nameOf(alg) !== nameOf(algorithm)) return false
  if (itsOperations === undefined) return true
  return Array.isArray(itsOperations) && operations[use].some((name) => itsOperations.includes(name))
}

function nameOf(algorithm: unknown): unknown {
  return typeof algorithm === 'string' ? (sameAlgorithm.get(algorithm) ?? algorithm) : algorithm
}

function publicPart(jwk: Readonly<Record<string, unknown>>): PublicJwk | undefined {
  const { kid, n, e, x, y } = jwk
  const named = typeof kid === 'string' ? { kid } : {}
  switch (jwk['kty']) {
    case 'RSA':
      if (!isText(n) || n.length < modulus.min || n.length > modulus.max || !isText(e) || e.length > maxExponent) return undefined
      return { kty: 'RSA', ...named, n, e }
    case 'EC':
      return isText(x) && isText(y) ? { kty: 'EC', ...named, crv: String(jwk['crv']), x, y } : undefined
    case 'OKP':
      return isText(x) ? { kty: 'OKP', ...named, crv: String(jwk['crv']), x } : undefined
    default:
      return undefined
  }
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value.length <= modulus.max && base64url.test(value)
}
