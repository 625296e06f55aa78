import { compactVerify, decodeProtectedHeader, importJWK } from 'jose'
import type { Client } from '../clients/client.ts'
import type { SessionId, Subject } from '../ids.ts'
import type { Ports } from '../ports/ports.ts'
import { type Algorithm, algorithmNamed, algorithmOfSetting } from './algorithms.ts'
import { liveSecrets } from './client-secret-keys.ts'
import { primaryKeyOf } from './primary-key.ts'
import { publishedKeys } from './published-keys.ts'

/** What a verified ID token of ours says of its user. */
export interface IdTokenHint {
  readonly subject: Subject
  readonly sessionId?: SessionId
}

/** Longer texts are not looked at. */
const maxLength = 8_192
/** The header of our ID tokens has these members and no others; any other could point a verifier at a foreign key. */
const ourHeaderMembers: ReadonlySet<string> = new Set(['alg', 'kid', 'typ'])

/**
 * Whether `hint` is an ID token that this provider signed for this client; an expired one counts (OIDCC-3.1.2.1). The algorithm
 * comes from our table and must be the one of the key that `kid` names; HS* verifies with this client's own live secrets only.
 * @see OIDCC-3.1.2.1, RFC8725-3.1
 * @returns `undefined` for anything else, whatever is wrong with it.
 */
export async function verifyIdTokenHint(
  hint: string,
  client: Client,
  ports: Ports,
  issuer: string,
): Promise<IdTokenHint | undefined> {
  if (hint.length > maxLength) return undefined
  const header = readHeader(hint)
  if (header === undefined) return undefined
  const keys = await verificationKeys(header, client, ports)
  for (const key of keys) {
    const payload = await verifyWith(key, hint, header.algorithm)
    if (payload !== undefined) return readClaims(payload, client, issuer)
  }
  return undefined
}

interface HintHeader {
  readonly algorithm: Algorithm
  readonly kid: string | undefined
}

function readHeader(hint: string): HintHeader | undefined {
  try {
    const header = decodeProtectedHeader(hint)
    if (Object.keys(header).some((name) => !ourHeaderMembers.has(name))) return undefined
    // RFC8725-3.11: no other JWT of ours can pass for an ID token.
    if (header.typ !== undefined && header.typ !== 'JWT') return undefined
    const algorithm = algorithmNamed(String(header.alg))
    return algorithm === undefined ? undefined : { algorithm, kid: header.kid }
  } catch {
    return undefined
  }
}

type VerificationKey = Awaited<ReturnType<typeof importJWK>>

async function verificationKeys(header: HintHeader, client: Client, ports: Ports): Promise<readonly VerificationKey[]> {
  const { algorithm, kid } = header
  const now = ports.clock()
  if (algorithm.family === 'hmac') {
    // A client that gets other signatures could make such a token itself.
    if (!isSignedWithSecret(client, ports)) return []
    return liveSecrets(client, now).map((secret) => new TextEncoder().encode(ports.crypto.openSealed(secret.sealed)))
  }
  const primary = await primaryKeyOf(ports.settings(), ports.crypto)
  const published = publishedKeys(primary, await ports.stores.signingKeys.list(now), now)
  const found = published.find((key) => key.kid === kid && key.algorithm === algorithm)
  return found === undefined ? [] : [await importJWK({ ...found.publicJwk }, algorithm.name)]
}

/** Whether the ID tokens of this client are signed with HS* (OIDCC-10.1). */
function isSignedWithSecret(client: Client, ports: Ports): boolean {
  const name = client.idTokenSignedResponseAlg ?? algorithmOfSetting(ports.settings().signatureAlgorithm).name
  return algorithmNamed(name)?.family === 'hmac'
}

async function verifyWith(key: VerificationKey, hint: string, algorithm: Algorithm): Promise<Uint8Array | undefined> {
  try {
    return (await compactVerify(hint, key, { algorithms: [algorithm.name] })).payload
  } catch {
    return undefined
  }
}

function readClaims(payload: Uint8Array, client: Client, issuer: string): IdTokenHint | undefined {
  const claims = parseObject(new TextDecoder().decode(payload))
  if (claims === undefined || claims['iss'] !== issuer || claims['aud'] !== client.clientId) return undefined
  const { sub, sid, exp } = claims
  // Signed claims of UserInfo have the type of an ID token, but no end (OIDCC-5.3.2).
  if (typeof sub !== 'string' || sub === '' || typeof exp !== 'number') return undefined
  return { subject: sub as Subject, ...(isSessionId(sid) ? { sessionId: sid } : {}) }
}

function parseObject(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? { ...value } : undefined
  } catch {
    return undefined
  }
}

function isSessionId(value: unknown): value is SessionId {
  return typeof value === 'string' && value.startsWith('ses_')
}
