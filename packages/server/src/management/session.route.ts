import { isOfConsole } from '../console/console-request.ts'
import type { Handler } from '../http/route.ts'
import { callerOf, type ManagementParts } from './authenticated.ts'
import { managementHeaders } from './jmap.route.ts'

/** RFC8620-2. Without credentials: what the server can do, and no account. */
export function sessionRoute(parts: ManagementParts): Handler {
  return async (exchange) => {
    const isNamed = exchange.header('authorization') !== undefined || isOfConsole(exchange)
    const caller = isNamed ? await callerOf(parts, exchange) : undefined
    if (caller instanceof Response) return caller
    return new Response(JSON.stringify(await parts.management.session(caller)), { headers: managementHeaders })
  }
}

/** RFC8620-2.2. */
export function wellKnownJmapRoute(issuer: string): Handler {
  return () => new Response(null, { status: 307, headers: { location: `${issuer}/jmap/session`, 'cache-control': 'no-store' } })
}
