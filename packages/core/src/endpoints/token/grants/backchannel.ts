import { clientOrigin } from '../../../audit/origins.ts'
import { backchannelGrantName } from '../../../backchannel/grant-name.ts'
import { type OutcomeInput, outcomeChecks } from '../../../backchannel/outcome-checks.ts'
import { runChecks } from '../../../checks/check.ts'
import { OAuthError } from '../../../errors/oauth-error.ts'
import { issueTokens, type Mint, signingKeyFor, type TokenResponse } from '../../../tokens/issue.ts'
import { prepareGrant } from '../../../tokens/prepare-grant.ts'
import type { CheckOutcome } from '../../../trace/trace.ts'
import type { GrantType, TokenRequest } from '../grant-type.ts'
import { chooseResources } from '../token-resources.ts'

/** How much longer a client has to wait between polls after each that came too soon, milliseconds (CIBA-11). */
const slowDown = 5_000

/**
 * A client asks whether the person has decided, and gets the tokens once: in the modes `poll` and `ping`.
 * @see CIBA-10.1, CIBA-11
 */
export const backchannelGrant: GrantType = {
  name: backchannelGrantName,
  spec: 'CIBA-10.1',
  async open(request, mint) {
    const found = await load(request, mint)
    return {
      traceId: found.request?.traceId,
      redeem: (outcomes) => redeem(found, request, mint, outcomes),
    }
  },
}

async function load({ client, values }: TokenRequest, { ports }: Mint): Promise<OutcomeInput> {
  const text = values.get('auth_req_id')
  if (text === undefined) throw new OAuthError('backchannel_id_missing')
  const now = ports.clock()
  const digest = ports.crypto.digest(text)
  const request = await ports.stores.backchannelRequests.find(digest, now)
  // Another client's polls do not slow this one down.
  const isOwn = request?.clientId === client.clientId
  return {
    client,
    request,
    pace: isOwn ? await ports.stores.backchannelRequests.poll(digest, slowDown, now) : 'absent',
    account: request?.grant && (await ports.subjects.find(request.grant.accountId)),
    now,
  }
}

async function redeem(
  found: OutcomeInput,
  { values, resources: named, address, jkt }: TokenRequest,
  mint: Mint,
  outcomes: CheckOutcome[],
): Promise<TokenResponse> {
  runChecks(outcomeChecks, 'token', found, outcomes)
  const { client, request, account, now } = found
  if (request?.grant === undefined || account === undefined) {
    throw new TypeError('the checks passed without an approved request and its account')
  }
  const { ports } = mint
  const signingKey = await signingKeyFor(client, request.scopes, mint)
  const { grant, refreshToken, record } = prepareGrant(client, request.grant, ports, now, { jkt, x5tS256: mint.x5tS256 })
  // No request of this kind can hold any, so that whatever is asked for here was never granted.
  const details = { text: values.get('authorization_details'), granted: grant.authorizationDetails }
  const wanted = { client, named, granted: grant.resources, scopes: grant.scopes, details }
  const planned = await chooseResources(wanted, mint, outcomes)
  const outcome = await ports.stores.backchannelRequests.redeem({
    digest: request.digest,
    now,
    grant,
    origin: clientOrigin(client.clientId, { address, traceId: request.traceId }),
    ...(record === undefined ? {} : { refreshToken: record }),
  })
  outcomes.push({
    check: 'backchannel-id-single-use',
    spec: 'CIBA-11',
    outcome: outcome === 'redeemed' ? 'passed' : 'failed',
    ...(outcome === 'redeemed' ? {} : { received: outcome }),
  })
  if (outcome === 'absent') throw new OAuthError('backchannel_id_gone')
  const bound = jkt === undefined ? {} : { jkt }
  const refresh = refreshToken === undefined ? {} : { refreshToken }
  return issueTokens({ grant, client, account, scopes: grant.scopes, planned, signingKey, now, ...bound, ...refresh }, mint)
}
