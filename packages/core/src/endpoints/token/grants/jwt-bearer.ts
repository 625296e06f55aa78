import { clientOrigin } from '../../../audit/origins.ts'
import { runChecks } from '../../../checks/check.ts'
import { audiencesAt } from '../../../client-auth/client-endpoints.ts'
import { parseJws } from '../../../client-keys/parse-jws.ts'
import { verifyClientJws } from '../../../client-keys/verify-client-jws.ts'
import { OAuthError } from '../../../errors/oauth-error.ts'
import { newId, type TraceId } from '../../../ids.ts'
import type { Grant } from '../../../ports/stores.ts'
import type { SubjectRecord } from '../../../ports/subjects.ts'
import { resourceTable } from '../../../resources/resource-table.ts'
import { scopeTable } from '../../../scopes/known-scopes.ts'
import { parseScope } from '../../../scopes/parse-scope.ts'
import { subjectFor } from '../../../subjects/subject-for.ts'
import { issueAccessToken, type Mint, type TokenResponse } from '../../../tokens/issue.ts'
import { planAccessToken } from '../../../tokens/plan-access-token.ts'
import { newTraceId } from '../../../trace/new-trace-id.ts'
import type { CheckOutcome } from '../../../trace/trace.ts'
import { subjectNamedBy } from '../../../trusted-issuers/subject-named-by.ts'
import type { TrustedIssuer } from '../../../trusted-issuers/trusted-issuer.ts'
import type { GrantType, TokenRequest } from '../grant-type.ts'
import { type VouchedRequest, vouchedRequestChecks, vouchedScopes } from './bearer-grant-checks.ts'
import { type BearerAssertion, bearerClaimChecks, bearerSignatureChecks, bearerSkew } from './jwt-bearer-checks.ts'

/** A JWT without a type is what RFC7523-3 describes. All that have a type of their own are for something else. */
const types = ['jwt', 'authorization-grant+jwt'] as const

/**
 * A client brings a signed statement of somebody whom an administrator trusts, and gets an access token of the person that it names. Nobody is
 * asked: what the administrator allowed to the issuer and to the client is all that there is. Never a refresh token, never an ID token.
 * @see RFC7521-4.1, RFC7523-2.1, RFC7523-3, RFC7523-3.1
 */
export const jwtBearerGrant: GrantType = {
  name: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
  spec: 'RFC7523-2.1',
  async open(request, mint) {
    const presented = load(request, mint)
    const traceId = newTraceId({ randomBytes: mint.ports.crypto.randomBytes, clock: mint.ports.clock })
    return { traceId, redeem: (outcomes) => redeem({ presented, request, traceId }, mint, outcomes) }
  },
}

interface Bearer {
  readonly presented: BearerAssertion
  readonly request: TokenRequest
  readonly traceId: TraceId
}

function load({ client, values, jkt }: TokenRequest, { issuer, ports }: Mint): BearerAssertion {
  const text = values.get('assertion')
  if (text === undefined) throw new OAuthError('bearer_assertion_missing')
  const form = parseJws(text)
  if (form.kind === 'refused') {
    const received = form.member === undefined ? form.problem : `${form.problem}: ${form.member}`
    throw new OAuthError('bearer_assertion_malformed', { detail: { expected: 'a signed JWT', received } })
  }
  const { jws } = form
  const trusted = ports.trustedIssuers?.().find((one) => one.enabled && one.issuer === jws.claims['iss'])
  return { client, jws, issuer: trusted, audiences: audiencesAt('token', issuer), jkt, now: ports.clock() }
}

