import { personOrigin } from '../../audit/origins.ts'
import { recordEvent } from '../../audit/record-event.ts'
import { runChecks } from '../../checks/check.ts'
import { authenticateClient } from '../../client-auth/authenticate.ts'
import { formRefusal } from '../../client-auth/form-refusal.ts'
import type { Client } from '../../clients/client.ts'
import { findClient } from '../../clients/find-client.ts'
import { newUserCode, parseUserCode, userCodeDigest } from '../../device/user-code.ts'
import { OAuthError } from '../../errors/oauth-error.ts'
import { type ClientId, newId, newSecret } from '../../ids.ts'
import type { DeviceAuthorization } from '../../ports/device-authorizations.ts'
import type { Ports } from '../../ports/ports.ts'
import type { Grant, Session } from '../../ports/stores.ts'
import type { PendingDevice, Provider, ProviderOptions } from '../../provider-contract.ts'
import { describeResource } from '../../resources/describe-resource.ts'
import { resourcesOf } from '../../resources/named-resources.ts'
import { resourceTable } from '../../resources/resource-table.ts'
import { describeDetail } from '../../rich-authorization/describe-detail.ts'
import { detailTypeTable } from '../../rich-authorization/detail-type-table.ts'
import { detailsInForce } from '../../rich-authorization/details-in-force.ts'
import { acceptedDetails, parseDetails } from '../../rich-authorization/parse-details.ts'
import { scopeTable } from '../../scopes/known-scopes.ts'
import { parseScope } from '../../scopes/parse-scope.ts'
import { subjectFor } from '../../subjects/subject-for.ts'
import { newTraceId } from '../../trace/new-trace-id.ts'
import { recordStep } from '../../trace/record-step.ts'
import type { CheckOutcome } from '../../trace/trace.ts'
import { definedMembers } from '../../wire/defined-members.ts'
import { singleValues } from '../../wire/parameters.ts'
import { type DeviceRequest, deviceRequestChecks } from './checks.ts'

/** Time between polls that a device starts with, milliseconds (RFC8628-3.2). */
const pollInterval = 5_000
/** User codes are drawn again when one is taken; more often than this would mean that something is broken. */
const maxDraws = 5

/**
 * The device grant but for its redemption: the request of a device, and what its user sees and decides.
 * @see RFC8628-3.1 RFC8628-3.2 RFC8628-3.3 RFC8707-2.1
 */
export function createDeviceEndpoint(
  options: ProviderOptions,
  ports: Ports,
): Pick<Provider, 'deviceAuthorization' | 'findDevice' | 'decideDevice'> {
  async function start(request: DeviceRequest, requestedFrom: string) {
    const { client, scopes = [], knownScopes, resources, details } = request
    const now = ports.clock()
    const authorizationDetails = acceptedDetails(details?.parsed)
    const deviceCode = newSecret('deviceCode', ports.crypto.randomBytes)
    const expiresAt = now + ports.settings().userCodeExpiry
    const traceId = newTraceId({ randomBytes: ports.crypto.randomBytes, clock: ports.clock })
    for (let draw = 0; draw < maxDraws; draw++) {
      const userCode = newUserCode(ports.crypto.randomBytes)
      const outcome = await ports.stores.deviceAuthorizations.insert(
        {
          digest: ports.crypto.digest(deviceCode),
          userCode: userCodeDigest(userCode.replace('-', ''), ports),
          traceId,
          clientId: client.clientId,
          scopes: scopes.filter(knownScopes.has),
          ...(resources.length > 0 && { resources }),
          ...(authorizationDetails && { authorizationDetails }),
          requestedFrom,
          createdAt: now,
          expiresAt,
          state: 'pending',
        },
        pollInterval,
      )
      if (outcome === 'inserted') return { deviceCode, userCode, traceId, expiresIn: expiresAt - now }
    }
    throw new TypeError('no free user code was found')
  }

  return {
    async deviceAuthorization({ parameters, authorization, certificate, requestedFrom }) {
      const checks: CheckOutcome[] = []
      let clientId: ClientId | undefined
      try {
        const source = { values: singleValues(parameters), authorization, certificate, issuer: options.issuer }
        const { client, values } = await authenticateClient('device', source, ports, checks)
        clientId = client.clientId
        const request = requestOf({ client, values, resources: resourcesOf(parameters), issuer: options.issuer }, ports)
        runChecks(deviceRequestChecks, 'device', request, checks)
        const started = await start(request, requestedFrom)
        recordStep({ endpoint: 'device', traceId: started.traceId, clientId, checks }, ports)
        const page = `${options.issuer}/device`
        const body = {
          device_code: started.deviceCode,
          user_code: started.userCode,
          verification_uri: page,
          verification_uri_complete: `${page}?${new URLSearchParams({ user_code: started.userCode }).toString()}`,
          expires_in: Math.floor(started.expiresIn / 1_000),
          interval: pollInterval / 1_000,
        }
        return { status: 200, body, traceId: started.traceId }
      } catch (error) {
        if (!(error instanceof OAuthError)) throw error
        const traceId = recordStep({ endpoint: 'device', traceId: undefined, clientId, checks, reason: error.reason }, ports)
        return formRefusal(error, traceId, authorization)
      }
    },

    async findDevice(typed) {
      const code = parseUserCode(typed)
      if (code === undefined) return undefined
      const authorization = await ports.stores.deviceAuthorizations.findByUserCode(userCodeDigest(code, ports), ports.clock())
      if (authorization?.state !== 'pending') return undefined
      const client = await findClient(authorization.clientId, ports)
      const { descriptions: scopeDescriptions } = scopeTable(ports.scopes?.())
      if (client === undefined) return undefined
      const resources = (authorization.resources ?? []).map((resource) => describeResource(resource, ports))
      const details = describedDetails(authorization, client, ports)
      const userCode = `${code.slice(0, 4)}-${code.slice(4)}`
      return { authorization, client, userCode, scopeDescriptions, resources, details }
    },

    async decideDevice(authorization, decision, by = {}) {
      const now = ports.clock()
      const outcome = decision === 'denied' ? decision : await approval(authorization, decision.session, ports, now)
      const decided =
        outcome !== undefined && (await ports.stores.deviceAuthorizations.decide(authorization.digest, outcome, now))
      const { traceId, clientId } = authorization
      const note = decision === 'denied' ? 'denied' : 'approved'
      if (decided) await recordDecision(authorization, decision === 'denied' ? by : { ...by, ...decision }, { decision, ports })
      recordStep({ endpoint: 'device-decision', traceId, clientId, checks: [], note: decided ? note : 'too late' }, ports)
      return decided
    },
  }
}

