import type { JsonAnswer } from '@latchkey/core'
import { calculateJwkThumbprint, exportJWK, generateKeyPair, type JWK, SignJWT } from 'jose'
import { clientSecret, form, issuer, redirectUri, type TestProvider } from './test-provider.ts'

/** A key of a client, and the proofs that it makes. */
export class ProofMaker {
  readonly jkt: string
  readonly publicJwk: JWK
  readonly #privateKey: CryptoKey
  readonly #op: TestProvider
  #count = 0

  private constructor(
    op: TestProvider,
    parts: { readonly jkt: string; readonly publicJwk: JWK; readonly privateKey: CryptoKey },
  ) {
    this.#op = op
    this.jkt = parts.jkt
    this.publicJwk = parts.publicJwk
    this.#privateKey = parts.privateKey
  }

  static async make(op: TestProvider, algorithm: string = 'ES256'): Promise<ProofMaker> {
    const { privateKey, publicKey } = await generateKeyPair(algorithm, { extractable: true })
    const publicJwk = await exportJWK(publicKey)
    return new ProofMaker(op, { jkt: await calculateJwkThumbprint(publicJwk), publicJwk, privateKey })
  }

  get privateKey(): CryptoKey {
    return this.#privateKey
  }

  /** A proof for the token endpoint, as of now; `undefined` leaves a member out. */
  proof(claims: Readonly<Record<string, unknown>> = {}, header: Readonly<Record<string, unknown>> = {}): Promise<string> {
    this.#count += 1
    const now = Math.floor(this.#op.now / 1000)
    const all = { jti: `jti-${this.#count}`, htm: 'POST', htu: `${issuer}/auth/token`, iat: now, ...claims }
    const members = { typ: 'dpop+jwt', alg: 'ES256', jwk: this.publicJwk, ...header }
    return new SignJWT(JSON.parse(JSON.stringify(all)))
      .setProtectedHeader(JSON.parse(JSON.stringify(members)))
      .sign(this.#privateKey)
  }

  /** A proof for userinfo with this token. */
  tokenProof(accessToken: string, claims: Readonly<Record<string, unknown>> = {}): Promise<string> {
    const ath = this.#op.crypto.digest(accessToken)
    return this.proof({ htm: 'GET', htu: `${issuer}/auth/userinfo`, ath, ...claims })
  }
}

/** A token request of the client `rp` with a `DPoP` header. */
export function tokenWithProof(
  op: TestProvider,
  parameters: Readonly<Record<string, string | undefined>>,
  dpop: string | undefined,
): Promise<JsonAnswer> {
  const credentials = { client_id: 'rp', client_secret: clientSecret }
  return op.provider.token({ parameters: form({ ...credentials, ...parameters }), authorization: undefined, dpop })
}

export function redeemWithProof(op: TestProvider, code: string, dpop: string | undefined): Promise<JsonAnswer> {
  return tokenWithProof(op, { grant_type: 'authorization_code', code, redirect_uri: redirectUri }, dpop)
}

export function userinfoWith(op: TestProvider, authorization: string, dpop?: string): Promise<JsonAnswer> {
  return op.provider.userinfo({ authorization, bodyTokens: [], tokenInQuery: false, dpop })
}
