import type { AuthorizationRequest } from '../authorization-request/authorization-request.ts'
import { OAuthError } from '../errors/oauth-error.ts'
import type { Ports } from '../ports/ports.ts'

/** What makes a request object one that is answered once. */
export type ObjectUse = NonNullable<AuthorizationRequest['objectUse']>

/** Takes a request object for answered. An error, not thrown, if it was before; of concurrent calls one gets none. */
export async function takeObject(use: ObjectUse | undefined, { stores, clock }: Ports): Promise<OAuthError | undefined> {
  if (use === undefined) return undefined
  const isFirst = await stores.singleUse.claim({ purpose: 'request-object', ...use, now: clock() })
  return isFirst ? undefined : new OAuthError('request_object_used')
}
