import type { AccountStore } from '@latchkey/identity'
import type { PageFrame } from '../http/page-frame.ts'
import type { Handler } from '../http/route.ts'

/** `GET /`: what this is and where to go. */
export function homeRoute(parts: {
  readonly frame: PageFrame
  readonly accounts: Pick<AccountStore, 'hasAdministrator'>
  readonly issuer: string
  readonly version: string
}): Handler {
  const { frame, accounts, issuer, version } = parts
  return async (exchange) => {
    const context = frame.context(exchange)
    const needsSetup = !(await accounts.hasAdministrator())
    return frame.send(exchange, context, frame.pages.home(context, { issuer, version, needsSetup }))
  }
}
