import type { Provider } from '@latchkey/core'
import { readForm } from '../http/form.ts'
import type { Handler } from '../http/route.ts'
import type { ErrorResponder } from './respond-error.ts'
import { closedJsonRoute } from './respond-json.ts'

/** RFC9126-2.1. */
export function pushedAuthorizationRequestRoute(
  provider: Pick<Provider, 'pushedAuthorizationRequest'>,
  errors: ErrorResponder,
): Handler {
  return closedJsonRoute(errors, async (exchange) =>
    provider.pushedAuthorizationRequest({
      parameters: await readForm(exchange.request),
      authorization: exchange.header('authorization'),
      certificate: exchange.certificate,
      dpop: exchange.header('dpop'),
    }),
  )
}
