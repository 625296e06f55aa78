import { clientOrigin } from '../../../audit/origins.ts'
import { recordEvent } from '../../../audit/record-event.ts'
import { runChecks } from '../../../checks/check.ts'
import { OAuthError } from '../../../errors/oauth-error.ts'
import { resourceTable } from '../../../resources/resource-table.ts'
import { parseScope } from '../../../scopes/parse-scope.ts'
import { subjectFor } from '../../../subjects/subject-for.ts'
import type { GrantedToken } from '../../../tokens/access-token.ts'
import type { Actor } from '../../../tokens/actor.ts'
import { findToken } from '../../../tokens/find-token.ts'
import { bearerOf, type Mint, plannedContent, type TokenResponse } from '../../../tokens/issue.ts'
import { planAccessToken } from '../../../tokens/plan-access-token.ts'
import { loadTokenState, type TokenState } from '../../../tokens/token-state.ts'
import type { CheckOutcome } from '../../../trace/trace.ts'
import type { GrantType, TokenRequest } from '../grant-type.ts'
import { chooseDetails } from '../token-details.ts'
import { type Exchange, exchangeableScopes, exchangeChecks, exchangeTargets } from './token-exchange-checks.ts'
import { accessTokenType, isTokenType, jwtType, tokenExchangeGrantName } from './token-types.ts'

/**
 * A client that was handed an access token of a person gets another one, for itself, with which it goes on in the name of that person: for
 * delegation, where the new token says who acts, or impersonation, where an administrator allows this client not to be named. What comes out
 * never reaches further than the person allowed, nor lives longer than what came in; it dies with the same grant, or alone.
 * @see RFC8693-2.1, RFC8693-2.2
 */
export const tokenExchangeGrant: GrantType = {
  name: tokenExchangeGrantName,
  spec: 'RFC8693-2.1',
  // A logical name of an API is its identifier here: there are no others.
  targets: ['resource', 'audience'],
  async open(request, mint) {
    const exchange = await load(request, mint)
    return {
      traceId: exchange.subject?.found.grant?.traceId,
      redeem: (outcomes) => redeem(exchange, request, mint, outcomes),
    }
  },
}

async function load({ client, values, resources, jkt }: TokenRequest, mint: Mint): Promise<Exchange> {
  const text = values.get('subject_token')
  if (text === undefined) throw new OAuthError('exchange_subject_token_missing')
  const scope = values.get('scope')
  return {
    client,
    resources,
    issuer: mint.issuer,
    table: resourceTable(mint.ports.resources?.()),
    jkt,
    x5tS256: mint.x5tS256,
    subjectType: values.get('subject_token_type'),
    actorType: values.get('actor_token_type'),
    requestedType: values.get('requested_token_type'),
    hasActorToken: values.has('actor_token'),
    subject: await stateOf(text, mint),
    actor: await stateOf(values.get('actor_token') ?? '', mint),
    requestedScopes: scope === undefined ? undefined : (parseScope(scope) ?? [scope]),
  }
}

async function stateOf(text: string, { issuer, keys, ports }: Mint): Promise<TokenState | undefined> {
  const found = await findToken(text, ports, { issuer, keys })
  return found?.kind === 'access' ? loadTokenState(found, ports) : undefined
}

async function redeem(
  exchange: Exchange,
  { address, values }: TokenRequest,
  mint: Mint,
  outcomes: CheckOutcome[],
): Promise<TokenResponse> {
  runChecks(exchangeChecks, 'token', exchange, outcomes)
  const { client, subject: state, jkt } = exchange
  const grant = state?.found.grant
  const account = state?.account
  if (state?.found.kind !== 'access' || state.found.token.grantId === undefined || grant === undefined || account === undefined) {
    throw new TypeError('the checks passed without the token of a person, its grant and its account')
  }
  const { token: given } = state.found
  const resources = exchangeTargets(exchange)
  const scopes = exchange.requestedScopes ?? exchangeableScopes(exchange)
  const granted = grant.authorizationDetails
  const wanted = { client, text: values.get('authorization_details'), available: given.details ?? granted ?? [], granted }
  const details = chooseDetails(wanted, mint.ports, outcomes)
  const planned = await planAccessToken({ client, scopes, resources, details }, mint)
  if (exchange.requestedType === jwtType && planned.format !== 'jwt') throw new OAuthError('exchange_form_not_available')
  const { ports } = mint
  const now = ports.clock()
  const actor = actorOf(exchange, given)
  const token: GrantedToken = {
    grantId: given.grantId,
    accountId: given.accountId,
    clientId: client.clientId,
    subject: (await subjectFor(client, account.subject, ports)).subject,
    ...plannedContent(planned, ports),
    issuedAt: now,
    expiresAt: Math.min(now + planned.life, given.expiresAt),
    ...(jkt === undefined ? {} : { jkt }),
    ...(actor === undefined ? {} : { actor }),
  }
  const { grantId, accountId } = given
  const origin = clientOrigin(client.clientId, { address, traceId: grant.traceId })
  await recordEvent(
    { at: now, kind: 'grant', outcome: 'done', origin, accountId, clientId: client.clientId, grantId, reason: 'token-exchange' },
    ports,
  )
  const bearer = await bearerOf(token, planned, mint, { grant, account, client })
  return { ...bearer, issued_token_type: isTokenType(exchange.requestedType) ? exchange.requestedType : accessTokenType }
}

/**
 * RFC8693-4.1: who acts now, before those who acted to get the token that was exchanged. Without an actor token it is the client itself, unless
 * it may go unnamed; those who acted before stay named either way.
 */
function actorOf({ client, actor: state }: Exchange, given: GrantedToken): Actor | undefined {
  const before = given.actor === undefined ? {} : { act: given.actor }
  if (state?.found.kind === 'access') return { sub: state.found.token.subject, client_id: state.found.clientId, ...before }
  if (client.mayImpersonate === true) return given.actor
  return { sub: client.clientId, client_id: client.clientId, ...before }
}
