import { base64url } from 'jose'
import { type PublicJwk, publicKeyFor, publicKeySignatures } from '../client-keys/key-fit.ts'
import { parseStrictJson } from '../client-keys/parse-strict-json.ts'

/** A DPoP proof as it was sent; nothing of it is verified. */
export interface ParsedProof {
  readonly text: string
  readonly type: string | undefined
  /** One of `proofAlgorithms`; `undefined`: it says another one, or none. */
  readonly algorithm: string | undefined
  /** The public key that it brings, if it is one that fits the algorithm; a key with a private part is none. */
  readonly key: PublicJwk | undefined
  readonly jti: string
  readonly htm: string
  readonly htu: string
  /** Seconds since the epoch. */
  readonly iat: number
  readonly nonce?: string
  readonly ath?: string
}

/** Asymmetric ones (RFC9449-4.3), without RSASSA-PKCS1-v1_5, which FAPI 2 excludes (FAPI2SP-5.4.1). */
export const proofAlgorithms: readonly string[] = publicKeySignatures.filter((name) => !name.startsWith('RS'))

/** Characters of a proof, whose only long part is a key. */
const maxLength = 8_192
const maxIdLength = 512
const form = /^([\w-]+)\.([\w-]+)\.([\w-]+)$/
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** Reads the `DPoP` header. Two headers arrive joined by a comma, which no JWS contains. `undefined`: not a JWT with the claims of RFC9449-4.2. */
export function parseProof(text: string): ParsedProof | undefined {
  if (text.length > maxLength) return undefined
  const parts = form.exec(text)
  const header = readObject(parts?.[1])
  const claims = readObject(parts?.[2])
  if (header === undefined || claims === undefined) return undefined
  // RFC7515-4.1.11: no extension is understood.
  if (Object.hasOwn(header, 'crit') || Object.hasOwn(header, 'b64')) return undefined
  const { jti, htm, htu, iat, nonce, ath } = claims
  if (!isText(jti) || jti.length > maxIdLength || !isText(htm) || !isText(htu)) return undefined
  if (typeof iat !== 'number' || !Number.isFinite(iat)) return undefined
  if ((nonce !== undefined && !isText(nonce)) || (ath !== undefined && !isText(ath))) return undefined
  const { alg, typ, jwk } = header
  const algorithm = proofAlgorithms.find((name) => name === alg)
  return {
    ...{ text, jti, htm, htu, iat, algorithm },
    type: typeof typ === 'string' ? typ : undefined,
    key: algorithm !== undefined && isObject(jwk) ? publicKeyFor(jwk, { use: 'sig', algorithm }) : undefined,
    ...(nonce === undefined ? {} : { nonce }),
    ...(ath === undefined ? {} : { ath }),
  }
}

function readObject(encoded: string | undefined): Readonly<Record<string, unknown>> | undefined {
  if (encoded === undefined) return undefined
  try {
    const parsed = parseStrictJson(utf8.decode(base64url.decode(encoded)))
    return parsed.kind === 'object' ? parsed.value : undefined
  } catch {
    return undefined
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== ''
}
