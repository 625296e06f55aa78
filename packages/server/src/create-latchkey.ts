import type { Origin } from '@latchkey/core'
import {
  type CreatedAccount,
  type CreatedClient,
  type CreateResult,
  createAccount,
  createClient,
  type Management,
  type NewAccount,
  type NewClient,
  type OidcProviderObject,
} from '@latchkey/management'
import { composeSite } from './compose.ts'
import type { Peer } from './http/exchange.ts'
import { createLog, type Log } from './log/log.ts'
import { standardOutput } from './log/standard-output.ts'
import { Networks } from './net/networks.ts'
import { type Mistake, Refused, StartRefused } from './options/option.ts'
import { type AdministratorOption, type LogLevel, parseIssuer } from './options/values.ts'
import { ensureAdministrator } from './start/administrator.ts'
import { type LibraryCertificates, type LibraryMutualTls, libraryCertificates } from './start/library-certificates.ts'
import { openEngine } from './start/open-engine.ts'
import { prepareSetupLink } from './start/setup-link.ts'
import { startSweeper } from './start/sweeper.ts'

export interface LatchkeyOptions {
  /** The issuer; what is below its path must reach `fetch`. */
  readonly url: string
  /** Folder of the embedded database and the master key; made if need be. */
  readonly data: string
  /** `sqlite:FILE` or `postgres://user:password@host:port/name`; absent: a file in the data folder. */
  readonly database?: string
  /** At least 32 characters; absent: the file `master.key` of the data folder. */
  readonly masterKey?: string
  /** Created, or restored where it differs. */
  readonly admin?: AdministratorOption
  /** Networks in CIDR notation whose `Forwarded` and `X-Forwarded-For` headers count. */
  readonly trustedProxies?: readonly string[]
  /** Private networks in CIDR notation that fetches of URLs given by clients may reach; absent: none. */
  readonly fetchAllow?: readonly string[]
  /** Certificates of clients, which `fetch` is given with each request; absent: none are looked at. */
  readonly mutualTls?: LibraryMutualTls
  /** What goes to standard output; absent: `warn`. */
  readonly log?: LogLevel | Log
  /** Milliseconds since the epoch; for tests. */
  readonly clock?: () => number
}

/** A provider inside another server. */
export interface Latchkey extends AsyncDisposable {
  readonly issuer: string
  /**
   * Answers every request below the issuer. Never throws.
   * @param peer the other end of the connection: its address, for throttling, and what it showed in its TLS handshake
   */
  fetch(request: Request, peer?: Peer): Promise<Response>
  createClient(input: NewClient): Promise<CreateResult<CreatedClient>>
  createAccount(input: NewAccount): Promise<CreateResult<CreatedAccount>>
  /** The `OidcProvider` settings object. */
  readonly settings: OidcProviderObject
  /** Everything that the API and the command line can do. */
  readonly management: Management
  /** Where the first administrator is made, as long as there is none; works once. */
  readonly setupLink?: string
  /** Writes what is pending and closes the database. */
  close(): Promise<void>
}

/** Whoever embeds the library is on the machine itself. */
const embedded: Origin = { actor: { kind: 'operator' }, through: 'api' }

/** Nobody knows who asks: all such requests count as one network. */
const unknownPeer: Peer = { remoteAddress: '0.0.0.0' }

/**
 * Opens a provider without a listener, to be mounted in another server.
 * @throws StartRefused with every mistake in the options
 */
export async function createLatchkey(options: LatchkeyOptions): Promise<Latchkey> {
  const clock = options.clock ?? Date.now
  const { log = 'warn' } = options
  const { issuer, trustedProxies, fetchAllow, certificates } = checkOptions(options)
  const logger = typeof log === 'string' ? createLog({ level: log, clock, ...standardOutput() }) : log
  const { data, database, masterKey: given } = options
  const { engine, folder, masterKey } = await openEngine({
    url: issuer,
    data,
    database,
    masterKey: given,
    fetchAllow,
    mutualTls: certificates?.mutualTls,
    clock,
    log: logger,
  })
  try {
    const { crypto, identity, storage } = engine
    const ports = { clock, crypto, identity, stores: storage.identity }
    if (options.admin !== undefined) await ensureAdministrator(ports, options.admin)
    const link = await prepareSetupLink(ports, issuer, folder)
    const app = composeSite(engine, {
      masterKey,
      log: logger,
      trustedProxies,
      certificates: certificates?.source,
      onFirstAdministrator: () => folder.removeSetupLink(),
    })
    const stopSweeping = startSweeper(
      () => storage.sweep(clock()),
      (cause) => logger.write({ level: 'error', event: 'failure', at: 'sweep', cause }),
    )
    const close = async (): Promise<void> => {
      stopSweeping()
      await engine.close()
    }
    return {
      issuer,
      // Frameworks hand over something of their own as the second argument when `fetch` is mounted as it is.
      fetch: (request, peer) => app(request, typeof peer?.remoteAddress === 'string' ? peer : unknownPeer),
      createClient: (input) => createClient(engine.ports, input, embedded),
      createAccount: (input) => createAccount(engine.ports, input, embedded),
      settings: engine.oidcProvider,
      management: engine.management,
      ...(link === undefined ? {} : { setupLink: link.url }),
      close,
      [Symbol.asyncDispose]: close,
    }
  } catch (error) {
    await engine.close()
    throw error
  }
}

interface CheckedOptions {
  readonly issuer: string
  readonly trustedProxies: Networks
  readonly fetchAllow: Networks
  readonly certificates: LibraryCertificates | undefined
}

function checkOptions(options: LatchkeyOptions): CheckedOptions {
  const mistakes: Mistake[] = []
  try {
    parseIssuer(options.url)
  } catch (error) {
    if (!(error instanceof Refused)) throw error
    mistakes.push({ name: 'url', value: options.url, remedy: error.message })
  }
  const trustedProxies = networksOf(options, 'trustedProxies', mistakes)
  const fetchAllow = networksOf(options, 'fetchAllow', mistakes)
  const certificates = options.mutualTls && libraryCertificates(options.mutualTls, mistakes)
  if (mistakes.length > 0) throw new StartRefused(mistakes)
  return { issuer: options.url, trustedProxies, fetchAllow, certificates }
}

function networksOf(options: LatchkeyOptions, name: 'trustedProxies' | 'fetchAllow', mistakes: Mistake[]): Networks {
  try {
    return new Networks(options[name] ?? [])
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    mistakes.push({ name, value: error.message, remedy: 'must be an address or a network such as 10.0.0.0/8' })
    return new Networks([])
  }
}
