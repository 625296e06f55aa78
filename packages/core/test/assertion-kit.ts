import assert from 'node:assert/strict'
import type { Client, JsonAnswer, ReasonId } from '@latchkey/core'
import { exportJWK, generateKeyPair, type JWK, type JWTPayload, SignJWT } from 'jose'
import { expectRefusal } from './expect-refusal.ts'
import { issuer, TestProvider } from './test-provider.ts'

/** A key of a client: signs assertions, and is registered by its public part. */
export interface TestKey {
  readonly algorithm: string
  readonly privateKey: CryptoKey
  readonly publicJwk: JWK
}

export async function newKey(algorithm: string, kid?: string): Promise<TestKey> {
  const { privateKey, publicKey } = await generateKeyPair(algorithm, { extractable: true })
  return { algorithm, privateKey, publicJwk: { ...(await exportJWK(publicKey)), ...(kid === undefined ? {} : { kid }) } }
}

export const assertionType = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer'

let count = 0

/** What a client says of itself in an assertion that is accepted; `undefined` leaves a claim out. */
export function claimsOf(op: TestProvider, change: Readonly<Record<string, unknown>> = {}): JWTPayload {
  count += 1
  const now = Math.floor(op.now / 1000)
  return { iss: 'rp', sub: 'rp', aud: issuer, jti: `jti-${count}`, iat: now, exp: now + 60, ...change }
}

export interface Signing {
  readonly key?: Parameters<SignJWT['sign']>[0]
  readonly header?: Readonly<Record<string, unknown>>
}

/** An assertion signed with a key, or with what `signing` says instead. */
export function assertionOf(claims: JWTPayload, key: TestKey, { header = {}, key: other }: Signing = {}): Promise<string> {
  const { kid } = key.publicJwk
  return new SignJWT(claims)
    .setProtectedHeader({ alg: key.algorithm, ...(kid === undefined ? {} : { kid }), ...header })
    .sign(other ?? key.privateKey)
}

/** A MAC under a secret. */
export function macOf(claims: JWTPayload, secret: string, algorithm = 'HS256'): Promise<string> {
  return new SignJWT(claims).setProtectedHeader({ alg: algorithm }).sign(new TextEncoder().encode(secret))
}

/** The form parameters of an assertion, in place of those of a secret. */
export function asserted(assertion: string): Readonly<Record<string, string | undefined>> {
  return { client_id: undefined, client_secret: undefined, client_assertion_type: assertionType, client_assertion: assertion }
}

/** A JWS of texts as they are, with a signature of no one. */
export function rawJws(header: string, payload: string, signature = 'AAAA'): string {
  const encode = (text: string): string => Buffer.from(text).toString('base64url')
  return `${encode(header)}.${encode(payload)}.${signature}`
}

/** A key of the client `rp`, and the members of its record that go with it. */
export const es256 = await newKey('ES256', 'one')
export const withKey: Partial<Client> = { secrets: [], jwks: { keys: [{ ...es256.publicJwk }] } }
/** A client that makes its assertions with its secret. */
export const withSecret: Partial<Client> = { tokenEndpointAuthMethod: 'client_secret_jwt' }

export async function openWith(client: Partial<Client> = withKey): Promise<TestProvider> {
  const op = await TestProvider.open()
  await op.client(client)
  return op
}

/** Redeems a new code of `rp` with an assertion. */
export async function redeemBy(
  op: TestProvider,
  assertion: string,
  more: Readonly<Record<string, string>> = {},
): Promise<JsonAnswer> {
  return op.redeem(await op.code(), { ...asserted(assertion), ...more })
}

/** The answer to everybody who is not who they say. */
export function expectNobody(answer: JsonAnswer, reason: ReasonId): void {
  expectRefusal(answer, 'invalid_client', reason, 401)
  assert.equal(answer.body?.['error_description'], 'Client authentication failed')
}