async function redeem({ presented, request, traceId }: Bearer, mint: Mint, outcomes: CheckOutcome[]): Promise<TokenResponse> {
  const { client, jkt, address } = request
  const { ports } = mint
  const trusted = await verify(presented, mint, outcomes)
  const vouched = await loadVouched(presented, trusted, request, mint)
  runChecks(vouchedRequestChecks, 'token', vouched, outcomes)
  const { account, resources } = vouched
  if (account === undefined) throw new TypeError('the checks passed without an account')
  const scopes = vouched.requestedScopes ?? vouchedScopes(vouched)
  const planned = await planAccessToken({ client, scopes, resources }, mint)
  const known = await subjectFor(client, account.subject, ports)
  await claimOnce(presented, trusted, mint, outcomes)
  const { now } = presented
  const grant: Grant = {
    grantId: newId('gra', { randomBytes: ports.crypto.randomBytes, now }),
    traceId,
    clientId: client.clientId,
    accountId: account.accountId,
    ...known,
    vouchedBy: trusted.trustedIssuerId,
    scopes,
    ...(resources.length > 0 && { resources }),
    authTime: authTimeIn(presented),
    // OIDCC-2: nobody here saw the person.
    acr: '0',
    amr: [],
    authTimeRequested: false,
    createdAt: now,
    expiresAt: now + planned.life,
  }
  const outcome = await ports.stores.grants.insert(grant, clientOrigin(client.clientId, { address, traceId }))
  if (outcome === 'issuer-ended') throw new OAuthError('bearer_issuer_ended')
  const bound = jkt === undefined ? {} : { jkt }
  return { ...(await issueAccessToken({ grant, account, client, planned, now, ...bound }, mint)) }
}

/** What it says is looked at first, so that nothing is fetched or computed for one that would be refused anyway. */
async function verify(presented: BearerAssertion, { ports }: Mint, outcomes: CheckOutcome[]): Promise<TrustedIssuer> {
  runChecks(bearerClaimChecks, 'token', presented, outcomes)
  const { jws, issuer } = presented
  if (issuer === undefined) throw new TypeError('the checks passed without an issuer')
  const outcome = await verifyClientJws(jws, { signer: issuer, algorithms: issuer.algorithms, types }, ports)
  runChecks(bearerSignatureChecks, 'token', { jws, outcome }, outcomes)
  return issuer
}

async function loadVouched(
  { jws }: BearerAssertion,
  trusted: TrustedIssuer,
  { client, values, resources }: TokenRequest,
  { issuer, ports }: Mint,
): Promise<VouchedRequest> {
  const scope = values.get('scope')
  return {
    client,
    trusted,
    claims: jws.claims,
    account: await accountOf(trusted, jws.claims, ports.subjects),
    resources: resources.length > 0 ? resources : trusted.resources,
    table: resourceTable(ports.resources?.()),
    issuer,
    requestedScopes: scope === undefined ? undefined : (parseScope(scope) ?? [scope]),
    knownScopes: scopeTable(ports.scopes?.()),
  }
}

async function accountOf(
  trusted: TrustedIssuer,
  claims: Readonly<Record<string, unknown>>,
  subjects: Mint['ports']['subjects'],
): Promise<SubjectRecord | undefined> {
  const key = subjectNamedBy(trusted, claims)
  const [only, ...others] = (key && (await subjects.findBy?.(key))) ?? []
  return others.length === 0 ? only : undefined
}

/** Remembered only when everything else is right, so that a refused request can be corrected and sent again. */
async function claimOnce(
  { jws, now }: BearerAssertion,
  { trustedIssuerId, issuer }: TrustedIssuer,
  { ports }: Mint,
  outcomes: CheckOutcome[],
): Promise<void> {
  const isFirst = await ports.stores.singleUse.claim({
    purpose: 'jwt-bearer',
    digest: ports.crypto.digest(JSON.stringify([issuer, jws.claims['jti']])),
    expiresAt: Number(jws.claims['exp']) * 1_000 + bearerSkew,
    now,
  })
  const row = { check: 'bearer-assertion-single-use', spec: 'RFC7523-3' } as const
  outcomes.push(isFirst ? { ...row, outcome: 'passed' } : { ...row, outcome: 'failed', reason: 'bearer_assertion_replayed' })
  if (!isFirst) throw new OAuthError('bearer_assertion_replayed', { detail: { received: trustedIssuerId } })
}

/** When the person proved who they are, as the issuer says, else when it made the assertion; never later than now. */
function authTimeIn({ jws: { claims }, now }: BearerAssertion): number {
  const { auth_time: authTime, iat } = claims
  const said = [authTime, iat].find((value) => typeof value === 'number' && Number.isFinite(value) && value >= 0)
  return typeof said === 'number' ? Math.min(now, said * 1_000) : now
}
