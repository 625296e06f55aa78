import { randomBytes } from 'node:crypto'
import { type Browser, basic, challengeOf, codeOf, readAnswer } from '@latchkey/testing'
import type { TargetClient } from '../target.ts'
import type { BenchPerson } from './bench-people.ts'

/** Where a provider takes requests, absolute, from its discovery document. */
export interface Endpoints {
  readonly authorization_endpoint: string
  readonly token_endpoint: string
  readonly introspection_endpoint: string
  readonly pushed_authorization_request_endpoint: string
  readonly userinfo_endpoint: string
  readonly jwks_uri: string
}

export interface SignInRequest {
  readonly endpoints: Endpoints
  readonly client: TargetClient
  readonly redirectUri: string
  readonly person: BenchPerson
  /** Makes the proof of the token request; absent: the tokens are for whoever bears them. */
  readonly prove?: (tokenEndpoint: string) => Promise<string>
}

export interface IssuedTokens {
  readonly accessToken: string
  readonly refreshToken: string
}

/**
 * Signs a person in with a code flow, pages and all, and redeems the code; a browser that is signed in already is not asked for a password.
 *
 * @throws Error when the provider answers anything else than tokens.
 */
export async function signIn(browser: Browser, request: SignInRequest): Promise<IssuedTokens> {
  const { client, endpoints, redirectUri, person, prove } = request
  const verifier = randomBytes(32).toString('base64url')
  const query = new URLSearchParams({
    client_id: client.clientId,
    response_type: 'code',
    redirect_uri: redirectUri,
    scope: 'openid profile email offline_access',
    prompt: 'consent',
    login_hint: person.username,
    state: randomBytes(8).toString('base64url'),
    code_challenge: challengeOf(verifier),
    code_challenge_method: 'S256',
  })
  const departure = await browser.signIn(`${endpoints.authorization_endpoint}?${query}`, person)
  const proof = prove === undefined ? {} : { dpop: await prove(endpoints.token_endpoint) }
  const { status, body } = await readAnswer(
    await fetch(endpoints.token_endpoint, {
      method: 'POST',
      headers: { authorization: basic(client.clientId, client.clientSecret), ...proof },
      body: new URLSearchParams({
        grant_type: 'authorization_code',
        code: codeOf(departure),
        redirect_uri: redirectUri,
        code_verifier: verifier,
      }),
    }),
  )
  const { access_token: accessToken, refresh_token: refreshToken } = body
  if (typeof accessToken !== 'string' || typeof refreshToken !== 'string') {
    throw new Error(`the code was not redeemed for both tokens: ${status} ${body['error']} ${body['error_description']}`)
  }
  return { accessToken, refreshToken }
}
