import { type Awaitable, whenThere } from '../../../awaitable.ts'
import { runChecks } from '../../../checks/check.ts'
import type { Client } from '../../../clients/client.ts'
import type { Subject } from '../../../ids.ts'
import { resourceTable } from '../../../resources/resource-table.ts'
import { scopeTable } from '../../../scopes/known-scopes.ts'
import { parseScope } from '../../../scopes/parse-scope.ts'
import { bearerOf, type Mint, plannedContent, type TokenResponse } from '../../../tokens/issue.ts'
import { planAccessToken } from '../../../tokens/plan-access-token.ts'
import type { CheckOutcome } from '../../../trace/trace.ts'
import type { GrantType, TokenRequest } from '../grant-type.ts'
import { chooseDetails } from '../token-details.ts'
import { type ClientAlone, clientAloneChecks, scopesForItself } from './client-credentials-checks.ts'

/**
 * A client gets a token for itself. Nothing is stored and no grant is made: the token depends on the record of its client, and is revoked
 * alone (LATCHKEY-0036-tokens-for-apis). Never a refresh token, never an ID token.
 * @see RFC6749-4.4, RFC6749-4.4.3
 */
export const clientCredentialsGrant: GrantType = {
  name: 'client_credentials',
  spec: 'RFC6749-4.4',
  leavesNothing: true,
  open(request, mint) {
    const asked = load(request, mint)
    return { traceId: undefined, redeem: (outcomes) => redeem(asked, request, mint, outcomes) }
  },
}

function load({ client, values, resources }: TokenRequest, { issuer, ports }: Mint): ClientAlone {
  const scope = values.get('scope')
  return {
    client,
    resources,
    issuer,
    table: resourceTable(ports.resources?.()),
    requestedScopes: scope === undefined ? undefined : (parseScope(scope) ?? [scope]),
    knownScopes: scopeTable(ports.scopes?.()),
  }
}

function redeem(
  asked: ClientAlone,
  { jkt, values }: TokenRequest,
  mint: Mint,
  outcomes: CheckOutcome[],
): Awaitable<TokenResponse> {
  runChecks(clientAloneChecks, 'token', asked, outcomes)
  const { client, resources } = asked
  const now = mint.ports.clock()
  const scopes = asked.requestedScopes ?? scopesForItself(asked)
  const text = values.get('authorization_details')
  const details = chooseDetails({ client, text, available: undefined }, mint.ports, outcomes)
  return whenThere(planAccessToken({ client, scopes, resources, details }, mint), (planned) => {
    const { scopes, audience, tokenId, details: held } = plannedContent(planned, mint.ports)
    const { clientId } = client
    const subject = subjectOf(client)
    const expiresAt = now + planned.life
    const token = { clientId, subject, scopes, audience, tokenId, details: held, issuedAt: now, expiresAt, jkt }
    return bearerOf(token, planned, mint)
  })
}

/** RFC9068-2.2: `sub` is the client itself where there is no person; no account has the id of a client as its subject. */
function subjectOf({ clientId }: Client): Subject {
  return clientId as string as Subject
}
