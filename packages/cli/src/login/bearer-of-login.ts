import { Failure } from '../command.ts'
import type { StoredLogins } from './stored-logins.ts'
import { type LoginServer, loginOf, postForm } from './token-endpoint.ts'

/** Milliseconds before its end from which an access token is replaced. */
const earliest = 30_000

/**
 * The access token of a stored login, refreshed when it has expired or the server did not accept it; a new one is stored at once, since
 * the one before may work no more.
 * @throws Failure when the login has ended
 */
export async function bearerOfLogin(server: LoginServer, logins: StoredLogins, isRefused: boolean): Promise<string> {
  const login = logins.find(server.url)
  const ended = new Failure(`the login to ${server.url} has ended; log in again with \`latchkey login\``)
  if (login === undefined) throw ended
  const isFresh = login.expiresAt === undefined || login.expiresAt - earliest > server.now()
  if (isFresh && !isRefused) return login.accessToken
  if (login.refreshToken === undefined) throw ended
  const answer = await postForm(server, '/auth/token', { grant_type: 'refresh_token', refresh_token: login.refreshToken })
  if (answer.status !== 200) {
    if (answer.body['error'] !== 'invalid_grant') throw new Failure(`server returned HTTP ${answer.status}`)
    logins.remove(server.url)
    throw ended
  }
  const next = loginOf(answer.body, server.now(), login)
  logins.save(server.url, next)
  return next.accessToken
}
