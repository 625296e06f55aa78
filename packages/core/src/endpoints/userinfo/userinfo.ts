import { runChecks } from '../../checks/check.ts'
import { releasedValues } from '../../claims/release-claims.ts'
import type { Client } from '../../clients/client.ts'
import { findClient } from '../../clients/find-client.ts'
import { acceptProof } from '../../dpop/accept-proof.ts'
import { withNonce } from '../../dpop/with-nonce.ts'
import { OAuthError } from '../../errors/oauth-error.ts'
import type { Ports } from '../../ports/ports.ts'
import type { Grant } from '../../ports/stores.ts'
import type { SubjectRecord } from '../../ports/subjects.ts'
import { postureOf } from '../../posture/posture-of.ts'
import type { JsonAnswer, Provider, UserinfoInput } from '../../provider-contract.ts'
import { demandOf } from '../../resources/authentication-demand.ts'
import { resourceTable } from '../../resources/resource-table.ts'
import type { AccessToken } from '../../tokens/access-token.ts'
import { readAccessToken } from '../../tokens/find-token.ts'
import type { Mint } from '../../tokens/issue.ts'
import { diesAlone, isRevokedAlone } from '../../tokens/revoked-alone.ts'
import { recordStep } from '../../trace/record-step.ts'
import type { CheckOutcome } from '../../trace/trace.ts'
import { endpointPaths } from '../../wire/paths.ts'
import { bareChallenge, bearerChallenge } from './bearer-challenge.ts'
import { type TokenUse, tokenUseChecks } from './checks.ts'
import { presentedToken } from './presented-token.ts'
import { protectClaims, wantsJwt } from './protect-claims.ts'

/** How many access tokens are remembered as seen, so that only the first use of each is a step of its trace. */
const maxSeen = 10_000

/**
 * The claims of the user that an access token was issued for. Reads the state of the grant and of the account each time, so that a
 * revocation counts from the next request. Plain JSON, or a JWT where the client registered one.
 * @see OIDCC-5.3, RFC6750-2, RFC6750-3
 */
export function createUserinfoEndpoint(mint: Mint): Pick<Provider, 'userinfo'> {
  const { issuer, ports } = mint
  const seen = new Set<string>()

  function recordFirstUse(token: AccessToken, grant: Grant, checks: readonly CheckOutcome[]): void {
    if (seen.has(token.tokenId)) return
    if (seen.size >= maxSeen) seen.clear()
    seen.add(token.tokenId)
    recordStep({ endpoint: 'userinfo', traceId: grant.traceId, clientId: grant.clientId, checks }, ports)
  }

  async function tell({ token, grant, account, client }: TokenUse, checks: readonly CheckOutcome[]): Promise<JsonAnswer> {
    if (token === undefined || grant === undefined || account === undefined) {
      throw new TypeError('the checks passed without a token, its grant and its account')
    }
    const body = claimsOf({ token, grant, account, client })
    const answer = { status: 200, body, traceId: grant.traceId } as const
    if (client === undefined || !wantsJwt(client)) {
      recordFirstUse(token, grant, checks)
      return answer
    }
    const jwt = await protectClaims(body, client, mint)
    recordFirstUse(token, grant, checks)
    return { ...answer, signed: { mediaType: 'application/jwt', jwt } }
  }

  return {
    async userinfo(input) {
      const checks: CheckOutcome[] = []
      let use = await load(input, mint)
      try {
        if (use.scheme === 'DPoP') use = await withProof(use, input, { ports, issuer }, checks)
        runChecks(tokenUseChecks, 'userinfo', use, checks)
        return await tell(use, checks)
      } catch (error) {
        if (!(error instanceof OAuthError)) throw error
        return refuse(error, use, checks, ports)
      }
    },
  }
}

/** A text that we neither sealed nor signed costs no read. */
async function load(input: UserinfoInput, { issuer, ports, keys }: Mint): Promise<TokenUse> {
  const now = ports.clock()
  const presented = presentedToken(input)
  if ('mistake' in presented) return { mistake: presented.mistake, now, issuer }
  const token = await readAccessToken(presented.token, ports, { issuer, keys })
  if (token === undefined) return { now, issuer }
  const demand = demandOf(issuer, resourceTable(ports.resources?.()))
  const { token: text, scheme } = presented
  const shown = { token, scheme, x5tS256: input.x5tS256, now, issuer, demand, text }
  if (token.grantId === undefined) return shown
  const [grant, account, record] = await Promise.all([
    ports.stores.grants.find(token.grantId, now),
    ports.subjects.find(token.accountId),
    // Asked as of the epoch, at which no record has expired: how its answers are protected holds as long as its tokens live.
    ports.stores.clients.find(token.clientId, 0),
  ])
  // A client without a record may say in the document at its id how it wants the claims (CIMD-4).
  const isDescribed = record === undefined && /^https:/i.test(token.clientId)
  const client = isDescribed ? await findClient(token.clientId, ports) : record
  const isClientUnreadable = isDescribed && client === undefined
  return { ...shown, grant, account, client, isClientUnreadable, isRevokedAlone: await isRevokedAlone(token, grant, ports) }
}

/** Verifies the proof that came with a token of ours; without a header there is none. @throws OAuthError as `acceptProof` */
async function withProof(
  use: TokenUse,
  { dpop, method = 'GET' }: UserinfoInput,
  { ports, issuer }: { readonly ports: Ports; readonly issuer: string },
  checks: CheckOutcome[],
): Promise<TokenUse> {
  const { token, text } = use
  if (token === undefined || text === undefined || dpop === undefined) return use
  const noncePosture = use.client === undefined ? 'off' : postureOf('dpop-proof-nonce', use.client, ports.security?.())
  const request = { proof: dpop, method, issuer, path: endpointPaths.userinfo, accessToken: text, noncePosture }
  return { ...use, jkt: await acceptProof('userinfo', request, ports, checks) }
}

interface Told {
  readonly token: AccessToken
  readonly grant: Grant
  readonly account: SubjectRecord
  readonly client: Client | undefined
}

function claimsOf({ token, grant, account, client }: Told): Readonly<Record<string, unknown>> {
  const values = releasedValues({
    ...{ place: 'userinfo', client: client ?? { origin: 'unregistered' }, account, scopes: token.scopes },
    ...{ withScopeClaims: true, claims: diesAlone(token, grant) ? undefined : grant.claims, locales: grant.claimsLocales },
  })
  return { ...values, sub: token.subject }
}

/** A proof is part of the credentials here, so what is wrong with it is 401 (RFC9449-7.1). */
const proofErrors: ReadonlySet<string> = new Set(['invalid_dpop_proof', 'use_dpop_nonce'])

/** RFC6750-3.1: who sent no credentials is told of no error, only how to send them. */
function refuse(
  error: OAuthError,
  { token, grant, scheme, demand }: TokenUse,
  checks: readonly CheckOutcome[],
  ports: Ports,
): JsonAnswer {
  const isBare = error.reason === 'access_token_missing'
  const step = { endpoint: 'userinfo', traceId: grant?.traceId, clientId: token?.clientId, checks, reason: error.reason }
  const answer = {
    status: proofErrors.has(error.error) ? 401 : error.status,
    body: isBare ? undefined : { error: error.error, error_description: error.publicText },
    traceId: recordStep(step, ports),
    challenge: isBare ? bareChallenge : bearerChallenge(error, token?.jkt === undefined ? (scheme ?? 'Bearer') : 'DPoP', demand),
    refusal: error,
  }
  return withNonce(answer, ports)
}
