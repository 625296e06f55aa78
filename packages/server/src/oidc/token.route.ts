import type { ClientCertificate, FormInput, Parameters, Provider } from '@latchkey/core'
import type { Exchange } from '../http/exchange.ts'
import type { Handler } from '../http/route.ts'
import type { ErrorResponder } from './respond-error.ts'
import { formRoute } from './respond-json.ts'

/** RFC6749-3.2: parameters come in the body only; those of the URL are not looked at. */
export function tokenRoute(provider: Pick<Provider, 'token'>, errors: ErrorResponder): Handler {
  return formRoute(errors, (exchange, parameters) => provider.token(new TokenInput(exchange, parameters)))
}

/** What a token request says beside its parameters, found when it is asked for. */
class TokenInput implements FormInput {
  readonly parameters: Parameters
  readonly #exchange: Exchange

  constructor(exchange: Exchange, parameters: Parameters) {
    this.parameters = parameters
    this.#exchange = exchange
  }

  get authorization(): string | undefined {
    return this.#exchange.header('authorization')
  }

  get dpop(): string | undefined {
    return this.#exchange.header('dpop')
  }

  get certificate(): ClientCertificate | undefined {
    return this.#exchange.certificate
  }

  get address(): string {
    return this.#exchange.remoteAddress
  }
}
