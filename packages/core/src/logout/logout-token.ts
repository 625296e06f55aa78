import { base64url } from 'jose'
import type { Client } from '../clients/client.ts'
import type { KeyRing } from '../keys/key-ring.ts'
import type { LogoutDelivery } from '../ports/logout-deliveries.ts'
import type { Ports } from '../ports/ports.ts'
import { sidOf } from '../sessions/session-name.ts'
import { subjectFor } from '../subjects/subject-for.ts'

/** The one member of `events` (OIDCBCL-2.4). */
export const logoutEvent = 'http://schemas.openid.net/event/backchannel-logout'

/** How long a client may take to look at it, milliseconds: two minutes at most (OIDCBCL-4). */
const tokenLife = 2 * 60 * 1000

/**
 * Tells one client that one session has ended. Signed as its ID tokens are; the type keeps it from passing for one, and so does the lack of a
 * nonce. Made anew for each attempt, as it lives shortly.
 * @see OIDCBCL-2.4, OIDCBCL-2.6
 */
export async function signLogoutToken(
  { subject, sessionId }: Pick<LogoutDelivery, 'subject' | 'sessionId'>,
  client: Client,
  { issuer, ports, keys }: { readonly issuer: string; readonly ports: Ports; readonly keys: Pick<KeyRing, 'keyFor'> },
): Promise<string> {
  const key = await keys.keyFor(client)
  const { algorithm, kid } = key
  const typ = 'logout+jwt'
  const header = algorithm.family === 'hmac' ? { alg: algorithm.name, typ } : { alg: algorithm.name, kid, typ }
  const now = ports.clock()
  return ports.crypto.signJwt(key, header, {
    iss: issuer,
    aud: client.clientId,
    iat: Math.floor(now / 1000),
    exp: Math.floor((now + tokenLife) / 1000),
    jti: base64url.encode(ports.crypto.randomBytes(16)),
    sub: (await subjectFor(client, subject, ports)).subject,
    sid: sidOf(client, sessionId, ports),
    events: { [logoutEvent]: {} },
  })
}
