import { createHash, randomBytes } from 'node:crypto'
import { createRemoteJWKSet, customFetch, type JWTPayload, type JWTVerifyResult, jwtVerify } from 'jose'
import type { Browser, Credentials, Departure } from '../browser/browser.ts'
import type { Fetch } from '../http/https-fetch.ts'

/** Parameters to change against the default; `undefined` leaves one out. */
export type Overrides = Readonly<Record<string, string | undefined>>

export interface PendingSignIn {
  readonly url: URL
  readonly state: string
  readonly nonce: string
  readonly verifier: string
}

/** An answer of a JSON endpoint. */
export interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly body: Readonly<Record<string, unknown>>
}

export interface Tokens {
  readonly access_token: string
  readonly id_token: string
  readonly refresh_token?: string
  readonly token_type: string
  readonly expires_in: number
  readonly scope?: string
}

export interface SignedIn {
  readonly departure: Departure
  readonly pending: PendingSignIn
  readonly answer: Answer
  readonly tokens: Tokens
  readonly claims: JWTPayload
}

export interface RelyingPartyOptions {
  readonly issuer: string
  readonly fetch: Fetch
  readonly clientId: string
  /** Absent: a public client. */
  readonly clientSecret?: string
  readonly redirectUri: string
  /** How a confidential client authenticates; default `basic`. */
  readonly authentication?: 'basic' | 'post'
  /** Milliseconds since the epoch by which tokens are judged; default: the machine's clock. */
  readonly now?: () => number
}

/** A client of the provider that does what it is told, right or wrong, and judges nothing but signatures. */
export class RelyingParty {
  readonly clientId: string
  readonly clientSecret: string | undefined
  readonly redirectUri: string
  readonly issuer: string
  readonly #options: RelyingPartyOptions
  readonly #keys: ReturnType<typeof createRemoteJWKSet>

  constructor(options: RelyingPartyOptions) {
    this.#options = options
    this.clientId = options.clientId
    this.clientSecret = options.clientSecret
    this.redirectUri = options.redirectUri
    this.issuer = options.issuer
    this.#keys = createRemoteJWKSet(new URL(`${options.issuer}/auth/jwks.json`), {
      cooldownDuration: 0,
      [customFetch]: (url, init) => options.fetch(url, init),
    })
  }

  /** An authorization request with PKCE, `state` and `nonce` of its own. */
  begin(overrides: Overrides = {}): PendingSignIn {
    const verifier = randomBytes(32).toString('base64url')
    const state = overrides['state'] ?? randomBytes(8).toString('base64url')
    const nonce = overrides['nonce'] ?? randomBytes(8).toString('base64url')
    const parameters = {
      response_type: 'code',
      client_id: this.clientId,
      redirect_uri: this.redirectUri,
      scope: 'openid',
      state,
      nonce,
      code_challenge: challengeOf(verifier),
      code_challenge_method: 'S256',
      ...overrides,
    }
    const url = new URL(`${this.issuer}/auth/authorize`)
    for (const [name, value] of Object.entries(parameters)) if (value !== undefined) url.searchParams.append(name, value)
    return { url, state, nonce, verifier }
  }

  /** The whole flow: request, pages, code, tokens; the ID token's signature, issuer, audience and times are verified. */
  async signIn(browser: Browser, credentials: Credentials, overrides: Overrides = {}): Promise<SignedIn> {
    const pending = this.begin(overrides)
    const departure = await browser.signIn(pending.url, credentials)
    const answer = await this.redeem(codeOf(departure), { code_verifier: pending.verifier })
    if (answer.status !== 200) throw new Error(`token endpoint: ${answer.status} ${JSON.stringify(answer.body)}`)
    const tokens = answer.body as unknown as Tokens
    const { payload } = await this.verify(tokens.id_token)
    return { departure, pending, answer, tokens, claims: payload }
  }

  redeem(code: string, overrides: Overrides = {}): Promise<Answer> {
    return this.token({ grant_type: 'authorization_code', code, redirect_uri: this.redirectUri, ...overrides })
  }

  refresh(refreshToken: string, overrides: Overrides = {}): Promise<Answer> {
    return this.token({ grant_type: 'refresh_token', refresh_token: refreshToken, ...overrides })
  }

  /** A token request with this client's authentication. */
  token(parameters: Overrides): Promise<Answer> {
    return this.form('/auth/token', parameters)
  }

  /** A form to any endpoint, with this client's authentication. */
  form(path: string, parameters: Overrides): Promise<Answer> {
    const headers: Record<string, string> = {}
    const all: Record<string, string | undefined> = { ...parameters }
    if (this.clientSecret === undefined) all['client_id'] ??= this.clientId
    else if (this.#options.authentication === 'post') Object.assign(all, this.#secretParameters(), parameters)
    else headers['authorization'] = basic(this.clientId, this.clientSecret)
    return this.postForm(path, all, headers)
  }

  /** A form to any endpoint, with nothing added. */
  async postForm(path: string, parameters: Overrides, headers: Readonly<Record<string, string>> = {}): Promise<Answer> {
    const body = new URLSearchParams()
    for (const [name, value] of Object.entries(parameters)) if (value !== undefined) body.append(name, value)
    return readAnswer(await this.#options.fetch(`${this.issuer}${path}`, { method: 'POST', body, headers }))
  }

  async userinfo(accessToken: string, init: RequestInit = {}): Promise<Answer> {
    const headers = { authorization: `Bearer ${accessToken}` }
    return readAnswer(await this.#options.fetch(`${this.issuer}/auth/userinfo`, { headers, ...init }))
  }

  /** Verifies with the published keys; a key set with HS* secrets does not exist, so such tokens need `secret`. */
  async verify(idToken: string, secret?: string): Promise<JWTVerifyResult> {
    const currentDate = new Date(this.#options.now?.() ?? Date.now())
    const checks = { issuer: this.issuer, audience: this.clientId, clockTolerance: 5, currentDate }
    if (secret !== undefined) return jwtVerify(idToken, new TextEncoder().encode(secret), checks)
    return jwtVerify(idToken, this.#keys, checks)
  }

  #secretParameters(): Readonly<Record<string, string>> {
    return { client_id: this.clientId, client_secret: this.clientSecret ?? '' }
  }
}

/** RFC7636-4.2. */
export function challengeOf(verifier: string): string {
  return createHash('sha256').update(verifier).digest('base64url')
}

/** RFC6749-2.3.1. */
export function basic(clientId: string, secret: string): string {
  const encode = (text: string) => encodeURIComponent(text).replace(/%20/g, '+')
  return `Basic ${Buffer.from(`${encode(clientId)}:${encode(secret)}`).toString('base64')}`
}

/** The parameters of an authorization response, whichever way they came: by a form, in the fragment, or in the query. */
export function responseOf({ form, url }: Departure): URLSearchParams {
  return form ?? (url.hash === '' ? url.searchParams : new URLSearchParams(url.hash.slice(1)))
}

/** The code of an authorization response. @throws Error with the error of the response if it has none. */
export function codeOf(departure: Departure): string {
  const parameters = responseOf(departure)
  const code = parameters.get('code')
  if (code === null) throw new Error(`no code: ${parameters.get('error')} ${parameters.get('error_description')}`)
  return code
}

/** Reads an answer whatever its type; a body that is no JSON object becomes `{ text }`. */
export async function readAnswer(response: Response): Promise<Answer> {
  const text = await response.text()
  let body: unknown
  try {
    body = text === '' ? {} : JSON.parse(text)
  } catch {
    body = { text }
  }
  return { status: response.status, headers: response.headers, body: body as Answer['body'] }
}
