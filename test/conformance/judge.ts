import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import type {
  Answer,
  Browser,
  Credentials,
  Departure,
  Overrides,
  PendingSignIn,
  RelyingParty,
  SignedIn,
  Tokens,
} from '@latchkey/testing'
import { codeOf, responseOf } from '@latchkey/testing'
import { decodeJwt, decodeProtectedHeader, type JWTPayload } from 'jose'

/*
 * What the checklist's ALL section asks of every flow, gathered so that every success in these tests is held to it.
 */

/** Signs in and holds each answer on the way to ALL-10 to ALL-33. */
export async function succeed(
  party: RelyingParty,
  browser: Browser,
  credentials: Credentials,
  overrides: Overrides = {},
): Promise<SignedIn> {
  const signedIn = await party.signIn(browser, credentials, overrides)
  judgeResponse(signedIn.departure, signedIn.pending, party, overrides)
  judgeTokens(signedIn.answer)
  judgeIdToken(signedIn.tokens, party, 'nonce' in overrides ? overrides['nonce'] : signedIn.pending.nonce)
  const userinfo = await party.userinfo(signedIn.tokens.access_token)
  assert.equal(userinfo.status, 200)
  judgeClaims(userinfo.body)
  // ALL-33
  assert.equal(userinfo.body['sub'], signedIn.claims.sub)
  return signedIn
}

/** What each word of `response_type` brings. */
const brought: Readonly<Record<string, readonly string[]>> = {
  code: ['code'],
  id_token: ['id_token'],
  token: ['access_token', 'expires_in', 'scope', 'token_type'],
  none: [],
}

/** ALL-10 to ALL-14 and ALL-17. */
export function judgeResponse(
  departure: Departure,
  pending: PendingSignIn,
  party: RelyingParty,
  overrides: Overrides = {},
): void {
  const parameters = responseOf(departure)
  const words = (overrides['response_type'] ?? 'code').split(' ')
  const isFragment = departure.form === undefined && words.some((word) => word.includes('token'))
  const redirect = new URL(party.redirectUri)
  assert.equal(departure.url.origin + departure.url.pathname, redirect.origin + redirect.pathname)
  assert.equal(departure.url.hash !== '', isFragment, 'answered in the fragment')
  if (isFragment) assert.equal(departure.url.search, redirect.search, 'nothing in the query')
  for (const [name, value] of redirect.searchParams) assert.equal(departure.url.searchParams.get(name), value)
  const state = 'state' in overrides ? overrides['state'] : pending.state
  assert.equal(parameters.get('state'), state ?? null)
  assert.equal(parameters.get('iss'), party.issuer)
  // OIDCSM-3.1: an OpenID answer may say what the session is.
  const ours = new Set([...redirect.searchParams.keys(), 'session_state'])
  const names = [...parameters.keys()].filter((name) => !ours.has(name)).sort()
  const asked = words.flatMap((word) => brought[word] ?? [])
  assert.deepEqual(names, [...asked, 'iss', ...(state === undefined ? [] : ['state'])].sort())
  if (words.includes('code')) judgeEntropy(codeOf(departure), 128)
}

/** ALL-14, ALL-21: length and Shannon entropy of a random value. */
export function judgeEntropy(value: string, minimumLengthBits = 96): void {
  const counts = new Map<string, number>()
  for (const character of value) counts.set(character, (counts.get(character) ?? 0) + 1)
  const entropy = [...counts.values()].reduce((sum, count) => sum - (count / value.length) * Math.log2(count / value.length), 0)
  assert.ok(value.length * 6 >= minimumLengthBits, `${value.length} characters`)
  assert.ok(entropy * value.length > 96, `${(entropy * value.length).toFixed(0)} bits`)
}

/** ALL-20, ALL-21. */
export function judgeTokens(answer: Answer): void {
  assert.equal(answer.status, 200)
  assert.match(answer.headers.get('content-type') ?? '', /^application\/json\b/)
  assert.match(answer.headers.get('cache-control') ?? '', /no-store/)
  const { access_token, token_type, expires_in, refresh_token } = answer.body as Partial<Tokens>
  assert.equal(token_type, 'Bearer')
  assert.equal(typeof expires_in, 'number')
  assert.ok(Number(expires_in) > 0 && Number(expires_in) <= 365 * 24 * 3600)
  assert.match(access_token ?? '', /^[A-Za-z0-9\-._~+/]+=*$/)
  judgeEntropy(access_token ?? '')
  if (refresh_token !== undefined) judgeEntropy(refresh_token)
}

