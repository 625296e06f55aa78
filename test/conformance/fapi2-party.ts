import assert from 'node:assert/strict'
import { createHash, randomUUID } from 'node:crypto'
import {
  type Answer,
  type Browser,
  codeOf,
  type Departure,
  type Fetch,
  type Overrides,
  type PendingSignIn,
  type RelyingParty,
  readAnswer,
  type Scene,
} from '@latchkey/testing'
import { calculateJwkThumbprint, exportJWK, generateKeyPair, type JWK, SignJWT } from 'jose'

export type Claims = Readonly<Record<string, unknown>>

/** A key pair with its public part as it is registered or sent. */
export interface Key {
  readonly algorithm: string
  readonly privateKey: CryptoKey
  readonly publicJwk: JWK
  readonly jkt: string
}

export async function newKey(algorithm = 'ES256'): Promise<Key> {
  const { privateKey, publicKey } = await generateKeyPair(algorithm, { extractable: true })
  const publicJwk = await exportJWK(publicKey)
  return { algorithm, privateKey, publicJwk, jkt: await calculateJwkThumbprint(publicJwk) }
}

const assertionType = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer'

/** How a request differs from a right one. */
export interface Changes {
  /** Parameters; `undefined` leaves one out. */
  readonly parameters?: Overrides
  /** Claims of the assertion. */
  readonly assertion?: Claims
  /** Key that signs the assertion. */
  readonly signer?: Key
  /** `none`: no proof; absent: none at the endpoint of pushed requests, the client's own at the token endpoint. */
  readonly proof?: string | 'none'
}

/** What a party needs of the provider. */
export interface Provided {
  readonly relying: RelyingParty
  readonly fetch: Fetch
  /** Milliseconds since the epoch; absent: the machine's clock. */
  readonly now?: () => number
}

/** A client of FAPI 2 by `private_key_jwt` and DPoP, which does what it is told, right or wrong. */
export class Fapi2Party {
  readonly relying: RelyingParty
  readonly key: Key
  dpop: Key
  readonly #fetch: Fetch
  readonly #now: () => number

  constructor({ relying, fetch, now = Date.now }: Provided, { key, dpop }: { readonly key: Key; readonly dpop: Key }) {
    this.relying = relying
    this.key = key
    this.dpop = dpop
    this.#fetch = fetch
    this.#now = now
  }

  /** A new client of a scene. @param options.fields more members of its record; `keys`: of the client beside its own */
  static async in(
    scene: Scene,
    options: {
      readonly fields?: Claims
      readonly keys?: readonly Key[]
      readonly algorithm?: string
      readonly redirectUris?: readonly string[]
    } = {},
  ): Promise<Fapi2Party> {
    const [key, dpop] = [await newKey(options.algorithm), await newKey()]
    const fields = { ...recordOf([key, ...(options.keys ?? [])]), skipConsent: true, ...options.fields }
    const redirectUris = options.redirectUris === undefined ? {} : { redirectUris: options.redirectUris }
    const relying = await scene.client({ fields, ...redirectUris })
    return new Fapi2Party({ relying, fetch: scene.server.fetch }, { key, dpop })
  }

  get clientId(): string {
    return this.relying.clientId
  }

  get issuer(): string {
    return this.relying.issuer
  }

