import { isSecret, type Provider, type RegisteredClientInput, type RegistrationInput } from '@latchkey/core'
import type { Management } from '@latchkey/management'
import type { Exchange } from '../http/exchange.ts'
import { readJson } from '../http/json-body.ts'
import type { Handler } from '../http/route.ts'
import { parseAuthorization } from '../management/authenticated.ts'
import type { ErrorResponder } from './respond-error.ts'
import { jsonRoute } from './respond-json.ts'

/**
 * OIDCR-3.1: a client registers itself. While that is not open to everybody, a token is needed (RFC7591-3): an API key or an access token
 * for management, of somebody with the permission `oAuthClientRegistration`, or an initial access token.
 */
export function registerRoute(
  provider: Pick<Provider, 'register'>,
  management: Pick<Management, 'authenticate'>,
  errors: ErrorResponder,
): Handler {
  return jsonRoute(errors, async (exchange) => {
    const body = await readJson(exchange.request)
    return provider.register({ body, address: exchange.remoteAddress, ...(await registrantOf(management, exchange)) })
  })
}

async function registrantOf(
  management: Pick<Management, 'authenticate'>,
  exchange: Exchange,
): Promise<Pick<RegistrationInput, 'authorized' | 'initialToken' | 'origin'>> {
  const credential = parseAuthorization(exchange.header('authorization'))
  if (credential?.kind !== 'bearer') return { authorized: false }
  if (isSecret('initialToken', credential.token)) return { authorized: false, initialToken: credential.token }
  const outcome = await management.authenticate(credential, { address: exchange.remoteAddress, through: 'registration' })
  if (outcome.kind !== 'authenticated' || !outcome.caller.permissions.has('oAuthClientRegistration')) return { authorized: false }
  return { authorized: true, origin: outcome.caller.origin }
}

/** RFC7592-2.1. */
export function readRegistrationRoute(provider: Pick<Provider, 'readRegistration'>, errors: ErrorResponder): Handler {
  return jsonRoute(errors, async (exchange) => provider.readRegistration(registeredClient(exchange)))
}

/** RFC7592-2.2. */
export function updateRegistrationRoute(provider: Pick<Provider, 'updateRegistration'>, errors: ErrorResponder): Handler {
  return jsonRoute(errors, async (exchange) => {
    const body = await readJson(exchange.request)
    return provider.updateRegistration({ ...registeredClient(exchange), body })
  })
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
