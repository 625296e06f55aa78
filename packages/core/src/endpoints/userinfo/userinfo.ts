import { runChecks } from '../../checks/check.ts'
import { requestedClaims } from '../../claims/requested-claims.ts'
import { addClaims, addScopeClaims } from '../../claims/select-claims.ts'
import { OAuthError } from '../../errors/oauth-error.ts'
import type { Ports } from '../../ports/ports.ts'
import type { Grant } from '../../ports/stores.ts'
import type { SubjectRecord } from '../../ports/subjects.ts'
import type { JsonAnswer, Provider, UserinfoInput } from '../../provider-contract.ts'
import { type AccessToken, openAccessToken } from '../../tokens/access-token.ts'
import { recordStep } from '../../trace/record-step.ts'
import type { CheckOutcome } from '../../trace/trace.ts'
import { bareChallenge, bearerChallenge } from './bearer-challenge.ts'
import { type TokenUse, tokenUseChecks } from './checks.ts'
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

  function recordFirstUse(token: AccessToken, grant: Grant, checks: readonly CheckOutcome[]): void {
    if (seen.has(token.tokenId)) return
    if (seen.size >= maxSeen) seen.clear()
    seen.add(token.tokenId)
    recordStep({ endpoint: 'userinfo', traceId: grant.traceId, clientId: grant.clientId, checks }, ports)
  }

  return {
    async userinfo(input) {
      const checks: CheckOutcome[] = []
      const use = await load(input, ports)
      try {
        runChecks(tokenUseChecks, 'userinfo', use, checks)
      } catch (error) {
        if (!(error instanceof OAuthError)) throw error
        return refuse(error, use, checks, ports)
      }
      const { token, grant, account } = use
      if (token === undefined || grant === undefined || account === undefined) {
        throw new TypeError('the checks passed without a token, its grant and its account')
      }
      recordFirstUse(token, grant, checks)
      return { status: 200, body: claimsOf(token, grant, account), traceId: grant.traceId }
    },
  }
}

/** A text that we did not seal costs no read. */
async function load(input: UserinfoInput, ports: Ports): Promise<TokenUse> {
  const now = ports.clock()
  const presented = presentedToken(input)
  if ('mistake' in presented) return { mistake: presented.mistake, now }
  const token = openAccessToken(presented.token, ports)
  if (token === undefined) return { now }
  const [grant, account] = await Promise.all([ports.stores.grants.find(token.grantId, now), ports.subjects.find(token.accountId)])
  return { token, grant, account, now }
}

function claimsOf(token: AccessToken, grant: Grant, account: SubjectRecord): Readonly<Record<string, unknown>> {
  const claims: Record<string, unknown> = { sub: grant.subject }
  addScopeClaims(claims, account.claims, token.scopes)
  if (grant.claims !== undefined) addClaims(claims, account.claims, requestedClaims(grant.claims, 'userinfo'))
  return claims
}

/** RFC6750-3.1: who sent no credentials is told of no error, only how to send them. */
function refuse(error: OAuthError, { token, grant }: TokenUse, checks: readonly CheckOutcome[], ports: Ports): JsonAnswer {
  const isBare = error.reason === 'access_token_missing'
  const step = { endpoint: 'userinfo', traceId: grant?.traceId, clientId: token?.clientId, checks, reason: error.reason }
  return {
    status: error.status,
    body: isBare ? undefined : { error: error.error, error_description: error.publicText },
    traceId: recordStep(step, ports),
    challenge: isBare ? bareChallenge : bearerChallenge(error),
    refusal: error,
  }
}
