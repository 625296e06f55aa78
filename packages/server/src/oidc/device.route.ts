import type { Provider } from '@latchkey/core'
import type { Handler } from '../http/route.ts'
import type { ErrorResponder } from './respond-error.ts'
import { formRoute } from './respond-json.ts'

/** RFC8628-3.1: a device asks for its codes. */
export function deviceAuthorizationRoute(provider: Pick<Provider, 'deviceAuthorization'>, errors: ErrorResponder): Handler {
  return formRoute(errors, (exchange, parameters) =>
    provider.deviceAuthorization({
      parameters,
      authorization: exchange.header('authorization'),
      certificate: exchange.certificate,
      requestedFrom: exchange.remoteAddress,
    }),
  )
}
