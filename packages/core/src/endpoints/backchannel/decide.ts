import { personOrigin } from '../../audit/origins.ts'
import { recordEvent } from '../../audit/record-event.ts'
import type { Client } from '../../clients/client.ts'
import { findClient } from '../../clients/find-client.ts'
import { newId } from '../../ids.ts'
import type { BackchannelRequest } from '../../ports/backchannel-requests.ts'
import type { Ports } from '../../ports/ports.ts'
import type { Grant, Session } from '../../ports/stores.ts'
import type { BackchannelDecision, PendingBackchannel } from '../../provider-contract.ts'
import { resourceTable } from '../../resources/resource-table.ts'
import { scopeTable } from '../../scopes/known-scopes.ts'
import { acrValuesSupported } from '../../sessions/authentication-context.ts'
import { subjectFor } from '../../subjects/subject-for.ts'
import { recordStep } from '../../trace/record-step.ts'
import { definedMembers } from '../../wire/defined-members.ts'

/** What waits for the person of a session, of clients that there still are. */
export async function pendingBackchannel(session: Session, ports: Ports): Promise<readonly PendingBackchannel[]> {
  const requests = await ports.stores.backchannelRequests.pendingOf(session.accountId, ports.clock())
  const { descriptions: scopeDescriptions } = scopeTable(ports.scopes?.())
  const table = resourceTable(ports.resources?.())
  const pending: PendingBackchannel[] = []
  for (const request of requests) {
    const client = await findClient(request.clientId, ports)
    if (client === undefined) continue
    const resources = (request.resources ?? []).map((resource) => {
      const name = table.named(resource)?.name
      return { resource, ...(name === undefined ? {} : { name }) }
    })
    pending.push({ request, client, scopeDescriptions, resources })
  }
  return pending
}

/**
 * Records what a person decided. Allowing is an authentication, so it needs one that is as fresh as the client registered, and of a kind that
 * the request asks for where this server has one of those; denying needs no more than a session.
 * @see CIBA-8
 */
export async function decideBackchannel(
  { requestId, session, decision, address }: BackchannelDecision,
  ports: Ports,
): Promise<'approved' | 'denied' | 'gone' | 'stale'> {
  const now = ports.clock()
  const { accountId } = session
  const pending = await pendingBackchannel(session, ports)
  const found = pending.find(({ request }) => request.requestId === requestId)
  if (found === undefined) return 'gone'
  const { request, client } = found
  const isAllowed = decision === 'allow'
  if (isAllowed && !isFreshEnough(request, client, session, now)) return 'stale'
  const outcome = isAllowed ? { grant: await grantOf(request, client, session, ports) } : 'denied'
  const isDecided = await ports.stores.backchannelRequests.decide({ requestId, accountId, outcome, now })
  const { traceId, clientId } = request
  const note = isAllowed ? 'approved' : 'denied'
  recordStep({ endpoint: 'backchannel-decision', traceId, clientId, checks: [], note: isDecided ? note : 'too late' }, ports)
  if (!isDecided) return 'gone'
  const origin = await personOrigin(accountId, { address, traceId }, ports)
  const what = isAllowed
    ? ({ kind: 'consent', outcome: 'done' } as const)
    : ({ kind: 'consent-denied', outcome: 'refused' } as const)
  await recordEvent({ at: now, ...what, origin, clientId, accountId, sessionId: session.sessionId }, ports)
  return note
}

/** CIBA-7.1: `acr_values` are a wish, so those that nobody can have here do not count. */
function isFreshEnough(request: BackchannelRequest, { defaultMaxAge }: Client, session: Session, now: number): boolean {
  const wanted = request.acrValues?.filter((acr) => acrValuesSupported.includes(acr)) ?? []
  if (wanted.length > 0 && !wanted.includes(session.acr)) return false
  return defaultMaxAge === undefined || now - session.authTime <= defaultMaxAge * 1000
}

async function grantOf(request: BackchannelRequest, client: Client, session: Session, ports: Ports): Promise<Grant> {
  const now = ports.clock()
  const { traceId, clientId, scopes, resources, validUntil } = request
  return {
    grantId: newId('gra', { randomBytes: ports.crypto.randomBytes, now }),
    ...{ traceId, clientId, accountId: session.accountId },
    ...(await subjectFor(client, session.subject, ports)),
    sessionId: session.sessionId,
    // The person signs out of the browser in which they allowed it; the client is elsewhere.
    outlivesSession: true,
    scopes,
    ...(resources === undefined ? {} : { resources }),
    ...{ authTime: session.authTime, acr: session.acr, amr: session.amr },
    ...definedMembers({ credentialVersion: session.credentialVersion }),
    authTimeRequested: client.defaultMaxAge !== undefined,
    createdAt: now,
    // The redemption sets it to the end of what it issues.
    expiresAt: validUntil,
  }
}