interface Asked extends Pick<DeviceRequest, 'client' | 'resources' | 'issuer'> {
  readonly values: ReadonlyMap<string, string>
}

function requestOf({ client, values, resources, issuer }: Asked, ports: Ports): DeviceRequest {
  const text = values.get('authorization_details')
  const details =
    text === undefined ? undefined : { client, parsed: parseDetails(text), table: detailTypeTable(ports.detailTypes?.()) }
  return {
    client,
    scopes: parseScope(values.get('scope')),
    knownScopes: scopeTable(ports.scopes?.()),
    resources,
    table: resourceTable(ports.resources?.()),
    issuer,
    security: ports.security?.(),
    details,
  }
}

function describedDetails({ authorizationDetails }: DeviceAuthorization, client: Client, ports: Ports): PendingDevice['details'] {
  const table = detailTypeTable(ports.detailTypes?.())
  return detailsInForce(authorizationDetails, ports, client).flatMap((detail) => {
    const definition = table.named(detail.type)
    return definition === undefined ? [] : [describeDetail(detail, definition)]
  })
}

async function recordDecision(
  { clientId, traceId }: DeviceAuthorization,
  { session, address }: NonNullable<Parameters<Provider['decideDevice']>[2]>,
  { decision, ports }: { readonly decision: Parameters<Provider['decideDevice']>[1]; readonly ports: Ports },
): Promise<void> {
  const origin = await personOrigin(session?.accountId, { address, traceId }, ports)
  const person = session === undefined ? {} : { accountId: session.accountId, sessionId: session.sessionId }
  const what =
    decision === 'denied'
      ? ({ kind: 'consent-denied', outcome: 'refused' } as const)
      : ({ kind: 'consent', outcome: 'done' } as const)
  await recordEvent({ at: ports.clock(), ...what, origin, clientId, ...person }, ports)
}

/** What an approved device will yield; `undefined`: its client is gone. */
async function approval(
  authorization: DeviceAuthorization,
  session: Session,
  ports: Ports,
  now: number,
): Promise<{ readonly grant: Grant } | undefined> {
  const client = await findClient(authorization.clientId, ports)
  if (client === undefined) return undefined
  const details = detailsInForce(authorization.authorizationDetails, ports, client)
  const grant = {
    grantId: newId('gra', { randomBytes: ports.crypto.randomBytes, now }),
    traceId: authorization.traceId,
    clientId: authorization.clientId,
    accountId: session.accountId,
    ...(await subjectFor(client, session.subject, ports)),
    sessionId: session.sessionId,
    outlivesSession: true as const,
    scopes: authorization.scopes,
    ...(authorization.resources !== undefined && { resources: authorization.resources }),
    ...(details.length > 0 && { authorizationDetails: details }),
    authTime: session.authTime,
    acr: session.acr,
    amr: session.amr,
    ...definedMembers({ credentialVersion: session.credentialVersion }),
    authTimeRequested: false,
    createdAt: now,
    // The redemption sets it to the end of what it issues.
    expiresAt: authorization.expiresAt,
  }
  return { grant }
}
