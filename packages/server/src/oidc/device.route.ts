import type { Provider } from '@latchkey/core'
import { readForm } from '../http/form.ts'
import type { Handler } from '../http/route.ts'
import type { ErrorResponder } from './respond-error.ts'
import { jsonRoute } from './respond-json.ts'

/** RFC8628-3.1: a device asks for its codes. */
export function deviceAuthorizationRoute(provider: Pick<Provider, 'deviceAuthorization'>, errors: ErrorResponder): Handler {
  return jsonRoute(errors, async (exchange) =>
    provider.deviceAuthorization({
      parameters: await readForm(exchange.request),
      authorization: exchange.header('authorization'),
      certificate: exchange.certificate,
      requestedFrom: exchange.remoteAddress,
    }),
  )
}
