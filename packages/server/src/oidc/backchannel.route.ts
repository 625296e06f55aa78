import type { Provider } from '@latchkey/core'
import { readForm } from '../http/form.ts'
import type { Handler } from '../http/route.ts'
import type { ErrorResponder } from './respond-error.ts'
import { jsonRoute } from './respond-json.ts'

/** CIBA-7: a client asks for the authentication of a person who is elsewhere. */
export function backchannelAuthenticationRoute(
  provider: Pick<Provider, 'backchannelAuthentication'>,
  errors: ErrorResponder,
): Handler {
  return jsonRoute(errors, async (exchange) =>
    provider.backchannelAuthentication({
      parameters: await readForm(exchange.request),
      authorization: exchange.header('authorization'),
      certificate: exchange.certificate,
      requestedFrom: exchange.remoteAddress,
    }),
  )
}
