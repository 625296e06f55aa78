import type { JsonAnswer } from '@latchkey/core'
import { exportJWK, generateKeyPair, SignJWT, UnsecuredJWT } from 'jose'
import type { BrowserSteps } from './browser-steps.ts'
import { plainRequest } from './browser-steps.ts'
import { clientSecret, form, issuer } from './test-provider.ts'

type Claims = Readonly<Record<string, unknown>>

/** A client's key pair: what it registers, and objects that it signs. */
export class ObjectSigner {
  readonly jwk: Readonly<Record<string, unknown>>
  readonly #key: CryptoKey

  private constructor(jwk: Readonly<Record<string, unknown>>, key: CryptoKey) {
    this.jwk = jwk
    this.#key = key
  }

  static async make(alg = 'ES256', kid = 'key-of-the-client'): Promise<ObjectSigner> {
    const { publicKey, privateKey } = await generateKeyPair(alg, { extractable: true })
    return new ObjectSigner({ ...(await exportJWK(publicKey)), kid, use: 'sig', alg }, privateKey)
  }

  /** An object with the claims that a plain request of `rp` has; `undefined` leaves one out. */
  sign(change: Claims = {}, header: Claims = {}): Promise<string> {
    const { alg, kid } = this.jwk
    return new SignJWT(objectClaims(change)).setProtectedHeader({ alg: String(alg), kid: String(kid), ...header }).sign(this.#key)
  }
}

export function unsignedObject(change: Claims = {}): string {
  return new UnsecuredJWT(objectClaims(change)).encode()
}

export function objectClaims(change: Claims = {}): Record<string, unknown> {
  const claims = { iss: plainRequest['client_id'], aud: issuer, ...plainRequest, ...change }
  return Object.fromEntries(Object.entries(claims).filter(([, value]) => value !== undefined))
}

/** What stands beside an object in an OpenID request (OIDCC-6.1); all of it is repeated inside. */
export const beside: Readonly<Record<string, string>> = {
  client_id: 'rp',
  response_type: 'code',
  scope: 'openid',
}

/** A push of `rp` with its secret. */
export function push(
  steps: BrowserSteps,
  parameters: Readonly<Record<string, string | undefined>> = plainRequest,
  authorization?: string,
): Promise<JsonAnswer> {
  const credentials = authorization === undefined ? { client_secret: clientSecret } : {}
  return steps.provider.pushedAuthorizationRequest({ parameters: form({ ...credentials, ...parameters }), authorization })
}

/** The `request_uri` of a push that was accepted. */
export async function pushedUri(steps: BrowserSteps, parameters?: Readonly<Record<string, string | undefined>>): Promise<string> {
  const answer = await push(steps, parameters)
  if (answer.status !== 201) throw new Error(`the push was refused: ${answer.refusal?.reason}`)
  return String(answer.body?.['request_uri'])
}
