import type { Provider } from '@latchkey/core'
import { readForm } from '../http/form.ts'
import type { Handler } from '../http/route.ts'
import type { ErrorResponder } from './respond-error.ts'
import { jsonRoute } from './respond-json.ts'

/** RFC7009-2.1. */
export function revokeRoute(provider: Pick<Provider, 'revoke'>, errors: ErrorResponder): Handler {
  return jsonRoute(errors, async (exchange) =>
    provider.revoke({
      parameters: await readForm(exchange.request),
      authorization: exchange.header('authorization'),
      certificate: exchange.certificate,
      address: exchange.remoteAddress,
    }),
  )
}
