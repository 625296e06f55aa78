import { compactVerify, decodeProtectedHeader, importJWK } from 'jose'
import { type InformedClient, releasedValues } from '../claims/release-claims.ts'
import type { ClientId, Subject } from '../ids.ts'
import { type Algorithm, algorithmNamed } from '../keys/algorithms.ts'
import type { KeyRing } from '../keys/key-ring.ts'
import type { PrivateKey } from '../ports/crypto.ts'
import type { Ports } from '../ports/ports.ts'
import type { Grant } from '../ports/stores.ts'
import type { SubjectRecord } from '../ports/subjects.ts'
import { areDetails } from '../rich-authorization/detail-type.ts'
import { type AccessToken, isGrantId } from './access-token.ts'
import { isActor } from './actor.ts'
import { bindingOf, confirmationOf } from './confirmation.ts'

/** RFC9068-2.1: no other JWT of this server has it, and no other passes for an access token. */
const type = 'at+jwt'
/** Longer texts are not looked at. */
const maxLength = 16_384
/** The header of our access tokens has these members and no others; any other could point a verifier at a foreign key. */
const ourHeaderMembers: ReadonlySet<string> = new Set(['alg', 'kid', 'typ'])

/** What is said of the person whom a token is about. */
export interface JwtOwner {
  readonly grant: Grant
  readonly account: SubjectRecord
  /** Whom the token is for: its record maps claims into access tokens. */
  readonly client: InformedClient
}

/**
 * The token as a JWT that its API verifies by itself.
 * @param owner `undefined`: the token is of a client for itself
 * @see RFC9068-2.2, RFC9449-6.1, RFC8705-3.1, RFC8693-4.1, RFC9396-9.1
 */
export function signAccessToken(
  token: AccessToken,
  owner: JwtOwner | undefined,
  { key, issuer, ports }: { readonly key: PrivateKey; readonly issuer: string; readonly ports: Ports },
): Promise<string> {
  const { algorithm, kid } = key
  if (algorithm.family === 'hmac') throw new TypeError('an access token would be signed with the secret of its client')
  return ports.crypto.signJwt(key, { alg: algorithm.name, kid, typ: type }, claimsOf(token, owner, issuer))
}

function claimsOf(token: AccessToken, owner: JwtOwner | undefined, issuer: string): Readonly<Record<string, unknown>> {
  const { audience, scopes, actor, details = [] } = token
  const confirmation = confirmationOf(token)
  const [only, ...others] = audience
  return {
    ...(owner !== undefined && mappedClaims(owner, scopes)),
    iss: issuer,
    sub: token.subject,
    // RFC9068-3: a default where none was asked for; this server is the only one that takes such a token.
    aud: only === undefined ? issuer : others.length === 0 ? only : audience,
    client_id: token.clientId,
    iat: seconds(token.issuedAt),
    exp: seconds(token.expiresAt),
    jti: token.tokenId,
    ...(scopes.length > 0 && { scope: scopes.join(' ') }),
    ...(owner !== undefined && authenticationOf(owner, scopes)),
    ...(confirmation !== undefined && { cnf: confirmation }),
    ...(actor !== undefined && { act: actor }),
    ...(details.length > 0 && { authorization_details: details }),
  }
}

/** Those that the client's record maps into access tokens; none is a claim of the protocol. */
function mappedClaims({ account, client }: JwtOwner, scopes: readonly string[]): Readonly<Record<string, unknown>> {
  return releasedValues({ place: 'access_token', client, account, scopes, withScopeClaims: false })
}

function isMapped(claim: string, { claimMapping = {} }: InformedClient): boolean {
  return Object.hasOwn(claimMapping, claim) && claimMapping[claim]?.places.includes('access_token') === true
}

/** RFC9068-2.2.1, -2.2.3.1. The grant is named, so that this server finds its state again. */
function authenticationOf({ grant, account, client }: JwtOwner, scopes: readonly string[]): Readonly<Record<string, unknown>> {
  const { groups } = account.claims
  return {
    auth_time: seconds(grant.authTime),
    acr: grant.acr,
    ...(grant.amr.length > 0 && { amr: grant.amr }),
    ...(scopes.includes('groups') && groups !== undefined && !isMapped('groups', client) && { groups }),
    grant_id: grant.grantId,
  }
}

