import type { Provider, RegisteredClientInput } from '@latchkey/core'
import type { Exchange } from '../http/exchange.ts'
import { readJson } from '../http/json-body.ts'
import type { Handler } from '../http/route.ts'
import type { ErrorResponder } from './respond-error.ts'
import { jsonRoute } from './respond-json.ts'

/** OIDCR-3.1: a client registers itself. Nobody is authenticated here yet, so it is open or closed by the settings alone. */
export function registerRoute(provider: Pick<Provider, 'register'>, errors: ErrorResponder): Handler {
  return jsonRoute(errors, async (exchange) =>
    provider.register({ body: await readJson(exchange.request), authorized: false, address: exchange.remoteAddress }),
  )
}

/** RFC7592-2.1. */
export function readRegistrationRoute(provider: Pick<Provider, 'readRegistration'>, errors: ErrorResponder): Handler {
  return jsonRoute(errors, async (exchange) => provider.readRegistration(registeredClient(exchange)))
}

/** RFC7592-2.3. */
export function removeRegistrationRoute(provider: Pick<Provider, 'removeRegistration'>, errors: ErrorResponder): Handler {
  return jsonRoute(errors, async (exchange) => provider.removeRegistration(registeredClient(exchange)))
}

function registeredClient(exchange: Exchange): RegisteredClientInput {
  const segment = exchange.path.slice(exchange.path.lastIndexOf('/') + 1)
  return { clientId: decoded(segment), authorization: exchange.header('authorization'), address: exchange.remoteAddress }
}

/** A segment that does not decode names no client. */
function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment)
  } catch {
    return ''
  }
}
