import { decodeJwt } from 'jose'
import { personOrigin } from '../../audit/origins.ts'
import { runChecks } from '../../checks/check.ts'
import type { Client } from '../../clients/client.ts'
import { findClient } from '../../clients/find-client.ts'
import { type HintEngine, openIdTokenHint } from '../../encryption/open-hint.ts'
import { OAuthError } from '../../errors/oauth-error.ts'
import type { KeyRing } from '../../keys/key-ring.ts'
import { verifyIdTokenHint } from '../../keys/verify-own-token.ts'
import { endSession } from '../../logout/end-session.ts'
import type { Ports } from '../../ports/ports.ts'
import type { Provider, ProviderOptions } from '../../provider-contract.ts'
import { sidOf } from '../../sessions/session-name.ts'
import { newTraceId } from '../../trace/new-trace-id.ts'
import type { CheckOutcome } from '../../trace/trace.ts'
import { singleValues } from '../../wire/parameters.ts'
import { type LogoutRequest, logoutChecks } from './checks.ts'

/**
 * RP-initiated logout: ends the browser's session and says where to go. Asks the person first, unless the request carries an ID token
 * of this very session, which only a client that they are signed in to can have.
 * @see OIDCRPL-2 OIDCRPL-3 OIDCRPL-4
 */
export function createLogoutEndpoint(
  options: ProviderOptions,
  ports: Ports,
  keys: Pick<KeyRing, 'decryptionKeysFor'>,
): Pick<Provider, 'logout' | 'endSession'> {
  const engine = { issuer: options.issuer, ports, keys }
  return {
    async endSession(session, by) {
      await endSession(session, await personOrigin(session.accountId, by, ports), engine)
    },
    async logout({ parameters, session, confirmed, address }) {
      const traceId = newTraceId({ randomBytes: ports.crypto.randomBytes, clock: ports.clock })
      const checks: CheckOutcome[] = []
      const record = (step: { outcome: 'completed' | 'refused' | 'interaction'; note?: string; error?: OAuthError }): void =>
        ports.trace.record(traceId, request?.client?.clientId, {
          at: ports.clock(),
          endpoint: 'logout',
          outcome: step.outcome,
          checks,
          ...(step.note === undefined ? {} : { note: step.note }),
          ...(step.error === undefined ? {} : { reason: step.error.reason }),
        })
      let request: LogoutRequest | undefined
      try {
        const values = singleValues(parameters)
        request = await load(values, engine)
        runChecks(logoutChecks, 'logout', request, checks)
        const { client, hint } = request
        const uiLocales = (values.get('ui_locales') ?? '').split(' ').filter((tag) => tag !== '')
        const proven =
          session !== undefined && client !== undefined && hint?.sessionId === sidOf(client, session.sessionId, ports)
        if (session !== undefined && !proven && !confirmed) {
          record({ outcome: 'interaction', note: 'confirmation' })
          return { kind: 'confirm', session, traceId, uiLocales, ...(client === undefined ? {} : { client }) }
        }
        const through = confirmed ? 'page' : 'protocol'
        const asked = { address, traceId, through } as const
        const told =
          session === undefined ? [] : await endSession(session, await personOrigin(session.accountId, asked, ports), engine)
        record({ outcome: 'completed', note: session === undefined ? 'no session' : 'session ended' })
        const location = locationOf(request, values.get('state'))
        return {
          kind: 'signed-out',
          traceId,
          // Without a hint nothing shows that the client asked: then the address is offered, not followed (OIDCRPL-3).
          follow: hint !== undefined,
          ...{ told, uiLocales },
          ...(session === undefined ? {} : { sessionId: session.sessionId }),
          ...(client === undefined ? {} : { client }),
          ...(location === undefined ? {} : { location }),
        }
      } catch (error) {
        if (!(error instanceof OAuthError)) throw error
        record({ outcome: 'refused', error })
        return { kind: 'page-error', error, traceId, ...(request?.client === undefined ? {} : { client: request.client }) }
      }
    },
  }
}

async function load(
  values: ReadonlyMap<string, string>,
  engine: HintEngine & { readonly issuer: string },
): Promise<LogoutRequest> {
  const { ports, issuer } = engine
  const hintText = values.get('id_token_hint')
  const clientId = values.get('client_id')
  const sender = clientId === undefined ? undefined : await findRegistered(clientId, ports)
  const signed = hintText === undefined ? undefined : await openIdTokenHint(hintText, sender, engine)
  const hintAudience = signed === undefined ? undefined : audienceOf(signed)
  const named = clientId ?? hintAudience
  const client = sender ?? (named === undefined ? undefined : await findRegistered(named, ports))
  const hint = signed === undefined || client === undefined ? undefined : await verifyIdTokenHint(signed, client, ports, issuer)
  return {
    clientId,
    hintGiven: hintText !== undefined,
    hintAudience,
    hint,
    client,
    postLogoutRedirectUri: values.get('post_logout_redirect_uri'),
  }
}

async function findRegistered(clientId: string, ports: Ports): Promise<Client | undefined> {
  const client = await findClient(clientId, ports)
  return client?.origin === 'unregistered' ? undefined : client
}

/** Read before verification, only to know whose token it claims to be. */
function audienceOf(hint: string): string | undefined {
  try {
    const { aud } = decodeJwt(hint)
    return typeof aud === 'string' ? aud : undefined
  } catch {
    return undefined
  }
}

/** OIDCRPL-3: `state` is passed on unchanged, only if it was sent. */
function locationOf(request: LogoutRequest, state: string | undefined): string | undefined {
  if (request.postLogoutRedirectUri === undefined) return undefined
  if (state === undefined) return request.postLogoutRedirectUri
  const separator = request.postLogoutRedirectUri.includes('?') ? '&' : '?'
  return `${request.postLogoutRedirectUri}${separator}${new URLSearchParams({ state }).toString()}`
}
