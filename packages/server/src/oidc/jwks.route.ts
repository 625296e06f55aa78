import type { Provider } from '@latchkey/core'
import { JsonDocument } from '../http/documents.ts'
import type { Handler } from '../http/route.ts'

/** RFC7517-5. */
export function jwksRoute(provider: Pick<Provider, 'jwks'>): Handler {
  const document = new JsonDocument()
  return (exchange) => {
    const keys = provider.jwks()
    return keys instanceof Promise ? keys.then((read) => document.answer(read, exchange)) : document.answer(keys, exchange)
  }
}
