import { personOrigin } from '../../audit/origins.ts'
import type { AuthorizationRequest } from '../../authorization-request/authorization-request.ts'
import { type ResponseType, responseTypeOf } from '../../authorization-request/response-types.ts'
import { narrowClaims } from '../../claims/narrow-claims.ts'
import { recipientFor } from '../../encryption/recipient.ts'
import { OAuthError } from '../../errors/oauth-error.ts'
import { newId, newSecret, type Secret } from '../../ids.ts'
import { logoutChannelsOf } from '../../logout/logout-channels.ts'
import type { AuthorizationCode, Grant, Session } from '../../ports/stores.ts'
import type { SubjectRecord } from '../../ports/subjects.ts'
import type { AuthorizationDetail } from '../../rich-authorization/detail-type.ts'
import { sessionStateOf } from '../../sessions/session-state.ts'
import type { ClientSubject } from '../../subjects/subject-for.ts'
import { type IdTokenKeys, idTokenKeysFor } from '../../tokens/id-token-keys.ts'
import { issueThroughBrowser } from '../../tokens/issue-through-browser.ts'
import { planAccessToken } from '../../tokens/plan-access-token.ts'
import { definedMembers } from '../../wire/defined-members.ts'
import { type Answer, type Answerable, type Engine, respondWith, sendError } from './answer.ts'

export interface Granted extends Answerable {
  readonly request: AuthorizationRequest
  readonly session: Session
  readonly account: SubjectRecord
  /** How the client knows it. */
  readonly known: ClientSubject
  readonly scopes: readonly string[]
  /** What was allowed in detail. */
  readonly details: readonly AuthorizationDetail[]
  /** Network address of the person. */
  readonly address: string | undefined
}

/** What is about to be handed out. */
interface Issuance {
  readonly type: ResponseType
  readonly grant: Grant
  readonly code: Secret<'authorizationCode'> | undefined
  /** Tokens go through the browser at once, so the grant must be stored before. */
  readonly hasTokens: boolean
}

/**
 * Stores what the answer needs, then answers the client with what its response type asks for. A code is stored as a digest with the grant
 * that its redemption will yield (LATCHKEY-0002-grant-with-the-code); tokens need a grant that is there already, which the code shares
 * (LATCHKEY-0027-one-grant-in-a-hybrid-flow).
 * @see RFC6749-4.1.2, OIDCC-3.2.2.5, OIDCC-3.3.2.5, OMRT-4, OIDCSM-3
 */
export async function answerGranted(granted: Granted, engine: Engine): Promise<Answer> {
  try {
    return await answerWith(await keysFor(granted, engine), granted, engine)
  } catch (error) {
    if (error instanceof OAuthError && isForClient(error)) return sendError(error, granted, engine)
    throw error
  }
}

/** What the client must hear of. */
function isForClient({ reason }: OAuthError): boolean {
  if (reason === 'client_encryption_key_missing') return true
  return reason === 'resource_forms_differ' || reason === 'resource_is_client'
}

/** Had before anything is written, so that a failure there leaves nothing behind. */
async function keysFor({ request, client, target }: Granted, { ports, keys }: Engine): Promise<IdTokenKeys | undefined> {
  if (target.signed) await recipientFor(client, 'authorization', ports)
  return responseTypeOf(request.responseType).idToken ? idTokenKeysFor(client, 'browser', { ports, keys }) : undefined
}

