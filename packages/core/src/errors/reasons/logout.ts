import type { Reason } from '../reason.ts'

/** Why a logout request is not carried out. */
export const logoutReasons = {
  logout_hint_invalid: {
    error: 'invalid_request',
    spec: 'OIDCRPL-2',
    text: 'id_token_hint is not an ID token that this provider issued to this client',
  },
  logout_client_unknown: { error: 'invalid_request', spec: 'OIDCRPL-2', text: 'client_id is not registered' },
  logout_client_mismatch: {
    error: 'invalid_request',
    spec: 'OIDCRPL-2',
    text: 'client_id differs from the client that id_token_hint was issued to',
  },
  logout_redirect_without_client: {
    error: 'invalid_request',
    spec: 'OIDCRPL-3',
    text: 'post_logout_redirect_uri needs id_token_hint or client_id to name the client',
  },
  logout_redirect_unregistered: {
    error: 'invalid_request',
    spec: 'OIDCRPL-3',
    text: 'post_logout_redirect_uri is not one that the client registered',
  },
} as const satisfies Record<string, Reason>
