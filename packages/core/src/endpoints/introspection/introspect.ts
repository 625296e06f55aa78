import type { Awaitable } from '../../awaitable.ts'
import { runChecks } from '../../checks/check.ts'
import { authenticateClient } from '../../client-auth/authenticate.ts'
import { formRefusal } from '../../client-auth/form-refusal.ts'
import type { Client } from '../../clients/client.ts'
import { OAuthError } from '../../errors/oauth-error.ts'
import type { ClientId, TraceId } from '../../ids.ts'
import type { Ports } from '../../ports/ports.ts'
import type { JsonAnswer, Provider } from '../../provider-contract.ts'
import { findToken } from '../../tokens/find-token.ts'
import type { Mint } from '../../tokens/issue.ts'
import { loadTokenState, type TokenState } from '../../tokens/token-state.ts'
import { recordStep } from '../../trace/record-step.ts'
import type { CheckOutcome } from '../../trace/trace.ts'
import { singleValues } from '../../wire/parameters.ts'
import { activeToken } from './active-token.ts'
import { inactivityOf, introspectionChecks } from './checks.ts'
import { introspectionMediaType, signIntrospection } from './signed-answer.ts'

/** How many active tokens are remembered as asked about. */
const maxTold = 10_000

/**
 * Tells a confidential client what a token is worth at this moment, state of grant and account included: one of its own, or one for a resource
 * that it answers for. `token_type_hint` is not needed, tokens say what they are. Every other token is answered alike.
 * @see RFC7662-2, RFC9701-4
 */
export function createIntrospectionEndpoint(mint: Mint): Pick<Provider, 'introspect'> {
  const { issuer, ports, keys } = mint
  const told = new Map<string, TraceId>()

  /** An API asks about the same token again and again; only the first time is a step of its trace. */
  function recordOnce(key: string | undefined, record: () => TraceId): TraceId {
    const known = key === undefined ? undefined : told.get(key)
    if (known !== undefined) return known
    if (told.size >= maxTold) told.clear()
    const traceId = record()
    if (key !== undefined) told.set(key, traceId)
    return traceId
  }

  return {
    async introspect({ parameters, authorization, certificate, accept }) {
      const checks: CheckOutcome[] = []
      let clientId: ClientId | undefined
      let traceId: TraceId | undefined
      try {
        const source = { values: singleValues(parameters), authorization, certificate, issuer }
        const { client, values } = await authenticateClient('introspect', source, ports, checks)
        clientId = client.clientId
        const text = values.get('token')
        runChecks(introspectionChecks, 'introspect', { client, text }, checks)
        const finding = findToken(text ?? '', ports, { issuer, keys })
        const found = finding instanceof Promise ? await finding : finding
        const loading = found && loadTokenState(found, ports)
        const state = loading instanceof Promise ? await loading : loading
        const answersFor = (ports.resources?.() ?? []).filter(({ introspectionClients }) =>
          introspectionClients.includes(client.clientId),
        )
        const inactive = inactivityOf({ client, state, answersFor })
        if (found?.clientId === clientId) traceId = found.grant?.traceId
        const isActive = inactive === undefined && state !== undefined
        const asking = isActive ? issuedTo(state, client, ports) : undefined
        const owner = asking instanceof Promise ? await asking : asking
        const body = isActive ? activeToken(state, { client, answersFor, issuedTo: owner, issuer, ports }) : { active: false }
        const signed = isJwtWanted(accept) ? { signed: await signedBody(body, client, mint) } : {}
        const note = inactive === undefined ? 'active' : `not active: ${inactive}`
        const key = inactive === undefined && found?.kind === 'access' ? `${clientId} ${found.token.tokenId}` : undefined
        const step = { endpoint: 'introspect', traceId, clientId, checks, note }
        const recorded = recordOnce(key, () => recordStep(step, ports))
        return { status: 200, body, ...signed, traceId: recorded }
      } catch (error) {
        if (!(error instanceof OAuthError)) throw error
        const recorded = recordStep({ endpoint: 'introspect', traceId, clientId, checks, reason: error.reason }, ports)
        return formRefusal(error, recorded, authorization)
      }
    },
  }
}

/** RFC9701-4: whoever accepts the media type gets a JWT, also where plain JSON would be accepted too. */
function isJwtWanted(accept: string | undefined): boolean {
  const types = accept?.toLowerCase().split(',') ?? []
  return types.some(
    (range) => range.split(';', 1)[0]?.trim() === introspectionMediaType && !/;\s*q=0(?:\.0*)?\s*(?:;|$)/.test(range),
  )
}

async function signedBody(
  body: Readonly<Record<string, unknown>>,
  client: Parameters<typeof signIntrospection>[1],
  mint: Mint,
): Promise<NonNullable<JsonAnswer['signed']>> {
  return { mediaType: introspectionMediaType, jwt: await signIntrospection(body, client, mint) }
}

function issuedTo({ found, client }: TokenState, asking: Client, { stores, clock }: Ports): Awaitable<Client | undefined> {
  if (found.clientId === asking.clientId) return asking
  return client ?? stores.clients.find(found.clientId, clock())
}
