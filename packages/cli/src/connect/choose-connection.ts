import { type Environment, type Given, UsageError } from '../command.ts'

/** Where a command works, and as whom. */
export type Connection =
  | { readonly kind: 'local' }
  | { readonly kind: 'remote'; readonly url: string; readonly isInsecure: boolean; readonly credential: Credential }

export type Credential =
  /** Without password: it is asked for. */
  | { readonly kind: 'basic'; readonly username: string; readonly password?: string }
  | { readonly kind: 'bearer'; readonly token: string }
  | { readonly kind: 'login' }

/** Variables of the command line, which are no start-up options. Those of existing tools count where ours are not set. */
const prefixes = ['LATCHKEY_', 'STALWART_'] as const
const commandLineVariables: ReadonlySet<string> = new Set(['LATCHKEY_USER', 'LATCHKEY_PASSWORD', 'LATCHKEY_TOKEN'])

/** The environment without what only the command line reads, as start-up options refuse what they do not know. */
export function withoutCredentials(environment: Environment): Environment {
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !commandLineVariables.has(name)))
}

/**
 * Decides between the server and the database of this machine: with credentials, given or stored by `latchkey login`, the server.
 * @param hasLogin whether there is a stored login for an address
 * @throws UsageError when what is given contradicts itself or is not enough
 */
export function chooseConnection(given: Given, environment: Environment, hasLogin: (url: string) => boolean): Connection {
  const isLocal = asksForThisMachine(given)
  const explicit = ['user', 'password', 'api-key'].filter((name) => given.value(name) !== undefined)
  if (isLocal) {
    if (explicit[0] !== undefined)
      throw new UsageError(`--${explicit[0]} is for a server; --local, --data and --config are for this machine`)
    return { kind: 'local' }
  }
  const credential = readCredential(given, environment)
  const named = given.value('url') ?? variable(environment, 'URL')
  const isInsecure = given.isSet('insecure')
  if (credential !== undefined) return { kind: 'remote', url: serverUrl(given, environment), isInsecure, credential }
  if (named === undefined) return { kind: 'local' }
  const url = parseUrl(named)
  if (hasLogin(url)) return { kind: 'remote', url, isInsecure, credential: { kind: 'login' } }
  // An issuer in the environment is also how a server on this machine is set up.
  if (given.value('url') === undefined && environment['LATCHKEY_URL'] !== undefined) return { kind: 'local' }
  throw new UsageError(
    `no credentials for ${url}; pass --user or --api-key, or run \`latchkey login --url ${url}\` (--local works on the database of this machine)`,
  )
}

/**
 * Keeps a command that works on the database of this machine from doing so when everything else is set up for a server.
 * @throws UsageError saying what to do instead
 */
export function requireThisMachine(given: Given, environment: Environment, hasLogin: (url: string) => boolean): void {
  if (asksForThisMachine(given)) return
  const named = variable(environment, 'URL')
  // Flags of the same names mean something else to such a command: the password of a new account.
  const isForServer =
    readCredential({ value: () => undefined }, environment) !== undefined || (named !== undefined && hasLogin(parseUrl(named)))
  if (!isForServer) return
  throw new UsageError(
    'this command works on the database of this machine only, but there are credentials for a server; pass --local, or use query and create',
  )
}

function asksForThisMachine(given: Given): boolean {
  return given.isSet('local') || given.value('data') !== undefined || given.value('config') !== undefined
}

/** The address of the server that is named. @throws UsageError when none is */
export function serverUrl(given: Pick<Given, 'value'>, environment: Environment): string {
  const named = given.value('url') ?? variable(environment, 'URL')
  if (named === undefined) throw new UsageError('no URL provided; pass --url or set LATCHKEY_URL')
  return parseUrl(named)
}

/** An address without slash at the end. @throws UsageError when it is none */
export function parseUrl(text: string): string {
  if (!/^https?:\/\//i.test(text)) throw new UsageError('the URL must begin with http:// or https://')
  const url = URL.parse(text)
  if (url === null || url.hostname === '') throw new UsageError('the URL is not one')
  if (url.username !== '' || url.password !== '') throw new UsageError('the URL must hold no credentials; pass --user')
  return `${url.origin}${url.pathname.replace(/\/+$/, '')}`
}

function readCredential(given: Pick<Given, 'value'>, environment: Environment): Credential | undefined {
  const [user, token] = [given.value('user'), given.value('api-key')]
  if (user !== undefined && token !== undefined) throw new UsageError('pass --user or --api-key, not both')
  if (token !== undefined) return bearer(token, '--api-key')
  if (user === undefined) {
    const kept = variable(environment, 'TOKEN')
    if (kept !== undefined) {
      if (variable(environment, 'USER') !== undefined) throw new UsageError('LATCHKEY_TOKEN and LATCHKEY_USER are both set')
      return bearer(kept, 'LATCHKEY_TOKEN')
    }
  }
  const username = user ?? variable(environment, 'USER')
  const password = given.value('password') ?? variable(environment, 'PASSWORD')
  if (username === undefined) {
    if (given.value('password') !== undefined) throw new UsageError('--password needs --user')
    return undefined
  }
  if (username === '' || username.includes(':')) throw new UsageError('the user name must not be empty and have no colon')
  return { kind: 'basic', username, ...(password !== undefined && { password }) }
}

function bearer(token: string, name: string): Credential {
  // RFC6750-2.1
  if (!/^[A-Za-z0-9._~+/-]+=*$/.test(token)) throw new UsageError(`${name} has characters that no token has`)
  return { kind: 'bearer', token }
}

function variable(environment: Environment, name: string): string | undefined {
  for (const prefix of prefixes) {
    const value = environment[`${prefix}${name}`]
    if (value !== undefined && value !== '') return value
  }
  return undefined
}
