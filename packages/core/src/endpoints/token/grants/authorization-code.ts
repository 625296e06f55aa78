import { clientOrigin } from '../../../audit/origins.ts'
import { runChecks } from '../../../checks/check.ts'
import { OAuthError } from '../../../errors/oauth-error.ts'
import { s256Challenge } from '../../../pkce/s256.ts'
import type { Ports } from '../../../ports/ports.ts'
import { type Issue, issueTokens, type Mint, signingKeyFor, type TokenResponse } from '../../../tokens/issue.ts'
import { prepareGrant } from '../../../tokens/prepare-grant.ts'
import type { CheckOutcome } from '../../../trace/trace.ts'
import type { GrantType, TokenRequest } from '../grant-type.ts'
import { chooseResources } from '../token-resources.ts'
import { type CodeRedemption, codeChecks } from './code-checks.ts'

/**
 * Redeems an authorization code, once. A second redemption by its client revokes everything issued from the first (RFC6749-4.1.2),
 * and too many failed ones kill the code, whoever made them. Does not look at the session that the code came from.
 * @see RFC6749-4.1.3, OIDCC-3.1.3, RFC7636-4.5
 */
export const authorizationCodeGrant: GrantType = {
  name: 'authorization_code',
  spec: 'RFC6749-4.1.3',
  async open(request, mint) {
    const redemption = await load(request, mint.ports)
    return {
      traceId: redemption.code?.grant.traceId,
      redeem: (outcomes) => redeem(redemption, mint, outcomes),
    }
  },
}

async function load({ client, values, resources, address, jkt }: TokenRequest, ports: Ports): Promise<CodeRedemption> {
  const text = values.get('code')
  if (text === undefined) throw new OAuthError('code_missing')
  const code = await ports.stores.codes.find(ports.crypto.digest(text), ports.clock())
  const codeVerifier = values.get('code_verifier')
  return {
    client,
    security: ports.security?.(),
    now: ports.clock(),
    resources,
    address,
    jkt,
    code,
    account: code && (await ports.subjects.find(code.grant.accountId)),
    redirectUri: values.get('redirect_uri'),
    detailsText: values.get('authorization_details'),
    codeVerifier,
    computedChallenge: codeVerifier === undefined ? undefined : s256Challenge(codeVerifier, ports.crypto),
  }
}

async function redeem(redemption: CodeRedemption, mint: Mint, outcomes: CheckOutcome[]): Promise<TokenResponse> {
  const use = await consume(redemption, mint, outcomes)
  outcomes.push({
    check: 'code-single-use',
    spec: 'RFC6749-4.1.2',
    outcome: use.outcome === 'redeemed' ? 'passed' : 'failed',
    ...(use.outcome === 'redeemed' ? {} : { received: use.outcome }),
  })
  switch (use.outcome) {
    case 'redeemed':
      return issueTokens(use.issue, mint)
    case 'replayed':
      throw new OAuthError('code_replayed')
    case 'absent':
      throw new OAuthError('code_gone')
    default:
      return use satisfies never
  }
}

type CodeUse =
  | { readonly outcome: 'redeemed'; readonly issue: Issue }
  | { readonly outcome: 'replayed' }
  | { readonly outcome: 'absent' }

async function consume(redemption: CodeRedemption, mint: Mint, outcomes: CheckOutcome[]): Promise<CodeUse> {
  const { client, resources: named, detailsText: text, code, account, address, jkt } = redemption
  const { ports } = mint
  const now = ports.clock()
  const origin = clientOrigin(client.clientId, { address, traceId: code?.grant.traceId })
  if (code?.redeemedAt !== undefined && code.grant.clientId === client.clientId) {
    // A replay by its own client revokes whether or not the rest of the request is right: the code has leaked.
    await ports.stores.grants.revoke(code.grant.grantId, now, origin)
    return { outcome: 'replayed' }
  }
  await check(redemption, ports, outcomes, now)
  if (code === undefined || account === undefined) throw new TypeError('the checks passed without a code and its account')

  const signingKey = await signingKeyFor(client, code.grant.scopes, mint)
  const { grant, refreshToken, record } = prepareGrant(client, code.grant, ports, now, { jkt, x5tS256: mint.x5tS256 })
  const details = { text, granted: grant.authorizationDetails }
  const wanted = { client, named, granted: grant.resources, scopes: grant.scopes, details }
  const planned = await chooseResources(wanted, mint, outcomes)
  const stored = { grantStored: code.grantStored === true, ...(record === undefined ? {} : { refreshToken: record }) }
  const outcome = await ports.stores.codes.redeem({ digest: code.digest, now, grant, ...stored, origin })
  if (outcome !== 'redeemed') return { outcome }
  const issue: Issue = {
    grant,
    client,
    account,
    scopes: grant.scopes,
    planned,
    signingKey,
    now,
    ...(jkt === undefined ? {} : { jkt }),
    ...(code.nonce === undefined ? {} : { nonce: code.nonce }),
    ...(refreshToken === undefined ? {} : { refreshToken }),
  }
  return { outcome, issue }
}

/** A failed redemption counts against the code (decision 0008). */
async function check(redemption: CodeRedemption, ports: Ports, outcomes: CheckOutcome[], now: number): Promise<void> {
  try {
    runChecks(codeChecks, 'token', redemption, outcomes)
  } catch (error) {
    if (redemption.code !== undefined) {
      await ports.stores.codes.countFailure(redemption.code.digest, ports.settings().authCodeMaxAttempts, now)
    }
    throw error
  }
}
