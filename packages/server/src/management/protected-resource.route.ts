import { JsonDocument } from '../http/documents.ts'
import type { Handler } from '../http/route.ts'

/** RFC9728-2: the management API as a resource whose tokens this server issues itself. */
export function protectedResourceRoute(issuer: string, scopes: readonly string[]): Handler {
  const document = new JsonDocument()
  const metadata = {
    resource: issuer,
    authorization_servers: [issuer],
    scopes_supported: scopes,
    bearer_methods_supported: ['header'],
    resource_name: 'Latchkey management',
  }
  return (exchange) => document.answer(metadata, exchange)
}
