import { takeSignedRequest } from '../../backchannel/open-signed-request.ts'
import { sealNotice } from '../../backchannel/sealed-notice.ts'
import { authenticateClient } from '../../client-auth/authenticate.ts'
import { formRefusal } from '../../client-auth/form-refusal.ts'
import { OAuthError } from '../../errors/oauth-error.ts'
import { type ClientId, newId, newSecret, type TraceId } from '../../ids.ts'
import { type BackchannelRequest, noticeLife } from '../../ports/backchannel-requests.ts'
import type { Ports } from '../../ports/ports.ts'
import type { Provider, ProviderOptions } from '../../provider-contract.ts'
import { newTraceId } from '../../trace/new-trace-id.ts'
import { recordStep } from '../../trace/record-step.ts'
import type { CheckOutcome } from '../../trace/trace.ts'
import { singleValues } from '../../wire/parameters.ts'
import { type AcceptedRequest, acceptBackchannelRequest } from './accept-request.ts'
import { decideBackchannel, pendingBackchannel } from './decide.ts'
import { findPerson } from './named-person.ts'

/** How long a person has to decide, milliseconds: without `requested_expiry`, and at most. */
const life = { usual: 10 * 60 * 1000, longest: 60 * 60 * 1000 } as const
/** Time between polls that a client starts with, milliseconds (CIBA-7.3). */
const pollInterval = 5_000
/** Requests of one client that wait for one person at a time. */
const maxWaiting = 5

interface Asked {
  readonly requestedFrom: string
  readonly traceId: TraceId
}

/**
 * Client-initiated backchannel authentication but for its end: the request of a client, and what the person sees and decides.
 * @see CIBA-7
 */
export function createBackchannelEndpoint(
  { issuer }: ProviderOptions,
  ports: Ports,
): Pick<Provider, 'backchannelAuthentication' | 'pendingBackchannel' | 'decideBackchannel'> {
  async function start(accepted: AcceptedRequest, { requestedFrom, traceId }: Asked) {
    const { client, person, scopes, resources, acrValues, bindingMessage, notificationToken: token } = accepted
    const { accountId } = await findPerson(person, { client, ports, issuer })
    await takeSignedRequest(accepted.use, ports)
    const now = ports.clock()
    const authReqId = newSecret('authReqId', ports.crypto.randomBytes)
    const asked = accepted.requestedExpiry === undefined ? life.usual : accepted.requestedExpiry * 1000
    const validUntil = now + Math.min(asked, life.longest)
    const mode = client.backchannelTokenDeliveryMode ?? 'poll'
    const request: BackchannelRequest = {
      requestId: newId('bcr', { randomBytes: ports.crypto.randomBytes, now }),
      digest: ports.crypto.digest(authReqId),
      ...{ traceId, clientId: client.clientId, accountId, mode, scopes, requestedFrom },
      ...(resources.length === 0 ? {} : { resources }),
      ...(acrValues.length === 0 ? {} : { acrValues }),
      ...(bindingMessage === undefined ? {} : { bindingMessage }),
      ...(mode === 'poll' || token === undefined ? {} : { sealedNotice: sealNotice({ authReqId, token }, ports) }),
      ...{ createdAt: now, validUntil, expiresAt: validUntil + noticeLife },
      ...{ state: 'pending', isRedeemed: false, attempts: 0 },
    }
    const outcome = await ports.stores.backchannelRequests.insert(request, { interval: pollInterval, limit: maxWaiting })
    if (outcome === 'too-many') throw new OAuthError('backchannel_too_many')
    return {
      auth_req_id: authReqId,
      expires_in: Math.floor((validUntil - now) / 1000),
      // CIBA-7.3: not where nobody polls.
      ...(mode === 'push' ? {} : { interval: pollInterval / 1000 }),
    }
  }

  return {
    async backchannelAuthentication({ parameters, authorization, certificate, requestedFrom }) {
      const checks: CheckOutcome[] = []
      const traceId = newTraceId({ randomBytes: ports.crypto.randomBytes, clock: ports.clock })
      let clientId: ClientId | undefined
      try {
        const source = { values: singleValues(parameters), authorization, certificate, issuer }
        const sender = await authenticateClient('backchannel', source, ports, checks)
        clientId = sender.client.clientId
        const accepted = await acceptBackchannelRequest(parameters, sender, { ports, issuer }, checks)
        const body = await start(accepted, { requestedFrom, traceId })
        recordStep({ endpoint: 'backchannel', traceId, clientId, checks }, ports)
        return { status: 200, body, traceId }
      } catch (error) {
        if (!(error instanceof OAuthError)) throw error
        recordStep({ endpoint: 'backchannel', traceId, clientId, checks, reason: error.reason }, ports)
        return formRefusal(error, traceId, authorization)
      }
    },
    pendingBackchannel: (session) => pendingBackchannel(session, ports),
    decideBackchannel: (input) => decideBackchannel(input, ports),
  }
}
