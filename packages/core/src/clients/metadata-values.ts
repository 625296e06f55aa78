import { parseResponseType } from '../authorization-request/response-types.ts'
import { publicKeySignatures } from '../client-keys/key-fit.ts'
import { clientSignatures } from '../client-keys/verify-client-jws.ts'
import { type ContentEncryptionAlgorithm, contentEncryptionNamed } from '../encryption/content-encryption.ts'
import { type KeyManagementAlgorithm, keyManagementNamed } from '../encryption/key-management.ts'
import { algorithmNamed, type SigningAlgorithm } from '../keys/algorithms.ts'
import { type DeliveryMode, deliveryModes } from '../ports/backchannel-requests.ts'
import { isDetailType } from '../rich-authorization/detail-type.ts'
import { parseScope } from '../scopes/parse-scope.ts'
import { type Client, type ClientAuthenticationMethod, clientAuthenticationMethods } from './client.ts'
import { maxUriLength } from './redirect-uri-rules.ts'

/* Parsers of single metadata values, for registration and for management. `undefined`: not a value of this kind. */

const maxNameLength = 200
const maxListLength = 100
const maxTextLength = 2048
const maxJwksLength = 20

/** Members of a JWK that are private or symmetric (RFC7518-6). */
const privateMembers = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k', 'priv'] as const

/** A name as people see it: no control characters. */
export function parseDisplayName(value: unknown): string | undefined {
  const isName = typeof value === 'string' && value.trim() !== '' && value.length <= maxNameLength && !/\p{Cc}/u.test(value)
  return isName ? value : undefined
}

/** A list of texts, each one once. */
export function parseTexts(value: unknown): readonly string[] | undefined {
  if (!Array.isArray(value) || value.length > maxListLength) return undefined
  const texts = value.filter(
    (entry): entry is string => typeof entry === 'string' && entry !== '' && entry.length <= maxTextLength,
  )
  return texts.length === value.length ? [...new Set(texts)] : undefined
}

/** A list of response types, each once, its words in our order; texts that are none of ours stay as they are. */
export function parseResponseTypes(value: unknown): readonly string[] | undefined {
  const texts = parseTexts(value)
  return texts && [...new Set(texts.map((text) => parseResponseType(text)?.name ?? text))]
}

/** The address of a page or picture: `http` or `https`, nothing that a browser would run. */
export function parseWebUri(value: unknown): string | undefined {
  return isUriOf(value, /^https?:\/\/[^/?#@]+(?:[/?#].*)?$/i) ? value : undefined
}

/** OIDCC-6.2: addresses of request objects, at most 512 characters, each perhaps with a fragment. Which may be fetched is decided at each use. */
export function parseRequestUris(value: unknown): readonly string[] | undefined {
  const uris = parseTexts(value)
  return uris?.every((uri) => uri.length <= 512 && parseWebUri(uri) !== undefined) ? uris : undefined
}

/** OIDCC-4: `initiate_login_uri` must be `https`. */
export function parseHttpsUri(value: unknown): string | undefined {
  return isUriOf(value, /^https:\/\/[^/?#@]+(?:[/?#].*)?$/i) ? value : undefined
}

function isUriOf(value: unknown, form: RegExp): value is string {
  return (
    typeof value === 'string' &&
    value.length <= maxUriLength &&
    /^[\x21-\x7e]+$/.test(value) &&
    form.test(value) &&
    URL.canParse(value)
  )
}

/** CIBA-4. */
export function parseDeliveryMode(value: unknown): DeliveryMode | undefined {
  return deliveryModes.find((mode) => mode === value)
}

/** CIBA-7.1.1: a signature that is no MAC. */
export function parseBackchannelSignature(value: unknown): string | undefined {
  return publicKeySignatures.find((name) => name === value)
}

/** An algorithm whose signatures others can verify without a secret. */
export function parsePublicSignature(value: unknown): SigningAlgorithm | undefined {
  const algorithm = typeof value === 'string' ? algorithmNamed(value) : undefined
  return algorithm === undefined || algorithm.family === 'hmac' ? undefined : algorithm.name
}

export function parseBoolean(value: unknown): boolean | undefined {
  return typeof value === 'boolean' ? value : undefined
}

/** Whole seconds. */
export function parseSeconds(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : undefined
}

/** The tokens of a `scope` text (RFC7591-2). */
export function parseScopeText(value: unknown): readonly string[] | undefined {
  return typeof value === 'string' && value.length <= maxTextLength ? parseScope(value) : undefined
}

/** Names of types of authorization details (RFC9396-10), each once. Which there are is decided at each use. */
export function parseDetailTypes(value: unknown): readonly string[] | undefined {
  const types = parseTexts(value)
  return types?.every(isDetailType) ? types : undefined
}

/** `software_id` and `software_version` (RFC7591-2): what tells builds of one program apart, never shown. */
export function parseSoftwareText(value: unknown): string | undefined {
  return typeof value === 'string' && /^[\x20-\x7e]{1,200}$/.test(value) ? value : undefined
}

export function parseApplicationType(value: unknown): Client['applicationType'] | undefined {
  return value === 'web' || value === 'native' ? value : undefined
}

export function parseAuthenticationMethod(value: unknown): ClientAuthenticationMethod | undefined {
  return clientAuthenticationMethods.find((name) => name === value)
}

/** A signature of clients that this server verifies. */
export function parseClientSignature(value: unknown): string | undefined {
  return clientSignatures.find((name) => name === value)
}

/** Where keys are fetched from: `https`, or `http` on the machine of the server itself, which needs `LATCHKEY_FETCH_ALLOW` besides. */
export function parseKeysUri(value: unknown): string | undefined {
  return isUriOf(value, /^(?:https:\/\/[^/?#@]+|http:\/\/(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])(?::\d{1,5})?)(?:[/?][^#]*)?$/i)
    ? value
    : undefined
}

/** An algorithm of our table; `none` is not one. */
export function parseSigningAlgorithm(value: unknown): SigningAlgorithm | undefined {
  return typeof value === 'string' ? algorithmNamed(value)?.name : undefined
}

/** OIDCR-2: an algorithm by which request objects are verified, or `none`. */
export function parseRequestObjectAlgorithm(value: unknown): string | undefined {
  return value === 'none' || clientSignatures.some((name) => name === value) ? String(value) : undefined
}

/** A key management of our table, for JWE. */
export function parseKeyManagement(value: unknown): KeyManagementAlgorithm | undefined {
  return typeof value === 'string' ? keyManagementNamed(value)?.name : undefined
}

/** A content encryption of our table, for JWE. */
export function parseContentEncryption(value: unknown): ContentEncryptionAlgorithm | undefined {
  return typeof value === 'string' ? contentEncryptionNamed(value)?.name : undefined
}

/** RFC7517-5: a set of public keys, kept as it was given. */
export function parseJwks(value: unknown): NonNullable<Client['jwks']> | undefined {
  const keys: unknown = isObject(value) ? value['keys'] : undefined
  if (!Array.isArray(keys) || keys.length > maxJwksLength) return undefined
  const publicKeys = keys.filter(isPublicJwk)
  return publicKeys.length === keys.length ? { keys: publicKeys } : undefined
}

function isPublicJwk(key: unknown): key is Readonly<Record<string, unknown>> {
  return (
    isObject(key) &&
    typeof key['kty'] === 'string' &&
    key['kty'] !== 'oct' &&
    !privateMembers.some((member) => Object.hasOwn(key, member))
  )
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
