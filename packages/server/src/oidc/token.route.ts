import type { Provider } from '@latchkey/core'
import type { Handler } from '../http/route.ts'
import type { ErrorResponder } from './respond-error.ts'
import { formRoute } from './respond-json.ts'

/** RFC6749-3.2: parameters come in the body only; those of the URL are not looked at. */
export function tokenRoute(provider: Pick<Provider, 'token'>, errors: ErrorResponder): Handler {
  return formRoute(errors, (exchange, parameters) =>
    provider.token({
      parameters,
      authorization: exchange.header('authorization'),
      certificate: exchange.certificate,
      dpop: exchange.header('dpop'),
      get address() {
        return exchange.remoteAddress
      },
    }),
  )
}
