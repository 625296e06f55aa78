import { acceptRequest } from '../../authorization-request/accept-request.ts'
import type { AuthorizationRequest } from '../../authorization-request/authorization-request.ts'
import { identifyClient } from '../../authorization-request/identify-client.ts'
import type { RedirectTarget } from '../../authorization-request/redirect-target.ts'
import { onlyValue, type RequestedTarget, resolveRedirectTarget } from '../../authorization-request/resolve-redirect-target.ts'
import type { Client } from '../../clients/client.ts'
import { OAuthError } from '../../errors/oauth-error.ts'
import type { TraceId } from '../../ids.ts'
import { openPushed } from '../../request-objects/open-pushed.ts'
import { receiveRequest } from '../../request-objects/receive-request.ts'
import { isPushed } from '../../request-objects/request-form.ts'
import { newTraceId } from '../../trace/new-trace-id.ts'
import type { CheckOutcome } from '../../trace/trace.ts'
import type { Parameters } from '../../wire/parameters.ts'
import { type Answer, type Engine, refuse, showError } from './answer.ts'

/** A request that can be decided, or what is answered in its place. */
export type ReadRequest =
  | { readonly kind: 'accepted'; readonly request: AuthorizationRequest; readonly client: Client; readonly traceId: TraceId }
  | { readonly kind: 'refused'; readonly answer: Answer }

/**
 * Reads a request in four phases: who asks, with which parameters, where the answer may go, what is asked. Until the third is settled a
 * failure is shown to the person; afterwards it is sent to the client. A request that was pushed went through all four before.
 * @see RFC6749-4.1.1, OIDCC-6, RFC9101-5, RFC9126-4
 */
export async function readRequest(parameters: Parameters, engine: Engine, checks: CheckOutcome[]): Promise<ReadRequest> {
  const { ports, keys } = engine
  const { issuer } = engine.options
  const traceId = newTraceId({ randomBytes: ports.crypto.randomBytes, clock: ports.clock })
  const security = ports.security?.()
  let client: Client | undefined
  let target: RedirectTarget | undefined
  try {
    if (isPushed(parameters)) return { kind: 'accepted', ...(await openPushed(parameters, ports, checks)) }
    const identified = await identifyClient(parameters, ports, checks)
    client = identified.client
    const sender = { client, endpoint: 'authorize' } as const
    const received = await receiveRequest(parameters, sender, { ports, keys, issuer }, checks).catch((error: unknown) => {
      target = targetOutside({ ...identified, security, endpoint: 'authorize' }, parameters)
      throw error
    })
    const redirectUri = onlyValue(received.parameters, 'redirect_uri')
    target = resolveRedirectTarget({ client, redirectUri, security, endpoint: 'authorize' }, received.parameters, checks)
    const origin = { client, target, endpoint: 'authorize' } as const
    const request = await acceptRequest(received.parameters, origin, { ports, keys, issuer }, checks)
    const { objectUse } = received
    return { kind: 'accepted', request: objectUse === undefined ? request : { ...request, objectUse }, client, traceId }
  } catch (error) {
    if (!(error instanceof OAuthError)) throw error
    if (client === undefined || target === undefined) return { kind: 'refused', answer: showError(error, traceId, client) }
    return { kind: 'refused', answer: await refuse(error, { client, target, traceId }, engine) }
  }
}

/** Where to say what is wrong with a request object: where the request outside of it can be answered, if it can (OIDCC-3.1.2.6). */
function targetOutside(wanted: RequestedTarget, parameters: Parameters): RedirectTarget | undefined {
  try {
    return resolveRedirectTarget(wanted, parameters, [])
  } catch (error) {
    if (error instanceof OAuthError) return undefined
    throw error
  }
}
