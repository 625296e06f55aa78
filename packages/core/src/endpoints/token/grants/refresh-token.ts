import { clientOrigin } from '../../../audit/origins.ts'
import { runChecks } from '../../../checks/check.ts'
import { isConfidential } from '../../../clients/client.ts'
import { scopesInForce } from '../../../consent/granted-scopes.ts'
import { OAuthError } from '../../../errors/oauth-error.ts'
import { isSecret, type Secret } from '../../../ids.ts'
import type { Origin } from '../../../ports/origin.ts'
import type { Ports } from '../../../ports/ports.ts'
import type { RefreshToken } from '../../../ports/stores.ts'
import { scopeTable } from '../../../scopes/known-scopes.ts'
import { parseScope } from '../../../scopes/parse-scope.ts'
import { issueTokens, type Mint, signingKeyFor, type TokenResponse } from '../../../tokens/issue.ts'
import { rotationGraceOf, successorOf } from '../../../tokens/refresh-token.ts'
import type { CheckOutcome } from '../../../trace/trace.ts'
import { definedMembers } from '../../../wire/defined-members.ts'
import type { GrantType, TokenRequest } from '../grant-type.ts'
import { chooseResources } from '../token-resources.ts'
import { type Refresh, refreshChecks } from './refresh-checks.ts'

/**
 * Issues from a refresh token. A public client's token is replaced at each use, a confidential client's when its remaining life is
 * at most `refreshTokenRenewal`; a replaced one used again after the grace revokes the grant (RFC9700-4.14.2).
 * @see RFC6749-6, OIDCC-12
 */
export const refreshTokenGrant: GrantType = {
  name: 'refresh_token',
  spec: 'RFC6749-6',
  async open(request, mint) {
    const presented = request.values.get('refresh_token')
    if (presented === undefined) throw new OAuthError('refresh_token_missing')
    const refresh = await load(presented, request, mint)
    return {
      traceId: refresh.grant?.traceId,
      redeem: (outcomes) => redeem(refresh, presented, mint, outcomes),
    }
  },
}

async function load(
  presented: string,
  { client, values, resources, address, jkt }: TokenRequest,
  { ports, x5tS256 }: Mint,
): Promise<Refresh> {
  const now = ports.clock()
  const known = isSecret('refreshToken', presented)
  const token = known ? await ports.stores.refreshTokens.find(ports.crypto.digest(presented), now) : undefined
  const grant = token && (await ports.stores.grants.find(token.grantId, now))
  const requestedScope = values.get('scope')
  return {
    client,
    resources,
    detailsText: values.get('authorization_details'),
    address,
    jkt,
    x5tS256,
    token,
    grant,
    account: grant && (await ports.subjects.find(grant.accountId)),
    requestedScopes: requestedScope === undefined ? undefined : (parseScope(requestedScope) ?? [requestedScope]),
    knownScopes: scopeTable(ports.scopes?.()),
  }
}

async function redeem(refresh: Refresh, presented: string, mint: Mint, outcomes: CheckOutcome[]): Promise<TokenResponse> {
  runChecks(refreshChecks, 'token', refresh, outcomes)
  const { client, resources: named, detailsText: text, address, token, grant, account, jkt } = refresh
  const bound = jkt === undefined ? {} : { jkt }
  if (token === undefined || grant === undefined || account === undefined || !isSecret('refreshToken', presented)) {
    throw new TypeError('the checks passed without a refresh token, its grant and its account')
  }
  const { ports } = mint
  const now = ports.clock()
  const scopes = refresh.requestedScopes ?? scopesInForce(grant.scopes, client, refresh.knownScopes)
  const details = { text, granted: grant.authorizationDetails }
  const planned = await chooseResources({ client, named, granted: grant.resources, scopes, details }, mint, outcomes)
  const signingKey = await signingKeyFor(client, scopes, mint)
  if (!isReplaced(refresh, token, ports, now)) {
    return issueTokens({ grant, client, account, scopes, planned, signingKey, now, ...bound }, mint)
  }
  const rotation = await rotate(token, presented, {
    ports,
    now,
    grace: rotationGraceOf(client, token),
    origin: clientOrigin(client.clientId, { address, traceId: grant.traceId }),
  })
  outcomes.push({
    check: 'refresh-token-single-use',
    spec: 'RFC9700-4.14.2',
    outcome: rotation.outcome === 'rotated' || rotation.outcome === 'same' ? 'passed' : 'failed',
    received: rotation.outcome,
  })
  switch (rotation.outcome) {
    case 'rotated':
    case 'same': {
      const extended = { ...grant, expiresAt: Math.max(grant.expiresAt, rotation.grantExpiresAt) }
      return issueTokens(
        { grant: extended, client, account, scopes, planned, signingKey, now, ...bound, refreshToken: rotation.successor },
        mint,
      )
    }
    case 'replayed':
      throw new OAuthError('refresh_token_replayed')
    case 'absent':
      throw new OAuthError('refresh_token_gone')
    default:
      return rotation.outcome satisfies never
  }
}

/** A token that was replaced before always goes to the statement that recognises replays. */
function isReplaced({ client }: Refresh, token: RefreshToken, ports: Ports, now: number): boolean {
  // Only who can prove to hold the key can use a bound one, so it need not change (RFC9700-2.2.2).
  const isBound = token.jkt !== undefined || token.x5tS256 !== undefined
  if (token.rotatedAt !== undefined || (!isConfidential(client) && !isBound)) return true
  return token.expiresAt - now <= ports.settings().refreshTokenRenewal
}

interface Rotation {
  readonly outcome: 'rotated' | 'same' | 'replayed' | 'absent'
  readonly successor: Secret<'refreshToken'>
  readonly grantExpiresAt: number
}

async function rotate(
  token: RefreshToken,
  presented: Secret<'refreshToken'>,
  { ports, now, grace, origin }: { readonly ports: Ports; readonly now: number; readonly grace: number; readonly origin: Origin },
): Promise<Rotation> {
  const { accessTokenExpiry, refreshTokenExpiry } = ports.settings()
  const successor = successorOf(presented, ports)
  const digest = ports.crypto.digest(successor)
  const inGrace = token.rotatedAt !== undefined && now - token.rotatedAt <= grace
  // A changed encryption key gives another successor; that is no replay (decision 0003).
  if (inGrace && token.successor !== digest) throw new OAuthError('refresh_successor_lost')
  const expiresAt = now + refreshTokenExpiry
  const grantExpiresAt = expiresAt + accessTokenExpiry
  const outcome = await ports.stores.refreshTokens.rotate({
    digest: token.digest,
    successor: {
      digest,
      grantId: token.grantId,
      clientId: token.clientId,
      createdAt: now,
      expiresAt,
      ...definedMembers({ jkt: token.jkt, x5tS256: token.x5tS256 }),
    },
    grantExpiresAt,
    grace,
    now,
    origin,
  })
  return { outcome, successor, grantExpiresAt }
}
