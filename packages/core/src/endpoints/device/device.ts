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
import type { Provider, ProviderOptions } from '../../provider-contract.ts'
import { describeResource } from '../../resources/describe-resource.ts'
import { resourcesOf } from '../../resources/named-resources.ts'
import { resourceTable } from '../../resources/resource-table.ts'
import { scopeTable } from '../../scopes/known-scopes.ts'
import { parseScope } from '../../scopes/parse-scope.ts'
import { subjectFor } from '../../subjects/subject-for.ts'
import { newTraceId } from '../../trace/new-trace-id.ts'
import { recordStep } from '../../trace/record-step.ts'
import type { CheckOutcome } from '../../trace/trace.ts'
import { singleValues } from '../../wire/parameters.ts'
import { deviceRequestChecks } from './checks.ts'

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
  async function start(client: Client, asked: Pick<DeviceAuthorization, 'scopes' | 'resources' | 'requestedFrom'>) {
    const now = ports.clock()
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
          ...asked,
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
    async deviceAuthorization({ parameters, authorization, requestedFrom }) {
      const checks: CheckOutcome[] = []
      let clientId: ClientId | undefined
      try {
        const source = { values: singleValues(parameters), authorization, issuer: options.issuer }
        const { client, values } = await authenticateClient('device', source, ports, checks)
        clientId = client.clientId
        const request = {
          client,
          scopes: parseScope(values.get('scope')),
          knownScopes: scopeTable(ports.scopes?.()),
          resources: resourcesOf(parameters),
          table: resourceTable(ports.resources?.()),
          issuer: options.issuer,
          security: ports.security?.(),
        }
        runChecks(deviceRequestChecks, 'device', request, checks)
        const { resources } = request
        const started = await start(client, {
          scopes: request.scopes?.filter(request.knownScopes.has) ?? [],
          ...(resources.length > 0 && { resources }),
          requestedFrom,
        })
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
      const resources = (authorization.resources ?? []).map((resource) => describeResource(resource, ports))
      const userCode = `${code.slice(0, 4)}-${code.slice(4)}`
      return client && { authorization, client, userCode, scopeDescriptions, resources }
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
    authTime: session.authTime,
    acr: session.acr,
    amr: session.amr,
    authTimeRequested: false,
    createdAt: now,
    // The redemption sets it to the end of what it issues.
    expiresAt: authorization.expiresAt,
  }
  return { grant }
}
