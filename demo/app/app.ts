import * as client from 'openid-client'
import { type Answer, page } from './answer.ts'
import { homePage } from './pages/home-page.ts'
import { signedInPage } from './pages/signed-in-page.ts'
import { tracePage } from './pages/trace-page.ts'
import { readTokens } from './signed-in.ts'
import type { Visit } from './visits.ts'

export interface AppOptions {
  /** Where browsers find the application; no trailing slash. */
  readonly url: string
  readonly issuer: string
  readonly clientId: string
  readonly clientSecret: string
  /** What the provider recorded of a transaction, as text. */
  readTrace(traceId: string): Promise<string>
}

/** A relying party as one would write it with openid-client. */
export class App {
  readonly #options: AppOptions
  readonly #config: client.Configuration

  private constructor(options: AppOptions, config: client.Configuration) {
    this.#options = options
    this.#config = config
  }

  /** @throws Error when the provider does not answer to discovery. */
  static async create(options: AppOptions): Promise<App> {
    return new App(options, await discover(options))
  }

  async home({ signedIn }: Visit): Promise<Answer> {
    if (signedIn === undefined) return page(200, homePage(this.#options.issuer))
    const { accessToken, claims } = signedIn.tokens
    const userinfo = await client.fetchUserInfo(this.#config, accessToken, claims.sub).catch((error: unknown) => error)
    return page(
      200,
      signedInPage({
        signedIn,
        userinfo: userinfo instanceof Error ? { problem: userinfo.message } : { claims: userinfo },
        endsProviderSession: this.#config.serverMetadata().end_session_endpoint !== undefined,
      }),
    )
  }

  /** @returns The authorization request. */
  async beginSignIn(visit: Visit): Promise<URL> {
    const codeVerifier = client.randomPKCECodeVerifier()
    visit.pending = { state: client.randomState(), nonce: client.randomNonce(), codeVerifier }
    return client.buildAuthorizationUrl(this.#config, {
      redirect_uri: `${this.#options.url}/callback`,
      scope: 'openid profile email offline_access',
      prompt: 'consent',
      state: visit.pending.state,
      nonce: visit.pending.nonce,
      code_challenge: await client.calculatePKCECodeChallenge(codeVerifier),
      code_challenge_method: 'S256',
    })
  }

  /** @throws Error when the provider refused, or when anything in its answer is not as it must be. */
  async finishSignIn(visit: Visit, currentUrl: URL): Promise<void> {
    const { pending } = visit
    visit.pending = undefined
    if (pending === undefined) throw new Error('No sign-in was under way in this browser.')
    let traceId: string | undefined
    const config = await discover(this.#options, (response) => {
      traceId = response.headers.get('latchkey-trace') ?? traceId
    })
    const answer = await client.authorizationCodeGrant(config, currentUrl, {
      expectedState: pending.state,
      expectedNonce: pending.nonce,
      pkceCodeVerifier: pending.codeVerifier,
      idTokenExpected: true,
    })
    visit.signedIn = { tokens: readTokens(answer), ...(traceId !== undefined && { traceId }) }
  }

  /** @throws Error when the provider refuses. */
  async refresh(visit: Visit): Promise<void> {
    const { signedIn } = visit
    if (signedIn?.tokens.refreshToken === undefined) return
    const answer = await client.refreshTokenGrant(this.#config, signedIn.tokens.refreshToken)
    visit.signedIn = { ...signedIn, previous: signedIn.tokens, tokens: readTokens(answer, signedIn.tokens) }
  }

  /** Revokes what the application holds and forgets it. @returns Where the browser goes: to end the provider's session too, if it can. */
  async signOut(visit: Visit): Promise<URL | string> {
    const { signedIn } = visit
    visit.signedIn = undefined
    if (signedIn === undefined) return '/'
    const { accessToken, idToken, refreshToken } = signedIn.tokens
    const { end_session_endpoint: endSession, revocation_endpoint: revocation } = this.#config.serverMetadata()
    if (revocation !== undefined) await client.tokenRevocation(this.#config, refreshToken ?? accessToken)
    if (endSession === undefined) return '/'
    return client.buildEndSessionUrl(this.#config, {
      id_token_hint: idToken,
      post_logout_redirect_uri: `${this.#options.url}/`,
    })
  }

  async trace({ signedIn }: Visit): Promise<Answer> {
    const traceId = signedIn?.traceId
    if (traceId === undefined) return page(200, homePage(this.#options.issuer))
    return page(200, tracePage(traceId, await this.#options.readTrace(traceId)))
  }
}

/**
 * Reads the provider's metadata.
 *
 * @param observe Is shown each answer of the provider that openid-client gets.
 * @throws Error when the provider does not answer, or with something else.
 */
function discover(
  { clientId, clientSecret, issuer }: AppOptions,
  observe: (response: Response) => void = () => {},
): Promise<client.Configuration> {
  const observedFetch: client.CustomFetch = async (url, init) => {
    const response = await fetch(url, init as RequestInit)
    observe(response)
    return response
  }
  return client.discovery(new URL(issuer), clientId, clientSecret, client.ClientSecretBasic(clientSecret), {
    [client.customFetch]: observedFetch,
    // Plain http: the provider of the demo is on this machine. Non-repudiation checks: the ID token comes straight from the provider, so
    // OIDCC-3.1.3.7 would let its signature go unverified.
    execute: [client.allowInsecureRequests, client.enableNonRepudiationChecks],
  })
}
