import { runChecks } from '../checks/check.ts'
import type { Client } from '../clients/client.ts'
import { OAuthError } from '../errors/oauth-error.ts'
import type { BackchannelRequest } from '../ports/backchannel-requests.ts'
import { systemOrigin } from '../ports/origin.ts'
import { resourceTable } from '../resources/resource-table.ts'
import { issueTokens, type Mint, signingKeyFor } from '../tokens/issue.ts'
import { planAccessToken } from '../tokens/plan-access-token.ts'
import { prepareGrant } from '../tokens/prepare-grant.ts'
import type { CheckOutcome } from '../trace/trace.ts'
import { outcomeChecks } from './outcome-checks.ts'

/** What a client is sent, in its wire form. */
export type NoticePayload = Readonly<Record<string, unknown>>

/** Codes that a push can carry instead of tokens (CIBA-12). */
const pushErrors: ReadonlySet<string> = new Set(['access_denied', 'expired_token'])

/**
 * What is pushed: the tokens, or why there are none. The tokens are made, and the request is redeemed, at the first attempt; they are kept
 * sealed, so that each further attempt sends the same ones.
 * @returns `undefined`: somebody else has taken the request meanwhile
 * @see CIBA-10.3.1, CIBA-12
 */
export async function pushPayload(
  request: BackchannelRequest,
  { client, authReqId }: { readonly client: Client; readonly authReqId: string },
  mint: Mint,
  outcomes: CheckOutcome[],
): Promise<NoticePayload | undefined> {
  if (request.sealedTokens !== undefined) return JSON.parse(mint.ports.crypto.openSealed(request.sealedTokens))
  try {
    return await redeemForPush(request, { client, authReqId }, mint, outcomes)
  } catch (cause) {
    if (!(cause instanceof OAuthError)) throw cause
    const error = pushErrors.has(cause.error) ? cause : new OAuthError('backchannel_transaction_failed', { cause })
    return { auth_req_id: authReqId, error: error.error, error_description: error.publicText }
  }
}

async function redeemForPush(
  request: BackchannelRequest,
  { client, authReqId }: { readonly client: Client; readonly authReqId: string },
  mint: Mint,
  outcomes: CheckOutcome[],
): Promise<NoticePayload | undefined> {
  const { ports, issuer } = mint
  const now = ports.clock()
  const account = request.grant && (await ports.subjects.find(request.grant.accountId))
  const { resources = [] } = request
  const named = { client, resources, table: resourceTable(ports.resources?.()), issuer }
  runChecks(outcomeChecks, 'push', { client, request, pace: 'on-time', account, named, now }, outcomes)
  if (request.grant === undefined || account === undefined) {
    throw new TypeError('the checks passed without an approved request and its account')
  }
  const signingKey = await signingKeyFor(client, request.scopes, mint)
  const { grant, refreshToken, record } = prepareGrant(client, request.grant, ports, now)
  const { scopes } = grant
  const planned = await planAccessToken({ client, scopes, resources }, mint)
  const refresh = refreshToken === undefined ? {} : { refreshToken }
  const tokens = await issueTokens({ grant, client, account, scopes, planned, signingKey, now, authReqId, ...refresh }, mint)
  const payload = { auth_req_id: authReqId, ...tokens }
  const outcome = await ports.stores.backchannelRequests.redeem({
    digest: request.digest,
    now,
    grant,
    origin: { ...systemOrigin, traceId: request.traceId },
    pushed: { sealedTokens: ports.crypto.seal(JSON.stringify(payload)), attempts: request.attempts },
    ...(record === undefined ? {} : { refreshToken: record }),
  })
  return outcome === 'redeemed' ? payload : undefined
}