type VerificationKey = Awaited<ReturnType<typeof importJWK>>
type Jwk = Readonly<Record<string, string>>
/** By algorithm too: an RSA key whose algorithm was changed is published once, without `alg`, and verifies tokens of both. */
const imported = new WeakMap<Jwk, Map<string, Promise<VerificationKey>>>()

/**
 * The content of an access token of this server, verified with the keys that it publishes now; the algorithm is that of the key which `kid`
 * names. Says nothing about expiry or revocation.
 * @returns `undefined` for anything else, whatever is wrong with it; for a token of a person `accountId` is known by its grant.
 * @see RFC9068-4, RFC8725-3.1, RFC8725-3.11
 */
export async function verifyAccessToken(
  text: string,
  { issuer, keys, ports }: { readonly issuer: string; readonly keys: Pick<KeyRing, 'jwks'>; readonly ports: Ports },
): Promise<AccessToken | undefined> {
  if (text.length > maxLength || !text.startsWith('eyJ')) return undefined
  const header = readHeader(text)
  if (header === undefined) return undefined
  const { algorithm, kid } = header
  const jwk = (await keys.jwks()).keys.find((key) => key['kid'] === kid && key['use'] === 'sig')
  if (jwk === undefined || (jwk['alg'] ?? algorithm.name) !== algorithm.name) return undefined
  const payload = await verifyWith(jwk, text, algorithm)
  return payload === undefined ? undefined : readClaims(payload, issuer, ports)
}

function readHeader(text: string): { readonly algorithm: Algorithm; readonly kid: string } | undefined {
  try {
    const { alg, kid, typ, ...others } = decodeProtectedHeader(text)
    if (Object.keys(others).some((name) => !ourHeaderMembers.has(name)) || typ !== type || kid === undefined) return undefined
    const algorithm = algorithmNamed(String(alg))
    return algorithm === undefined || algorithm.family === 'hmac' ? undefined : { algorithm, kid }
  } catch {
    return undefined
  }
}

function importOnce(jwk: Jwk, { name }: Algorithm): Promise<VerificationKey> {
  const known = imported.get(jwk) ?? new Map<string, Promise<VerificationKey>>()
  const key = known.get(name) ?? importJWK({ ...jwk }, name)
  imported.set(jwk, known.set(name, key))
  return key
}

async function verifyWith(jwk: Jwk, text: string, algorithm: Algorithm): Promise<Uint8Array | undefined> {
  try {
    return (await compactVerify(text, await importOnce(jwk, algorithm), { algorithms: [algorithm.name] })).payload
  } catch {
    return undefined
  }
}

/** We signed it, so its members have the types that we gave them; one of another make is not an access token of today. */
async function readClaims(payload: Uint8Array, issuer: string, ports: Ports): Promise<AccessToken | undefined> {
  const claims: { readonly [name: string]: unknown } = JSON.parse(new TextDecoder().decode(payload))
  const { iss, sub, aud, client_id: clientId, iat, exp, jti, scope = '', act, grant_id: grantId } = claims
  if (iss !== issuer || typeof sub !== 'string' || typeof clientId !== 'string' || typeof jti !== 'string') return undefined
  if (typeof iat !== 'number' || typeof exp !== 'number' || typeof scope !== 'string') return undefined
  const audience = [aud].flat().filter((member) => typeof member === 'string')
  const said = {
    clientId: clientId as ClientId,
    subject: sub as Subject,
    scopes: scope === '' ? [] : scope.split(' '),
    audience: audience.length === 1 && audience[0] === issuer ? [] : audience,
    issuedAt: iat * 1_000,
    expiresAt: exp * 1_000,
    tokenId: jti,
    ...bindingOf(claims['cnf']),
    ...(isActor(act) && { actor: act }),
  }
  const details = claims['authorization_details']
  const held = areDetails(details) ? { details } : {}
  if (grantId === undefined) return { ...said, ...held }
  const grant = isGrantId(grantId) ? await ports.stores.grants.find(grantId, ports.clock()) : undefined
  if (grant === undefined) return undefined
  // It says itself what it allows, so one that says nothing allows nothing.
  const none = grant.authorizationDetails === undefined ? {} : { details: [] }
  return { ...said, ...none, ...held, grantId: grant.grantId, accountId: grant.accountId }
}

/** RFC7519-2 NumericDate. */
function seconds(milliseconds: number): number {
  return Math.floor(milliseconds / 1_000)
}
