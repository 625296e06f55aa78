import type { Provider } from '@latchkey/core'
import type { Handler } from '../http/route.ts'
import type { ErrorResponder } from './respond-error.ts'
import { formRoute } from './respond-json.ts'

/** CIBA-7: a client asks for the authentication of a person who is elsewhere. */
export function backchannelAuthenticationRoute(
  provider: Pick<Provider, 'backchannelAuthentication'>,
  errors: ErrorResponder,
): Handler {
  return formRoute(errors, (exchange, parameters) =>
    provider.backchannelAuthentication({
      parameters,
      authorization: exchange.header('authorization'),
      certificate: exchange.certificate,
      requestedFrom: exchange.remoteAddress,
    }),
  )
}
