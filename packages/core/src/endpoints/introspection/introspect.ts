import { runChecks } from '../../checks/check.ts'
import { authenticateClient } from '../../client-auth/authenticate.ts'
import { formRefusal } from '../../client-auth/form-refusal.ts'
import { OAuthError } from '../../errors/oauth-error.ts'
import type { ClientId, TraceId } from '../../ids.ts'
import type { Ports } from '../../ports/ports.ts'
import type { Grant } from '../../ports/stores.ts'
import type { Provider, ProviderOptions } from '../../provider-contract.ts'
import { type FoundToken, findToken } from '../../tokens/find-token.ts'
import { recordStep } from '../../trace/record-step.ts'
import type { CheckOutcome } from '../../trace/trace.ts'
import { singleValues } from '../../wire/parameters.ts'
import { inactivityOf, introspectionChecks } from './checks.ts'

/**
 * Tells a confidential client what a token of its own is worth at this moment: state of grant and account included. `token_type_hint` is
 * not needed, tokens say what they are. Every token that is not an active one of the caller's is answered alike.
 * @see RFC7662-2
 */
export function createIntrospectionEndpoint({ issuer }: ProviderOptions, ports: Ports): Pick<Provider, 'introspect'> {
  return {
    async introspect({ parameters, authorization }) {
      const checks: CheckOutcome[] = []
      let clientId: ClientId | undefined
      let traceId: TraceId | undefined
      try {
        const source = { values: singleValues(parameters), authorization, issuer }
        const { client, values } = await authenticateClient('introspect', source, ports, checks)
        clientId = client.clientId
        const text = values.get('token')
        runChecks(introspectionChecks, 'introspect', { client, text }, checks)
        const found = await findToken(text ?? '', ports)
        const account = found?.grant && (await ports.subjects.find(found.grant.accountId))
        const inactive = inactivityOf({ client, found, account })
        if (found?.clientId === clientId) traceId = found.grant?.traceId
        const body =
          inactive === undefined && found?.grant !== undefined ? activeToken(issuer, found, found.grant) : { active: false }
        const note = inactive === undefined ? 'active' : `not active: ${inactive}`
        return { status: 200, body, traceId: recordStep({ endpoint: 'introspect', traceId, clientId, checks, note }, ports) }
      } catch (error) {
        if (!(error instanceof OAuthError)) throw error
        const recorded = recordStep({ endpoint: 'introspect', traceId, clientId, checks, reason: error.reason }, ports)
        return formRefusal(error, recorded, authorization)
      }
    },
  }
}

/** RFC7662-2.2. Times are in seconds. A refresh token has no type: it is used nowhere but here. */
function activeToken(issuer: string, found: FoundToken, grant: Grant): Readonly<Record<string, unknown>> {
  const base = { active: true, iss: issuer, client_id: found.clientId, sub: grant.subject }
  if (found.kind === 'refresh') {
    const { createdAt, expiresAt } = found.token
    return { ...base, scope: grant.scopes.join(' '), iat: seconds(createdAt), exp: seconds(expiresAt) }
  }
  const { scopes, issuedAt, expiresAt, tokenId, jkt } = found.token
  const times = { iat: seconds(issuedAt), exp: seconds(expiresAt), auth_time: seconds(grant.authTime) }
  const bound = jkt === undefined ? { token_type: 'Bearer' } : { token_type: 'DPoP', cnf: { jkt } }
  return { ...base, ...bound, scope: scopes.join(' '), ...times, acr: grant.acr, jti: tokenId }
}

function seconds(milliseconds: number): number {
  return Math.floor(milliseconds / 1000)
}