async function answerWith(signingKey: IdTokenKeys | undefined, granted: Granted, engine: Engine): Promise<Answer> {
  const { request, client, account, scopes, target } = granted
  const { ports, options, keys } = engine
  const type = responseTypeOf(request.responseType)
  const now = ports.clock()
  const issuance: Issuance = {
    type,
    grant: grantRecord(granted, type, engine, now),
    code: type.code ? newSecret('authorizationCode', ports.crypto.randomBytes) : undefined,
    hasTokens: type.idToken || type.token,
  }
  const { details } = granted
  const wanted = { client, scopes, resources: request.resources ?? [], details: { available: details, granted: details } }
  const planned = type.token ? await planAccessToken(wanted, { issuer: options.issuer, ports, keys }) : undefined
  await store(issuance, granted, engine, now)
  const { grant, code, hasTokens } = issuance
  const { nonce } = request
  const tokens = hasTokens
    ? await issueThroughBrowser(
        {
          ...{ type, grant, account, client, scopes, planned, signingKey, now, code, state: target.state },
          ...(nonce === undefined ? {} : { nonce }),
        },
        { issuer: options.issuer, ports, keys },
      )
    : []
  const sessionState = scopes.includes('openid')
    ? sessionStateOf({ ...target, ...grant, session: granted.session }, ports)
    : undefined
  const parameters = [
    ...(code === undefined ? [] : [['code', code] as const]),
    ...tokens,
    ...(sessionState === undefined ? [] : [['session_state', sessionState] as const]),
  ]
  return {
    outcome: await respondWith(parameters, granted, engine),
    step: { outcome: 'completed', note: type.name === 'none' ? 'nothing was asked for' : `${type.name} issued` },
  }
}

async function store(issuance: Issuance, granted: Granted, { ports }: Engine, now: number): Promise<void> {
  const { grant, code, hasTokens } = issuance
  if (code === undefined && !hasTokens) return
  const { account, address, traceId } = granted
  const origin = hasTokens ? await personOrigin(account.accountId, { address, traceId, through: 'protocol' }, ports) : undefined
  if (code === undefined) await ports.stores.grants.insert(grant, origin)
  else await ports.stores.codes.insert(codeRecord(issuance, code, granted, ports, now), origin)
}

function codeRecord(
  { grant, hasTokens }: Issuance,
  code: string,
  { request, target }: Granted,
  ports: Engine['ports'],
  now: number,
): AuthorizationCode {
  return {
    digest: ports.crypto.digest(code),
    grant,
    ...(hasTokens && { grantStored: true }),
    redirectUri: target.redirectUri,
    redirectUriRequested: target.requested,
    ...(request.codeChallenge === undefined
      ? {}
      : { codeChallenge: request.codeChallenge, codeChallengeMethod: 'S256' as const }),
    ...(request.dpopJkt === undefined ? {} : { dpopJkt: request.dpopJkt }),
    ...(request.nonce === undefined ? {} : { nonce: request.nonce }),
    expiresAt: now + ports.settings().authCodeExpiry,
    failedRedemptions: 0,
  }
}

function grantRecord(granted: Granted, type: ResponseType, { ports }: Engine, now: number): Grant {
  const { request, client, session, known, scopes, details, traceId } = granted
  const logoutChannels = logoutChannelsOf(client)
  return {
    grantId: newId('gra', { randomBytes: ports.crypto.randomBytes, now }),
    traceId,
    clientId: client.clientId,
    accountId: session.accountId,
    ...known,
    sessionId: session.sessionId,
    ...(logoutChannels.length === 0 ? {} : { logoutChannels }),
    scopes,
    ...(request.resources === undefined ? {} : { resources: request.resources }),
    ...(details.length > 0 && { authorizationDetails: details }),
    authTime: session.authTime,
    acr: session.acr,
    amr: session.amr,
    ...definedMembers({ credentialVersion: session.credentialVersion }),
    ...(request.claims === undefined ? {} : { claims: narrowClaims(request.claims, client) }),
    ...(request.claimsLocales === undefined ? {} : { claimsLocales: request.claimsLocales }),
    authTimeRequested: request.authTimeRequested || client.requireAuthTime || client.defaultMaxAge !== undefined,
    createdAt: now,
    expiresAt: now + lifeOf(type, ports),
  }
}

/** How long anything that was handed out can be valid, milliseconds; the redemption of a code, which knows what it issues, prolongs it. */
function lifeOf(type: ResponseType, ports: Engine['ports']): number {
  const { authCodeExpiry, accessTokenExpiry, idTokenExpiry } = ports.settings()
  if (type.code) return authCodeExpiry + accessTokenExpiry
  return type.token ? Math.max(accessTokenExpiry, idTokenExpiry) : idTokenExpiry
}
