import type { ErrorSituation } from './contract.ts'

/** Reasons of the engine and the server whose error code alone says too little. */
const byReason: ReadonlyMap<string, ErrorSituation> = new Map([
  ['client_unknown', 'app_unknown'],
  ['client_expired', 'app_unknown'],
  ['transaction_client_gone', 'app_unknown'],
  ['transaction_unknown', 'expired'],
  ['pushed_request_unknown', 'expired'],
  ['pushed_request_used', 'expired'],
  ['request_object_used', 'expired'],
  ['request_object_expired', 'expired'],
  ['csrf_mismatch', 'expired'],
  ['body_too_slow', 'expired'],
  ['transaction_other_browser', 'cookies'],
  ['origin_mismatch', 'foreign_form'],
  ['decision_unknown', 'foreign_form'],
  ['plain_http', 'insecure'],
  ['method_not_allowed', 'not_found'],
  ['sign_in_attempts_exhausted', 'attempts'],
])

const byError: ReadonlyMap<string, ErrorSituation> = new Map([
  ['access_denied', 'denied'],
  ['invalid_client', 'app_unknown'],
  ['unauthorized_client', 'app_unknown'],
  ['not_found', 'not_found'],
  ['slow_down', 'busy'],
  ['temporarily_unavailable', 'unavailable'],
  ['server_error', 'server'],
])

/** How an error looks to the person: by its reason, else by its OAuth code, else as a mistake of the app. */
export function findSituation(reason: string, error: string): ErrorSituation {
  return byReason.get(reason) ?? byError.get(error) ?? 'app_request'
}
