import { compareRedirectUri } from '../../authorization-request/describe-redirect-uri.ts'
import type { Check } from '../../checks/check.ts'
import type { Client } from '../../clients/client.ts'
import type { IdTokenHint } from '../../keys/verify-own-token.ts'

/** A logout request with all that was found out about it. */
export interface LogoutRequest {
  /** `client_id` as sent. */
  readonly clientId: string | undefined
  readonly hintGiven: boolean
  /** Whom the hint says it was issued to; not verified. */
  readonly hintAudience: string | undefined
  /** Present when the hint verified for `client`. */
  readonly hint: IdTokenHint | undefined
  /** The registered client that `client_id` or the hint names. */
  readonly client: Client | undefined
  readonly postLogoutRedirectUri: string | undefined
}

/** The rules of a logout request, in their order. None of them redirects: a failure is shown to the person (OIDCRPL-4). */
export const logoutChecks: readonly Check<LogoutRequest, 'logout'>[] = [
  {
    name: 'logout-client-matches-hint',
    spec: 'OIDCRPL-2',
    at: ['logout'],
    run: ({ clientId, hintAudience }) =>
      clientId === undefined || hintAudience === undefined || clientId === hintAudience
        ? undefined
        : { reason: 'logout_client_mismatch' },
  },
  {
    name: 'logout-client-known',
    spec: 'OIDCRPL-2',
    at: ['logout'],
    run: ({ clientId, client }) =>
      clientId !== undefined && client === undefined ? { reason: 'logout_client_unknown' } : undefined,
  },
  {
    name: 'logout-id-token-hint',
    spec: 'OIDCRPL-2',
    at: ['logout'],
    run: ({ hintGiven, hint }) => (hintGiven && hint === undefined ? { reason: 'logout_hint_invalid' } : undefined),
  },
  {
    name: 'post-logout-redirect-uri-client',
    spec: 'OIDCRPL-3',
    at: ['logout'],
    run: ({ postLogoutRedirectUri, client }) =>
      postLogoutRedirectUri !== undefined && client === undefined ? { reason: 'logout_redirect_without_client' } : undefined,
  },
  {
    name: 'post-logout-redirect-uri',
    spec: 'OIDCRPL-3',
    at: ['logout'],
    run({ postLogoutRedirectUri, client }) {
      if (postLogoutRedirectUri === undefined || client === undefined) return undefined
      if (client.postLogoutRedirectUris.includes(postLogoutRedirectUri)) return undefined
      return {
        reason: 'logout_redirect_unregistered',
        ...compareRedirectUri(postLogoutRedirectUri, client.postLogoutRedirectUris),
      }
    },
  },
]
