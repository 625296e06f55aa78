import type { Reason } from '../reason.ts'

/** Reasons that end a request on the way through the pages, or because no page may be shown. */
export const interactionReasons = {
  prompt_none_no_session: {
    error: 'login_required',
    spec: 'OIDCC-3.1.2.6',
    text: 'prompt is none and nobody is signed in in this browser',
  },
  prompt_none_max_age: {
    error: 'login_required',
    spec: 'OIDCC-3.1.2.6',
    text: 'prompt is none and the sign-in is older than max_age allows',
  },
  prompt_none_other_subject: {
    error: 'login_required',
    spec: 'OIDCC-3.1.2.1',
    text: 'prompt is none and another user is signed in than the request names',
  },
  prompt_none_consent_missing: {
    error: 'consent_required',
    spec: 'OIDCC-3.1.2.6',
    text: 'prompt is none and the user has not allowed all of scope to this client before',
  },
  prompt_none_unregistered_client: {
    error: 'consent_required',
    spec: 'OIDCC-3.1.2.6',
    text: 'prompt must not be none for a client without registration: its users are asked each time',
  },
  subject_not_reached: {
    error: 'login_required',
    spec: 'OIDCC-3.1.2.1',
    text: 'id_token_hint or claims names another user than the one who signed in',
  },
  user_denied: { error: 'access_denied', spec: 'RFC6749-4.1.2.1', text: 'The user did not allow the request' },
  transaction_unknown: {
    error: 'invalid_request',
    spec: 'LATCHKEY-0008-authcode-max-attempts',
    text: 'The sign-in is over: it was completed, has expired or never began',
  },
  transaction_other_browser: {
    error: 'invalid_request',
    spec: 'RFC6749-10.12',
    status: 403,
    text: 'The sign-in was begun in another browser, or this browser does not keep cookies',
  },
  transaction_client_gone: {
    error: 'invalid_request',
    spec: 'RFC6749-4.1.2.1',
    text: 'client_id or redirect_uri is no longer registered',
  },
  sign_in_attempts_exhausted: {
    error: 'access_denied',
    spec: 'LATCHKEY-0008-authcode-max-attempts',
    status: 403,
    text: 'The sign-in is over: it failed too many times',
  },
} as const satisfies Record<string, Reason>
