import type { Reason } from '../reason.ts'

/** Refusals of the device authorization endpoint and of its grant. */
export const deviceReasons = {
  device_grant_not_allowed: {
    error: 'unauthorized_client',
    spec: 'RFC6749-5.2',
    text: 'grant_type urn:ietf:params:oauth:grant-type:device_code is not registered for this client',
  },
  device_scope_malformed: {
    error: 'invalid_scope',
    spec: 'RFC6749-3.3',
    text: 'scope is not a list of scope tokens separated by blanks',
  },
  device_scope_not_allowed: {
    error: 'invalid_scope',
    spec: 'RFC6749-5.2',
    text: 'scope holds a value that this client may not ask for',
  },
  device_code_missing: { error: 'invalid_request', spec: 'RFC8628-3.4', text: 'device_code is missing' },
  device_code_unknown: {
    error: 'expired_token',
    spec: 'RFC8628-3.5',
    text: 'device_code is unknown, expired or already redeemed',
  },
  device_code_client_mismatch: { error: 'invalid_grant', spec: 'RFC6749-5.2', text: 'device_code was issued to another client' },
  device_code_gone: { error: 'expired_token', spec: 'RFC8628-3.5', text: 'device_code was redeemed by another request' },
  device_poll_too_soon: {
    error: 'slow_down',
    spec: 'RFC8628-3.5',
    text: 'device_code is polled too often; wait five seconds longer between requests from now on',
  },
  device_pending: { error: 'authorization_pending', spec: 'RFC8628-3.5', text: 'device_code waits for the person to decide' },
  device_denied: { error: 'access_denied', spec: 'RFC8628-3.5', text: 'device_code was denied by the person' },
  device_account_inactive: {
    error: 'invalid_grant',
    spec: 'RFC6749-5.2',
    text: 'device_code belongs to an account that is disabled',
  },
} as const satisfies Record<string, Reason>
