import type { Provider } from '@latchkey/core'
import { JsonDocument } from '../http/documents.ts'
import type { Handler } from '../http/route.ts'

/** OIDCD-4, RFC8414-3: one document at all its addresses. */
export function discoveryRoute(provider: Pick<Provider, 'discovery'>): Handler {
  const document = new JsonDocument()
  return (exchange) => document.answer(provider.discovery(), exchange)
}
