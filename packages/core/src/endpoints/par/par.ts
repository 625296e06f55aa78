import { acceptRequest } from '../../authorization-request/accept-request.ts'
import { requestToText } from '../../authorization-request/request-text.ts'
import { onlyValue, resolveRedirectTarget } from '../../authorization-request/resolve-redirect-target.ts'
import { transactionLife } from '../../authorization-request/transaction-life.ts'
import { authenticateClient } from '../../client-auth/authenticate.ts'
import { formRefusal } from '../../client-auth/form-refusal.ts'
import type { Client } from '../../clients/client.ts'
import { unregisteredClient } from '../../clients/unregistered-client.ts'
import { codeKeyOf } from '../../dpop/proof-key-of.ts'
import { withNonce } from '../../dpop/with-nonce.ts'
import { OAuthError } from '../../errors/oauth-error.ts'
import { type ClientId, newSecret, type Secret, type TraceId } from '../../ids.ts'
import type { KeyRing } from '../../keys/key-ring.ts'
import type { Ports } from '../../ports/ports.ts'
import type { Provider, ProviderOptions } from '../../provider-contract.ts'
import { takeObject } from '../../request-objects/object-use.ts'
import type { RequestEngine } from '../../request-objects/open-request-object.ts'
import { type ReceivedRequest, receiveRequest } from '../../request-objects/receive-request.ts'
import { pushedRequestUri } from '../../request-objects/request-form.ts'
import { newTraceId } from '../../trace/new-trace-id.ts'
import { recordStep } from '../../trace/record-step.ts'
import type { CheckOutcome } from '../../trace/trace.ts'
import { type Parameters, singleValues } from '../../wire/parameters.ts'

/** How long a browser may take to come with a `request_uri`, milliseconds (RFC9126-2.2 advises less than ten minutes). */
const openLife = 60_000
/** What a client sends to say who it is; no part of the request. */
const credentials: ReadonlySet<string> = new Set(['client_secret', 'client_assertion', 'client_assertion_type'])

/**
 * Pushed authorization requests: authenticates the client as the token endpoint does, holds the request against the same rules as the
 * authorization endpoint, and keeps what was accepted for a browser to open.
 * @see RFC9126-2
 */
export function createParEndpoint(
  { issuer }: ProviderOptions,
  ports: Ports,
  keys: KeyRing,
): Pick<Provider, 'pushedAuthorizationRequest'> {
  return {
    async pushedAuthorizationRequest({ parameters, authorization, certificate, dpop }) {
      const checks: CheckOutcome[] = []
      const traceId = newTraceId({ randomBytes: ports.crypto.randomBytes, clock: ports.clock })
      let clientId: ClientId | undefined
      try {
        const source = { values: singleValues(parameters), authorization, certificate, issuer }
        const { client } = await authenticateClient('par', source, ports, checks)
        clientId = client.clientId
        const handle = await push({ parameters, client, traceId, dpop }, { ports, keys, issuer }, checks)
        recordStep({ endpoint: 'par', traceId, clientId, checks }, ports)
        const body = { request_uri: pushedRequestUri(handle), expires_in: openLife / 1000 }
        return { status: 201, body, traceId }
      } catch (error) {
        if (!(error instanceof OAuthError)) throw error
        recordStep({ endpoint: 'par', traceId, clientId, checks, reason: error.reason }, ports)
        return withNonce(formRefusal(error, traceId, authorization), ports)
      }
    },
  }
}

interface Push {
  readonly parameters: Parameters
  readonly client: Client
  readonly traceId: TraceId
  /** The `DPoP` header as sent. */
  readonly dpop: string | undefined
}

async function push(
  { parameters, client: authenticated, traceId, dpop }: Push,
  engine: RequestEngine,
  checks: CheckOutcome[],
): Promise<Secret<'requestUri'>> {
  const { ports } = engine
  const sent = parameters.filter(([name]) => !credentials.has(name))
  const received = await receiveRequest(sent, { client: authenticated, endpoint: 'par' }, engine, checks)
  const now = ports.clock()
  const sender = withRedirectUri(authenticated, received, now)
  const target = resolveRedirectTarget({ ...sender, endpoint: 'par', security: ports.security?.() }, received.parameters, checks)
  const origin = { client: sender.client, target, endpoint: 'par' } as const
  const request = await acceptRequest(received.parameters, origin, engine, checks)
  const dpopJkt = await codeKeyOf({ client: authenticated, jkt: request.dpopJkt, proof: dpop }, engine, checks)
  const refused = await takeObject(received.objectUse, ports)
  if (refused !== undefined) throw refused
  const handle = newSecret('requestUri', ports.crypto.randomBytes)
  const opensUntil = now + openLife
  await ports.stores.pushedRequests.insert({
    digest: ports.crypto.digest(handle),
    traceId,
    clientId: authenticated.clientId,
    request: requestToText(dpopJkt === undefined ? request : { ...request, dpopJkt }),
    createdAt: now,
    opensUntil,
    expiresAt: opensUntil + transactionLife(ports.settings()),
  })
  return handle
}

/** The redirect URI of the request; it is also what an unregistered client is made of. */
function withRedirectUri(client: Client, { parameters }: ReceivedRequest, now: number) {
  const redirectUri = onlyValue(parameters, 'redirect_uri')
  if (client.origin !== 'unregistered') return { client, redirectUri }
  return { client: unregisteredClient(client.clientId, redirectUri, now), redirectUri }
}