/** ALL-22 to ALL-28 of an ID token whose signature was verified before. */
export function judgeIdToken(
  tokens: Pick<Tokens, 'id_token' | 'access_token'>,
  party: RelyingParty,
  nonce: string | undefined,
): JWTPayload {
  const header = decodeProtectedHeader(tokens.id_token)
  const claims = decodeJwt(tokens.id_token)
  assert.equal(typeof header.kid, 'string')
  const now = Date.now() / 1000
  assert.equal(claims.iss, party.issuer)
  assert.ok([claims.aud].flat().includes(party.clientId))
  if ('azp' in claims) assert.equal(claims['azp'], party.clientId)
  assert.ok(typeof claims.sub === 'string' && claims.sub.length > 0 && claims.sub.length <= 255)
  assert.ok(Number(claims.exp) > now && Number(claims.exp) < now + 30 * 24 * 3600)
  assert.ok(Math.abs(Number(claims.iat) - now) < 300)
  if ('auth_time' in claims) assert.ok(Number(claims['auth_time']) <= now + 1)
  assert.equal(claims['nonce'], nonce)
  if ('at_hash' in claims) assert.equal(claims['at_hash'], halfHash(String(header.alg), tokens.access_token))
  if ('acr' in claims) assert.ok(typeof claims['acr'] === 'string' && claims['acr'] !== '')
  if ('amr' in claims) {
    const amr = claims['amr']
    assert.ok(Array.isArray(amr) && amr.length > 0 && amr.every((value) => typeof value === 'string' && value !== ''))
  }
  judgeClaims(claims)
  return claims
}

/** ALL-26: an ID token of the browser is bound to all that came with it. */
export function judgeHashes(parameters: URLSearchParams, idToken: string): void {
  const { alg } = decodeProtectedHeader(idToken)
  const claims = decodeJwt(idToken)
  const bound = { at_hash: 'access_token', c_hash: 'code', s_hash: 'state' }
  for (const [claim, parameter] of Object.entries(bound)) {
    const value = parameters.get(parameter)
    assert.equal(claims[claim], value === null ? undefined : halfHash(String(alg), value), claim)
  }
}

/** ALL-30 to ALL-32. */
export function judgeClaims(claims: Readonly<Record<string, unknown>>): void {
  for (const [name, value] of Object.entries(claims)) {
    assert.notEqual(value, null, name)
    if (typeof value === 'string') assert.ok(value.trim() !== '' && value !== 'null', name)
  }
  for (const name of ['email_verified', 'phone_number_verified']) {
    if (name in claims) assert.equal(typeof claims[name], 'boolean', name)
  }
  if ('updated_at' in claims) {
    const updated = claims['updated_at']
    assert.ok(typeof updated === 'number' && updated > 631_152_000 && updated <= Date.now() / 1000 + 1, String(updated))
  }
  if ('birthdate' in claims) assert.match(String(claims['birthdate']), /^(\d{4}|\d{4}-\d{2}-\d{2})$/)
  if ('address' in claims) {
    const address = claims['address']
    assert.ok(typeof address === 'object' && address !== null)
    assert.ok(Object.values(address).every((value) => typeof value === 'string' && value !== ''))
  }
}

/** OIDCC-3.1.3.6: left half of the hash that the signature algorithm names. */
export function halfHash(algorithm: string, value: string): string {
  const hash = algorithm === 'EdDSA' ? 'sha512' : `sha${algorithm.slice(2)}`
  const digest = createHash(hash).update(value).digest()
  return digest.subarray(0, digest.length / 2).toString('base64url')
}

/** The discovery document. */
export async function discovery(
  party: { readonly issuer: string },
  fetchIt: typeof fetch | RelyingFetch = fetch,
): Promise<Metadata> {
  const response = await fetchIt(`${party.issuer}/.well-known/openid-configuration`)
  assert.equal(response.status, 200)
  assert.match(response.headers.get('content-type') ?? '', /^application\/json\b/)
  return (await response.json()) as Metadata
}

type RelyingFetch = (url: string) => Promise<Response>

export type Metadata = Readonly<Record<string, unknown>> & { readonly issuer: string; readonly jwks_uri: string }

/** A list member of the discovery document; empty when it is absent. */
export function listed(metadata: Metadata, member: string): readonly string[] {
  const value = metadata[member]
  return Array.isArray(value) ? (value as string[]) : []
}