  /** Seconds since the epoch. */
  get now(): number {
    return Math.floor(this.#now() / 1000)
  }

  /** The form parameters of client authentication. */
  async asserted(claims: Claims = {}, signer: Key = this.key): Promise<Overrides> {
    const { clientId, now } = this
    const said = { iss: clientId, sub: clientId, aud: this.issuer, jti: randomUUID(), iat: now, exp: now + 60, ...claims }
    return { client_assertion_type: assertionType, client_assertion: await signed(said, { alg: signer.algorithm }, signer) }
  }

  /** A DPoP proof. @param change of its claims; `header` of its header, where `undefined` leaves a member out */
  proof(path: string, method: string, change: Claims = {}, header: Claims = {}, key: Key = this.dpop): Promise<string> {
    const claims = { jti: randomUUID(), htm: method, htu: this.issuer + path, iat: this.now, ...change }
    return signed(claims, { typ: 'dpop+jwt', alg: key.algorithm, jwk: key.publicJwk, ...header }, key)
  }

  /** A push of what the pending request would have had in its URL. */
  async push(pending: PendingSignIn, changes: Changes = {}): Promise<Answer> {
    const parameters = { ...Object.fromEntries(pending.url.searchParams), ...changes.parameters }
    return this.send('/auth/par', parameters, { proof: 'none', ...changes })
  }

  /** A form with this client's authentication. */
  async send(path: string, parameters: Overrides, changes: Changes = {}): Promise<Answer> {
    const proof = changes.proof ?? (await this.proof(path, 'POST'))
    const credentials = await this.asserted(changes.assertion, changes.signer)
    const headers: Record<string, string> = proof === 'none' ? {} : { dpop: proof }
    return this.relying.postForm(path, { ...credentials, ...parameters }, headers)
  }

  /** The request of a push that was accepted. */
  async pushed(overrides: Overrides = {}, changes: Changes = {}) {
    const pending = this.relying.begin(overrides)
    const answer = await this.push(pending, changes)
    assert.equal(answer.status, 201, JSON.stringify(answer.body))
    return { pending, answer, url: this.urlOf(String(answer.body['request_uri'])) }
  }

  /** What a browser opens. */
  urlOf(requestUri: string, more: readonly (readonly [string, string])[] = []): URL {
    const url = new URL(`${this.issuer}/auth/authorize`)
    for (const [name, value] of [['client_id', this.clientId], ['request_uri', requestUri], ...more] as const) {
      url.searchParams.append(name, value)
    }
    return url
  }

  /** A code, with the request that it answers. @param browser one that is signed in */
  async code(browser: Browser, overrides: Overrides = {}, changes: Changes = {}) {
    const { pending, url } = await this.pushed(overrides, changes)
    const visit = await browser.open(url)
    assert.ok(visit.kind === 'left', 'a page came')
    return { pending, departure: visit as Departure, code: codeOf(visit) }
  }

  redeem(code: string, pending: PendingSignIn, changes: Changes = {}): Promise<Answer> {
    const parameters = { grant_type: 'authorization_code', code, redirect_uri: this.relying.redirectUri }
    return this.send('/auth/token', { ...parameters, code_verifier: pending.verifier, ...changes.parameters }, changes)
  }

  refresh(token: unknown, changes: Changes = {}): Promise<Answer> {
    return this.send('/auth/token', { grant_type: 'refresh_token', refresh_token: String(token), ...changes.parameters }, changes)
  }

  /** Tokens of a whole flow. */
  async tokens(browser: Browser, overrides: Overrides = {}): Promise<Claims> {
    const { code, pending } = await this.code(browser, overrides)
    const answer = await this.redeem(code, pending)
    assert.equal(answer.status, 200, JSON.stringify(answer.body))
    return answer.body
  }

  /** A proof for UserInfo with a token. */
  userinfoProof(token: unknown, change: Claims = {}, header: Claims = {}, key: Key = this.dpop): Promise<string> {
    return this.proof('/auth/userinfo', 'GET', { ath: hashOf(String(token)), ...change }, header, key)
  }

  /** Asks UserInfo. @param proofs each in a header of its own */
  async userinfo(authorization: string, ...proofs: readonly string[]): Promise<Answer> {
    const headers = new Headers({ authorization })
    for (const proof of proofs) headers.append('dpop', proof)
    return readAnswer(await this.#fetch(`${this.issuer}/auth/userinfo`, { headers }))
  }
}

/** The members of a client record for FAPI 2 by keys. */
function recordOf(keys: readonly Key[]): Claims {
  return {
    tokenEndpointAuthMethod: 'private_key_jwt',
    jwks: { keys: keys.map(({ publicJwk }) => ({ ...publicJwk })) },
    grantTypes: ['authorization_code', 'refresh_token'],
  }
}

/** Signs what it is given; members that are `undefined` are left out. */
export function signed(claims: Claims, header: Claims, key: Key): Promise<string> {
  const protectedHeader = { alg: key.algorithm, ...(JSON.parse(JSON.stringify(header)) as Claims) }
  return new SignJWT(JSON.parse(JSON.stringify(claims))).setProtectedHeader(protectedHeader).sign(key.privateKey)
}

/** RFC9449-4.2: `ath`. */
export function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('base64url')
}
