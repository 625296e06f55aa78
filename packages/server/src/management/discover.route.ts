import type { Provider } from '@latchkey/core'
import { JsonDocument } from '../http/documents.ts'
import type { Handler } from '../http/route.ts'
import { problem } from './problem.ts'

/**
 * Where somebody signs in, by their address. Everybody does here, whoever they are, so the answer tells nothing about accounts.
 */
export function discoverRoute(provider: Pick<Provider, 'discovery'>): Handler {
  const document = new JsonDocument()
  return (exchange) => {
    const name = exchange.path.slice(exchange.path.lastIndexOf('/') + 1)
    return name === '' ? problem(404, 'Name somebody.') : document.answer(provider.discovery(), exchange)
  }
}
