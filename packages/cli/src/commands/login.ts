import { setTimeout as delay } from 'node:timers/promises'
import { type Command, type Context, Failure, UsageError } from '../command.ts'
import { serverUrl } from '../connect/choose-connection.ts'
import { warnOfPlainText } from '../connect/warn-of-plain-text.ts'
import { configurationFolder } from '../folders.ts'
import { requestDeviceCode, waitForLogin } from '../login/device-flow.ts'
import { storedLogins } from '../login/stored-logins.ts'
import { describeOAuthError, type LoginServer, postForm } from '../login/token-endpoint.ts'
import { oneLine } from '../one-line.ts'

/** What a login asks for: management, also later without the browser. */
const scope = 'openid offline_access urn:latchkey:management'

/** Logs in through the browser. */
export const login: Command = {
  name: 'login',
  group: 'operation',
  place: 'server',
  summary: 'Log in to a server through a browser on any device; further commands with this URL work on it.',
  notes: ['The login is kept in your configuration folder, readable for you only, until `latchkey logout`.'],
  examples: ['latchkey login --url https://id.example.org'],
  flags: {},
  async run(context) {
    const { isJson, print, complain } = context
    const server = serverOf(context)
    const logins = storedLogins(configurationFolder(context.environment))
    warnOfPlainText(server.url, complain)
    const code = await requestDeviceCode(server, scope)
    // On standard error, as a script may read what is printed.
    complain(`Open ${oneLine(code.verificationUri)} in a browser and enter the code`)
    complain('')
    complain(`    ${oneLine(code.userCode)}`)
    complain('')
    if (code.verificationUriComplete !== undefined) complain(`or open ${oneLine(code.verificationUriComplete)}`)
    complain('Waiting…')
    logins.save(server.url, await waitForLogin(server, code, (ms) => delay(ms)))
    print(isJson ? JSON.stringify({ url: server.url }) : `Logged in to ${server.url}`)
    return 0
  },
}

/** Ends a login. */
export const logout: Command = {
  name: 'logout',
  group: 'operation',
  place: 'server',
  summary: 'End a login: its tokens are revoked and forgotten.',
  examples: ['latchkey logout --url https://id.example.org'],
  flags: {},
  async run(context) {
    const { isJson, print } = context
    const server = serverOf(context)
    const logins = storedLogins(configurationFolder(context.environment))
    const kept = logins.find(server.url)
    if (kept === undefined) throw new Failure(`there is no login to ${server.url}`)
    // Forgotten first: whatever the server says, this machine cannot use it any more.
    logins.remove(server.url)
    const token = kept.refreshToken ?? kept.accessToken
    const answer = await postForm(server, '/auth/revoke', { token })
    if (answer.status !== 200) throw new Failure(`the login was forgotten, but not revoked: ${describeOAuthError(answer)}`)
    print(isJson ? JSON.stringify({ url: server.url }) : `Logged out of ${server.url}`)
    return 0
  },
}

function serverOf({ given, environment }: Context): LoginServer {
  if (given.positionals[0] !== undefined) throw new UsageError(`unexpected argument: ${given.positionals[0]}`)
  return { url: serverUrl(given, environment), isInsecure: given.isSet('insecure'), now: Date.now }
}
