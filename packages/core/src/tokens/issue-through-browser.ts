import type { ResponseType } from '../authorization-request/response-types.ts'
import { makeIdToken } from './id-token.ts'
import type { Issue, Mint } from './issue.ts'
import { issueAccessToken } from './issue.ts'
import type { PlannedToken } from './plan-access-token.ts'

export interface BrowserIssue extends Omit<Issue, 'refreshToken' | 'planned'> {
  readonly type: ResponseType
  /** What its access token is for; `undefined`: there is none. */
  readonly planned: PlannedToken | undefined
  /** Issued beside them. */
  readonly code?: string | undefined
  readonly state?: string | undefined
}

/**
 * The tokens of an authorization response as its parameters, beside the code. Never a refresh token. The ID token has the claims of the
 * scopes only where no access token is issued, here or for the code, with which they could be read (OIDCC-5.4). Writes nothing: the grant
 * was stored before.
 * @see OIDCC-3.2.2.5, OIDCC-3.3.2.5, RFC6749-4.2.2
 */
export async function issueThroughBrowser(
  issue: BrowserIssue,
  mint: Mint,
): Promise<readonly (readonly [name: string, value: string])[]> {
  const { type, grant, account, client, scopes, planned, signingKey, nonce, code, state, now } = issue
  const bearer = planned && (await issueAccessToken({ grant, account, client, planned, now }, mint))
  const content = {
    ...{ grant, account, client, scopes, now, code, state },
    withScopeClaims: !type.code && !type.token,
    accessToken: bearer?.access_token,
    ...(nonce === undefined ? {} : { nonce }),
  }
  const idToken = signingKey && (await makeIdToken(content, signingKey, mint.issuer, mint.ports))
  const parameters = { ...bearer, ...(idToken === undefined ? {} : { id_token: idToken }) }
  return Object.entries(parameters).map(([name, value]) => [
    name,
    typeof value === 'object' ? JSON.stringify(value) : String(value),
  ])
}
