import { isSecret } from '../ids.ts'
import type { Ports } from '../ports/ports.ts'
import type { Session } from '../ports/stores.ts'

/**
 * The session of a cookie value, if it lives, also by what settings say now of how long sessions live: a shorter life counts for those that
 * began before. Whether its account may still be used is asked where it is used.
 */
export async function findSession(cookie: string, ports: Ports): Promise<Session | undefined> {
  if (!isSecret('sessionCookie', cookie)) return undefined
  const now = ports.clock()
  const session = await ports.stores.sessions.findByCookie(ports.crypto.digest(cookie), now)
  const life = ports.sessionLife?.()
  return session !== undefined && life !== undefined && now - session.authTime >= life ? undefined : session
}
