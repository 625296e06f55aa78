import type { Handler } from '../http/route.ts'
import { authenticated, type ManagementParts } from './authenticated.ts'
import { managementHeaders } from './jmap.route.ts'

/** What the caller may do, so that a user interface shows no more than that. */
export function accountRoute(parts: ManagementParts): Handler {
  return authenticated(parts, (_exchange, { account, permissions }) => {
    const locale = account?.claims.locale ?? 'en'
    const body = { permissions: [...permissions].sort(), edition: 'oss', locale: locale.replace('-', '_') }
    return new Response(JSON.stringify(body), { headers: managementHeaders })
  })
}
