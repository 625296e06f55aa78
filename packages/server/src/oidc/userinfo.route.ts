import type { Provider } from '@latchkey/core'
import type { Exchange } from '../http/exchange.ts'
import { parseQuery, readForm } from '../http/form.ts'
import type { Handler } from '../http/route.ts'
import type { ErrorResponder } from './respond-error.ts'
import { jsonRoute } from './respond-json.ts'

/** OIDCC-5.3.1, by GET and by POST. */
export function userinfoRoute(provider: Pick<Provider, 'userinfo'>, errors: ErrorResponder): Handler {
  return jsonRoute(errors, async (exchange) =>
    provider.userinfo({
      authorization: exchange.header('authorization'),
      dpop: exchange.header('dpop'),
      x5tS256: exchange.certificate?.thumbprint,
      method: exchange.request.method,
      bodyTokens: await bodyTokens(exchange),
      tokenInQuery: exchange.query !== '' && parseQuery(exchange.query).some(([name]) => name === 'access_token'),
    }),
  )
}

/** RFC6750-2.2: a token in a form body. A POST without a form has none. */
async function bodyTokens({ request }: Exchange): Promise<readonly string[]> {
  if (request.method !== 'POST' || request.body === null || !request.headers.get('content-type')?.includes('form-urlencoded'))
    return []
  return (await readForm(request)).flatMap(([name, value]) => (name === 'access_token' ? [value] : []))
}
