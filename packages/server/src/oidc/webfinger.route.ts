import type { Provider } from '@latchkey/core'
import { openCors } from '../http/cors.ts'
import { parseQuery } from '../http/form.ts'
import { jsonHeaders } from '../http/headers.ts'
import type { Handler } from '../http/route.ts'

/** RFC7033-4: whose issuer this is, for any site that asks. */
export function webfingerRoute(provider: Pick<Provider, 'webfinger'>): Handler {
  return (exchange) => {
    const document = provider.webfinger(parseQuery(exchange.query))
    const headers = { ...jsonHeaders, ...openCors, 'content-type': 'application/jrd+json', 'cache-control': 'public, max-age=30' }
    return new Response(JSON.stringify(document), { headers })
  }
}
