import { requestedClaims } from '../../claims/requested-claims.ts'
import { addClaims, addScopeClaims } from '../../claims/select-claims.ts'
import { OAuthError } from '../../errors/oauth-error.ts'
import type { Ports } from '../../ports/ports.ts'
import type { Grant } from '../../ports/stores.ts'
import type { SubjectRecord } from '../../ports/subjects.ts'
import type { JsonAnswer, Provider } from '../../provider-contract.ts'
import { type AccessToken, openAccessToken } from '../../tokens/access-token.ts'
import { recordStep } from '../../trace/record-step.ts'
import { bareChallenge, bearerChallenge } from './bearer-challenge.ts'
import { presentedToken } from './presented-token.ts'

/** How many access tokens are remembered as seen, so that only the first use of each is a step of its trace. */
const maxSeen = 10_000

/**
 * The claims of the user that an access token was issued for. Reads the state of the grant and of the account each time, so that a
 * revocation counts from the next request.
 * @see OIDCC-5.3, RFC6750-2, RFC6750-3
 */
export function createUserinfoEndpoint(ports: Ports): Pick<Provider, 'userinfo'> {
  const seen = new Set<string>()

  function recordFirstUse(token: AccessToken, grant: Grant): void {
    if (seen.has(token.tokenId)) return
    if (seen.size >= maxSeen) seen.clear()
    seen.add(token.tokenId)
    recordStep({ endpoint: 'userinfo', traceId: grant.traceId, clientId: grant.clientId, checks: [] }, ports)
  }

  return {
    async userinfo(input) {
      let token: AccessToken | undefined
      let grant: Grant | undefined
      try {
        const text = presentedToken(input)
        if (text === undefined) return refuseBare(new OAuthError('access_token_missing'), ports)
        token = openAccessToken(text, ports)
        if (token === undefined) throw new OAuthError('access_token_unknown')
        const now = ports.clock()
        if (token.expiresAt <= now) throw new OAuthError('access_token_expired')
        const [found, account] = await Promise.all([
          ports.stores.grants.find(token.grantId, now),
          ports.subjects.find(token.accountId),
        ])
        grant = found
        if (grant === undefined || grant.revokedAt !== undefined) throw new OAuthError('access_token_revoked')
        if (account?.active !== true || account.subject !== token.subject) throw new OAuthError('access_token_account_inactive')
        if (!token.scopes.includes('openid')) throw new OAuthError('access_token_without_openid')
        recordFirstUse(token, grant)
        return { status: 200, body: claimsOf(token, grant, account), traceId: grant.traceId }
      } catch (error) {
        if (!(error instanceof OAuthError)) throw error
        return refuse(error, token, grant, ports)
      }
    },
  }
}

function claimsOf(token: AccessToken, grant: Grant, account: SubjectRecord): Readonly<Record<string, unknown>> {
  const claims: Record<string, unknown> = { sub: token.subject }
  addScopeClaims(claims, account.claims, token.scopes)
  if (grant.claims !== undefined) addClaims(claims, account.claims, requestedClaims(grant.claims, 'userinfo'))
  return claims
}

function refuse(error: OAuthError, token: AccessToken | undefined, grant: Grant | undefined, ports: Ports): JsonAnswer {
  const step = { endpoint: 'userinfo', traceId: grant?.traceId, clientId: token?.clientId, checks: [], reason: error.reason }
  return {
    status: error.status,
    body: { error: error.error, error_description: error.publicText },
    traceId: recordStep(step, ports),
    challenge: bearerChallenge(error),
    refusal: error,
  }
}

/** RFC6750-3.1: who sent no credentials is told of no error, only how to send them. */
function refuseBare(error: OAuthError, ports: Ports): JsonAnswer {
  const step = { endpoint: 'userinfo', traceId: undefined, clientId: undefined, checks: [], reason: error.reason }
  return { status: 401, body: undefined, traceId: recordStep(step, ports), challenge: bareChallenge, refusal: error }
}
