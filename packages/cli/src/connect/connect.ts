import { type Context, Failure, UsageError } from '../command.ts'
import { cacheFolder, configurationFolder } from '../folders.ts'
import { bearerOfLogin } from '../login/bearer-of-login.ts'
import { storedLogins } from '../login/stored-logins.ts'
import { askSecret } from '../read-secret.ts'
import { type Connection, chooseConnection } from './choose-connection.ts'
import { httpTransport } from './http-transport.ts'
import { schemaCache } from './schema-cache.ts'
import type { Transport } from './transport.ts'
import { warnOfPlainText } from './warn-of-plain-text.ts'

/** Opens the way to management that flags, environment and stored logins ask for, and says it with `--verbose`. */
export async function connect(context: Omit<Context, 'connect'>): Promise<Transport> {
  const { given, environment, complain } = context
  const logins = storedLogins(configurationFolder(environment))
  const connection = chooseConnection(given, environment, (url) => logins.find(url) !== undefined)
  const transport = connection.kind === 'local' ? await local(context) : await remote(connection, context)
  if (given.isSet('verbose')) complain(`Working on ${transport.description}.`)
  return transport
}

async function local({ open, options }: Omit<Context, 'connect'>): Promise<Transport> {
  const { management } = await open()
  const { localTransport } = await import('./local-transport.ts')
  return localTransport(management, `the database of this machine (data in ${(await options()).data})`)
}

async function remote(
  { url, isInsecure, credential }: Extract<Connection, { readonly kind: 'remote' }>,
  { environment, complain }: Omit<Context, 'connect'>,
): Promise<Transport> {
  warnOfPlainText(url, complain)
  const cache = schemaCache(cacheFolder(environment), url)
  const common = { url, isInsecure, cache }
  switch (credential.kind) {
    case 'bearer':
      return httpTransport({ ...common, description: `${url} with a token`, authorization: once(`Bearer ${credential.token}`) })
    case 'basic': {
      const { username, password = await askPassword(username, url) } = credential
      const pair = Buffer.from(`${username}:${password}`).toString('base64')
      return httpTransport({ ...common, description: `${url} as ${username}`, authorization: once(`Basic ${pair}`) })
    }
    case 'login': {
      const logins = storedLogins(configurationFolder(environment))
      const server = { url, isInsecure, now: Date.now }
      return httpTransport({
        ...common,
        description: `${url} with the stored login`,
        authorization: async (isRefused) => `Bearer ${await bearerOfLogin(server, logins, isRefused)}`,
      })
    }
  }
}

/** A credential that is not asked for a second time when it was refused. */
function once(authorization: string): (isRefused: boolean) => Promise<string | undefined> {
  return async (isRefused) => (isRefused ? undefined : authorization)
}

async function askPassword(username: string, url: string): Promise<string> {
  if (process.stdin.isTTY !== true) throw new UsageError('no password provided; set LATCHKEY_PASSWORD')
  const password = await askSecret(`Password of ${username} at ${url}: `)
  if (password === '') throw new Failure('no password provided')
  return password
}
