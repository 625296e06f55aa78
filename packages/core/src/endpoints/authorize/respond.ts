import type { AuthorizationRequest } from '../../authorization-request/authorization-request.ts'
import { newId, newSecret } from '../../ids.ts'
import type { AuthorizationCode, Grant, Session } from '../../ports/stores.ts'
import { type Answer, type Answerable, type Engine, respondWith } from './answer.ts'

export interface Granted extends Answerable {
  readonly request: AuthorizationRequest
  readonly session: Session
  readonly scopes: readonly string[]
}

/**
 * Stores the code's digest with the grant that its redemption will yield (LATCHKEY-0002-grant-with-the-code), and answers the client.
 * @see RFC6749-4.1.2, RFC9207-2
 */
export async function issueCode(granted: Granted, engine: Engine): Promise<Answer> {
  const { ports } = engine
  const code = newSecret('authorizationCode', ports.crypto.randomBytes)
  await ports.stores.codes.insert(codeRecord(granted, engine, code))
  return {
    outcome: respondWith([['code', code]], granted, engine),
    step: { outcome: 'completed', note: 'code issued' },
  }
}

function codeRecord(granted: Granted, engine: Engine, code: string): AuthorizationCode {
  const { request, target } = granted
  const { ports } = engine
  const now = ports.clock()
  const expiresAt = now + ports.settings().authCodeExpiry
  return {
    digest: ports.crypto.digest(code),
    grant: grantRecord(granted, engine, now, expiresAt),
    redirectUri: target.redirectUri,
    redirectUriRequested: target.requested,
    ...(request.codeChallenge === undefined
      ? {}
      : { codeChallenge: request.codeChallenge, codeChallengeMethod: 'S256' as const }),
    ...(request.nonce === undefined ? {} : { nonce: request.nonce }),
    expiresAt,
    failedRedemptions: 0,
  }
}

function grantRecord(granted: Granted, { ports }: Engine, now: number, codeExpiresAt: number): Grant {
  const { request, client, session, scopes, traceId } = granted
  return {
    grantId: newId('gra', { randomBytes: ports.crypto.randomBytes, now }),
    traceId,
    clientId: client.clientId,
    accountId: session.accountId,
    subject: session.subject,
    sessionId: session.sessionId,
    scopes,
    authTime: session.authTime,
    acr: session.acr,
    amr: session.amr,
    ...(request.claims === undefined ? {} : { claims: request.claims }),
    authTimeRequested: request.authTimeRequested || client.requireAuthTime || client.defaultMaxAge !== undefined,
    createdAt: now,
    // The redemption, which knows what it issues, prolongs it.
    expiresAt: codeExpiresAt + ports.settings().accessTokenExpiry,
  }
}
