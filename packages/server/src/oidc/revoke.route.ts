import type { Provider } from '@latchkey/core'
import type { Handler } from '../http/route.ts'
import type { ErrorResponder } from './respond-error.ts'
import { formRoute } from './respond-json.ts'

/** RFC7009-2.1. */
export function revokeRoute(provider: Pick<Provider, 'revoke'>, errors: ErrorResponder): Handler {
  return formRoute(errors, (exchange, parameters) =>
    provider.revoke({
      parameters,
      authorization: exchange.header('authorization'),
      certificate: exchange.certificate,
      address: exchange.remoteAddress,
    }),
  )
}
