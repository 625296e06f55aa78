import type { Provider } from '@latchkey/core'
import { readForm } from '../http/form.ts'
import type { Handler } from '../http/route.ts'
import type { ErrorResponder } from './respond-error.ts'
import { closedJsonRoute } from './respond-json.ts'

/** RFC7662-2.1. */
export function introspectRoute(provider: Pick<Provider, 'introspect'>, errors: ErrorResponder): Handler {
  return closedJsonRoute(errors, async (exchange) =>
    provider.introspect({
      parameters: await readForm(exchange.request),
      authorization: exchange.header('authorization'),
      certificate: exchange.certificate,
      accept: exchange.header('accept'),
    }),
  )
}
