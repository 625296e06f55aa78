import type { Session, SessionId } from '@latchkey/core'
import type { Storage } from '@latchkey/storage'

type Audit = Pick<Storage['management']['audit'], 'seal' | 'query'>

/** Sign-ins that are looked at. */
const most = 200

/**
 * From where the sessions of an account were signed in to last: read from the audit log, which keeps it anyway. Of sign-ins that many others
 * came after nothing is said.
 */
export function signInAddresses(audit: Audit): (session: Session) => Promise<ReadonlyMap<SessionId, string>> {
  return async ({ accountId }) => {
    await audit.seal()
    const newestFirst = await audit.query({ kind: 'sign-in', accountId, isAscending: false, limit: most })
    const addresses = new Map<SessionId, string>()
    for (const { event } of newestFirst) {
      const { sessionId, origin } = event
      if (sessionId === undefined || origin.address === undefined || addresses.has(sessionId)) continue
      addresses.set(sessionId, origin.address)
    }
    return addresses
  }
}
