import type { Client } from '../clients/client.ts'
import { findClient } from '../clients/find-client.ts'
import { checkStrongSignatures } from '../keys/strong-signatures.ts'
import { deliveryTimeout } from '../logout/deliver-logout.ts'
import { retryDelay } from '../logout/retry-delay.ts'
import type { BackchannelRequest, NoticeAttempt } from '../ports/backchannel-requests.ts'
import type { FetchOutcome } from '../ports/fetch.ts'
import type { Ports } from '../ports/ports.ts'
import { postureOf } from '../posture/posture-of.ts'
import type { Mint } from '../tokens/issue.ts'
import { recordStep } from '../trace/record-step.ts'
import type { CheckOutcome } from '../trace/trace.ts'
import { backchannelGrantName } from './grant-name.ts'
import { pushPayload } from './notice-payload.ts'
import { openNotice } from './sealed-notice.ts'
import { unboundPushPosture } from './unbound-push-posture.ts'

/** Attempts after which a client is given up: with the delays between them about ten minutes. */
const maxAttempts = 9
/** Nothing in an answer matters but its status. */
const maxAnswer = 16 * 1024

type Problem = 'no_address' | 'not_allowed' | 'taken' | 'refused' | 'unreachable' | 'failed_here'

/** Problems that another attempt would not solve. */
const lasting: ReadonlySet<Problem> = new Set(['no_address', 'not_allowed', 'taken', 'refused'])

/**
 * Makes one attempt of a claimed notice and records what came of it: one POST with the client's notification token, in `ping` mode of the name
 * of the request, in `push` mode of the tokens. Whatever the client answers changes nothing of the request, but for pushed tokens that were
 * never taken: their grant is revoked, as nobody is known to have them.
 * @see CIBA-10.2, CIBA-10.3
 */
export async function deliverNotice(request: BackchannelRequest, mint: Mint): Promise<NoticeAttempt> {
  const { ports } = mint
  const checks: CheckOutcome[] = []
  let problem: Problem | undefined
  try {
    problem = await send(request, mint, checks)
  } catch (cause) {
    await record('failed_here')
    throw cause
  }
  return record(problem)

  async function record(found: Problem | undefined): Promise<NoticeAttempt> {
    const { traceId, clientId, attempts } = request
    const attempt = attemptOf(found)
    const note = found === undefined ? `${request.mode}: told` : `${request.mode}: ${found}`
    recordStep({ endpoint: 'backchannel-notice', traceId, clientId, checks, note }, ports)
    const isReported = await ports.stores.backchannelRequests.report({ requestId: request.requestId, attempts }, attempt)
    if (isReported && attempt.state === 'failed') await revokeUntaken()
    return attempt
  }

  function attemptOf(found: Problem | undefined): NoticeAttempt {
    if (found === undefined) return { state: 'delivered' }
    if (lasting.has(found) || request.attempts >= maxAttempts) return { state: 'failed' }
    return { state: 'waiting', nextAttemptAt: ports.clock() + retryDelay(request.attempts, ports.crypto.randomBytes) }
  }

  async function revokeUntaken(): Promise<void> {
    if (request.mode === 'push' && request.grant !== undefined) {
      await ports.stores.grants.revoke(request.grant.grantId, ports.clock())
    }
  }
}

/** `undefined`: the client has been told. */
async function send(request: BackchannelRequest, mint: Mint, checks: CheckOutcome[]): Promise<Problem | undefined> {
  const { ports } = mint
  const client = await findClient(request.clientId, ports)
  const url = client?.backchannelClientNotificationEndpoint
  if (client === undefined || url === undefined || request.sealedNotice === undefined) return 'no_address'
  if (!mayStillBeTold(request, client, ports)) return 'not_allowed'
  const { authReqId, token } = openNotice(request.sealedNotice, ports)
  const json =
    request.mode === 'push' ? await pushPayload(request, { client, authReqId }, mint, checks) : { auth_req_id: authReqId }
  if (json === undefined) return 'taken'
  return problemOf(await ports.fetch.fetch({ url, json, bearer: token, timeout: deliveryTimeout, maxBytes: maxAnswer }))
}

/**
 * What was said of the client since it asked counts: the grant may be taken from it, or its tokens must be bound by now. Pushed tokens do not
 * come by the token endpoint, which asks for strong signatures.
 */
function mayStillBeTold({ mode }: BackchannelRequest, client: Client, ports: Ports): boolean {
  if (!client.grantTypes.includes(backchannelGrantName)) return false
  if (mode !== 'push') return true
  const security = ports.security?.()
  if (unboundPushPosture({ client, security }) === 'enforce') return false
  const isStrong = checkStrongSignatures({ client }) === undefined
  return isStrong || postureOf('signature-strong-algorithm', client, security) !== 'enforce'
}

/** Any success counts, whatever its body (CIBA-10.2). What a client refuses, or sends elsewhere, it would again. */
function problemOf(outcome: FetchOutcome): Problem | undefined {
  if (outcome.kind === 'fetched') return undefined
  const { problem, status = 0 } = outcome
  switch (problem) {
    case 'content_type':
    case 'too_large':
      // Of an answer that was not read further than its head.
      return status >= 200 && status <= 299 ? undefined : 'unreachable'
    case 'status':
      return status >= 500 || status === 408 || status === 429 ? 'unreachable' : 'refused'
    case 'redirected':
    case 'url_not_allowed':
    case 'address_not_allowed':
      return 'refused'
    case 'unreachable':
    case 'too_slow':
      return 'unreachable'
  }
}
