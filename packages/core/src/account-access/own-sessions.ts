import { personOrigin } from '../audit/origins.ts'
import type { PeerInput } from '../endpoints/inputs.ts'
import { endSession } from '../logout/end-session.ts'
import type { Ports } from '../ports/ports.ts'
import type { Session } from '../ports/stores.ts'

/** Read at once. */
const pageSize = 100

/** The newest sessions of the same account that live, also by what settings say now of how long sessions live; this one in any case. */
export async function ownSessions(session: Session, ports: Ports): Promise<readonly Session[]> {
  const now = ports.clock()
  const found = await ports.stores.accountAccess.listSessions(session.accountId, { limit: pageSize }, now)
  const alive = found.filter(isAlive(now, ports))
  return alive.some(({ sessionId }) => sessionId === session.sessionId) ? alive : [...alive, session]
}

/** Ends the session `which` of the same account, or all others than this one. Answers how many of them were alive. */
export async function endOwnSessions(
  { session, which, address }: PeerInput & { readonly session: Session; readonly which: string },
  engine: { readonly issuer: string; readonly ports: Ports },
): Promise<number> {
  const { ports } = engine
  const now = ports.clock()
  const origin = await personOrigin(session.accountId, { address }, ports)
  const isMeant = (one: Session) => one.sessionId !== session.sessionId && (which === 'others' || which === one.sessionId)
  let ended = 0
  for (let after: Session['sessionId'] | undefined; ; ) {
    const page = { limit: pageSize, ...(after !== undefined && { after }) }
    const found = await ports.stores.accountAccess.listSessions(session.accountId, page, now)
    for (const one of found.filter(isMeant)) {
      await endSession(one, origin, engine)
      if (isAlive(now, ports)(one)) ended += 1
    }
    after = found.at(-1)?.sessionId
    if (found.length < pageSize) return ended
  }
}

function isAlive(now: number, { sessionLife }: Pick<Ports, 'sessionLife'>): (session: Session) => boolean {
  const life = sessionLife?.()
  return ({ authTime }) => life === undefined || now - authTime < life
}
