import type { Provider } from '@latchkey/core'
import type { Handler } from '../http/route.ts'
import type { ErrorResponder } from './respond-error.ts'
import { closedFormRoute } from './respond-json.ts'

/** RFC7662-2.1. */
export function introspectRoute(provider: Pick<Provider, 'introspect'>, errors: ErrorResponder): Handler {
  return closedFormRoute(errors, (exchange, parameters) =>
    provider.introspect({
      parameters,
      authorization: exchange.header('authorization'),
      certificate: exchange.certificate,
      accept: exchange.header('accept'),
    }),
  )
}
