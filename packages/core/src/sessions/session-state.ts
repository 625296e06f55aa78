import { base64url } from 'jose'
import type { Ports } from '../ports/ports.ts'
import type { Session } from '../ports/stores.ts'

/** What was computed of each session, for as long as the cache of sessions has it: two authorization responses in a row need it four times. */
const states = new WeakMap<object, { readonly encryptionKey: string; readonly state: string }>()

/**
 * What a script in a frame of ours may know of this browser: one text for as long as its session lasts, another one after it. Says nothing
 * about the session to whoever does not have the key.
 * @see OIDCSM-3.2
 */
export function browserStateOf(session: Pick<Session, 'sessionId'>, { crypto, settings }: Ports): string {
  const { encryptionKey } = settings()
  const known = states.get(session)
  if (known?.encryptionKey === encryptionKey) return known.state
  const state = crypto.mac(encryptionKey, 'browser state', session.sessionId)
  states.set(session, { encryptionKey, state })
  return state
}

/**
 * `session_state` of an authorization response: `check-session.ts` of the pages computes it again from what the client asks and the cookie.
 * `undefined`: the response goes to an app, which has no origin that a frame could be asked from.
 * @see OIDCSM-3, OIDCSM-4.1
 */
export function sessionStateOf(
  { clientId, redirectUri, session }: { readonly clientId: string; readonly redirectUri: string; readonly session: Session },
  ports: Ports,
): string | undefined {
  const { origin } = new URL(redirectUri)
  if (origin === 'null') return undefined
  const salt = base64url.encode(ports.crypto.randomBytes(12))
  return `${ports.crypto.digest(`${clientId} ${origin} ${browserStateOf(session, ports)} ${salt}`)}.${salt}`
}
