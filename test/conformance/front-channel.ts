import assert from 'node:assert/strict'
import {
  type Browser,
  type Credentials,
  codeOf,
  type Departure,
  expectDeparture,
  expectRedirectError,
  type Overrides,
  type PendingSignIn,
  type RelyingParty,
  responseOf,
  type Scene,
  type Tokens,
} from '@latchkey/testing'
import type { JWTPayload } from 'jose'
import { judgeClaims, judgeHashes, judgeIdToken, judgeResponse, judgeTokens } from './judge.ts'

/* What the checklist asks of every flow that hands out tokens through the browser. */

export const implicitTypes = ['id_token', 'id_token token'] as const
export const hybridTypes = ['code id_token', 'code token', 'code id_token token'] as const

/** A confidential client that may use these response types. */
export function clientOf(scene: Scene, types: readonly string[]): Promise<RelyingParty> {
  const isHybrid = types.some((type) => type.includes('code'))
  const grantTypes = isHybrid ? ['authorization_code', 'implicit', 'refresh_token'] : ['implicit']
  return scene.client({ fields: { responseTypes: types, grantTypes } })
}

export interface Arrived {
  readonly departure: Departure
  readonly parameters: URLSearchParams
  /** Of the ID token of the browser, or else of the one that the code yields. */
  readonly claims: JWTPayload
  readonly idToken: string
  /** What the code yields. */
  readonly tokens: Tokens | undefined
}

/** Signs in and holds everything on the way to ALL-10 to ALL-33, HYB-03 to HYB-05 and IMP-05. */
export async function arrive(
  party: RelyingParty,
  browser: Browser,
  person: Credentials,
  overrides: Overrides & { readonly response_type: string },
): Promise<Arrived> {
  const pending = party.begin({ ...withoutPkce(overrides.response_type), ...overrides })
  return judge(await browser.signIn(pending.url, person), pending, party, overrides)
}

/** The same of a browser that is signed in: any page fails. */
export async function arriveSilently(
  party: RelyingParty,
  browser: Browser,
  overrides: Overrides & { readonly response_type: string },
): Promise<Arrived> {
  const pending = party.begin({ ...withoutPkce(overrides.response_type), ...overrides })
  return judge(expectDeparture(await browser.open(pending.url)), pending, party, overrides)
}

export async function judge(
  departure: Departure,
  pending: PendingSignIn,
  party: RelyingParty,
  overrides: Overrides & { readonly response_type: string },
): Promise<Arrived> {
  judgeResponse(departure, pending, party, overrides)
  const parameters = responseOf(departure)
  assert.equal(parameters.get('refresh_token'), null)
  const nonce = 'nonce' in overrides ? overrides['nonce'] : pending.nonce
  const accessToken = parameters.get('access_token')
  const front = parameters.get('id_token')
  if (front !== null) {
    await party.verify(front)
    judgeHashes(parameters, front)
    judgeIdToken({ id_token: front, access_token: accessToken ?? '' }, party, nonce)
  }
  const tokens = parameters.has('code') ? await redeem(departure, pending, party, nonce) : undefined
  const idToken = front ?? tokens?.id_token ?? ''
  const claims = (await party.verify(idToken)).payload
  if (tokens !== undefined) {
    const back = (await party.verify(tokens.id_token)).payload
    assert.deepEqual([back.iss, back.sub], [claims.iss, claims.sub])
  }
  for (const token of [accessToken, tokens?.access_token]) {
    if (token === null || token === undefined) continue
    const userinfo = await party.userinfo(token)
    assert.equal(userinfo.status, 200)
    judgeClaims(userinfo.body)
    assert.equal(userinfo.body['sub'], claims.sub)
  }
  return { departure, parameters, claims, idToken, tokens }
}

/** A refusal in the fragment (or form), with nothing that belongs to a success. */
export function expectRefused(
  departure: Departure,
  pending: PendingSignIn,
  party: RelyingParty,
  error: string | readonly string[],
): void {
  const { redirectUri, issuer } = party
  const inFragment = departure.via !== 'form-post'
  expectRedirectError(departure, { redirectUri, issuer, state: pending.state, error, inFragment })
}

async function redeem(
  departure: Departure,
  pending: PendingSignIn,
  party: RelyingParty,
  nonce: string | undefined,
): Promise<Tokens> {
  const hasChallenge = pending.url.searchParams.has('code_challenge')
  const answer = await party.redeem(codeOf(departure), hasChallenge ? { code_verifier: pending.verifier } : {})
  judgeTokens(answer)
  const tokens = answer.body as unknown as Tokens
  await party.verify(tokens.id_token)
  judgeIdToken(tokens, party, nonce)
  return tokens
}

/** PKCE binds codes; the implicit flow has none. */
function withoutPkce(responseType: string): Overrides {
  return responseType.includes('code') ? {} : { code_challenge: undefined, code_challenge_method: undefined }
}
