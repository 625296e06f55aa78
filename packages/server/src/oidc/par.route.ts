import type { Provider } from '@latchkey/core'
import type { Handler } from '../http/route.ts'
import type { ErrorResponder } from './respond-error.ts'
import { closedFormRoute } from './respond-json.ts'

/** RFC9126-2.1. */
export function pushedAuthorizationRequestRoute(
  provider: Pick<Provider, 'pushedAuthorizationRequest'>,
  errors: ErrorResponder,
): Handler {
  return closedFormRoute(errors, (exchange, parameters) =>
    provider.pushedAuthorizationRequest({
      parameters,
      authorization: exchange.header('authorization'),
      certificate: exchange.certificate,
      dpop: exchange.header('dpop'),
    }),
  )
}
