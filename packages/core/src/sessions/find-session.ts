import { isSecret } from '../ids.ts'
import type { Ports } from '../ports/ports.ts'
import type { Session } from '../ports/stores.ts'

/** The session of a cookie value, if it lives. Whether its account may still be used is asked where it is used. */
export async function findSession(cookie: string, ports: Ports): Promise<Session | undefined> {
  if (!isSecret('sessionCookie', cookie)) return undefined
  return ports.stores.sessions.findByCookie(ports.crypto.digest(cookie), ports.clock())
}
