import type { Client, ClientId, Origin, Trace, TraceId } from '@latchkey/core'
import { type Account, usernameKey } from '@latchkey/identity'
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
import type { Filter } from '@latchkey/management/stores'
import type { Storage } from '@latchkey/storage'
import { createLog } from './log/log.ts'
import type { StartOptions } from './options/declarations.ts'
import { openEngine } from './start/open-engine.ts'
import { prepareSetupLink, type SetupLink } from './start/setup-link.ts'

const commandLine: Origin = { actor: { kind: 'operator' }, through: 'command-line' }

export interface ListPage {
  readonly after?: string
  /** How many at most. */
  readonly limit: number
}

/** An installation as the command line works on it: the same functions as behind HTTP, on the same database. */
export interface LocalLatchkey extends AsyncDisposable {
  createClient(input: NewClient): Promise<CreateResult<CreatedClient>>
  createAccount(input: NewAccount): Promise<CreateResult<CreatedAccount>>
  /** The next clients by id, beginning behind `after`. */
  listClients(page: ListPage): Promise<readonly Client[]>
  /** The next accounts by user name, beginning behind the user name `after`. */
  listAccounts(page: ListPage): Promise<readonly Account[]>
  /** The same of those that wait for the approval of an administrator. */
  listWaitingAccounts(page: ListPage): Promise<readonly Account[]>
  findTrace(traceId: TraceId): Promise<Trace | undefined>
  /** The `OidcProvider` settings object; a running server has a change within a second. */
  readonly settings: OidcProviderObject
  /** Everything that the API can do, without its address. */
  readonly management: Management
  /** A new set-up link, the older ones stop working; `undefined`: there is an administrator. */
  newSetupLink(): Promise<SetupLink | undefined>
  close(): Promise<void>
}

/** Opens the data of an installation without serving it; a server may run on it at the same time. */
export async function openLocal(options: StartOptions): Promise<LocalLatchkey> {
  const { data, database, masterKey, listen, fetchAllow } = options
  const url = options.url ?? `http://localhost:${listen.port}`
  const log = createLog({
    level: 'error',
    form: 'text',
    clock: Date.now,
    sink: (line) => {
      process.stderr.write(`${line}\n`)
    },
  })
  const { engine, folder } = await openEngine({ url, data, database, masterKey, fetchAllow, clock: Date.now, log })
  const { clock, crypto, management, oidcProvider, ports, storage } = engine
  const close = (): Promise<void> => engine.close()
  return {
    createClient: (input) => createClient(ports, input, commandLine),
    createAccount: (input) => createAccount(ports, input, commandLine),
    listClients: ({ after, limit }) =>
      storage.provider.clients.list({ limit, now: clock(), ...(after !== undefined && { after: after as ClientId }) }),
    listAccounts: ({ after, limit }) =>
      storage.identity.accounts.list({ limit, ...(after !== undefined && { after: usernameKey(after) }) }),
    listWaitingAccounts: (page) => waitingAccounts(storage.management.objects, page),
    findTrace: (traceId) => storage.provider.traces.find(traceId),
    settings: oidcProvider,
    management,
    newSetupLink: () => prepareSetupLink({ clock, crypto, stores: storage.identity }, url, folder),
    close,
    [Symbol.asyncDispose]: close,
  }
}

async function waitingAccounts(
  objects: Storage['management']['objects'],
  { after, limit }: ListPage,
): Promise<readonly Account[]> {
  const waits: Filter = { kind: 'compare', property: 'awaitsApproval', by: 'equal', value: 'true' }
  const filters =
    after === undefined
      ? [waits]
      : [waits, { kind: 'compare', property: 'name', by: 'greater', value: usernameKey(after) } as const]
  const found = await objects.query({
    ...{ object: 'Account', filter: { kind: 'and', filters }, sort: [{ property: 'name', isAscending: true }] },
    ...{ page: { position: 0 }, limit, calculateTotal: false },
  })
  const ids = found.kind === 'found' ? found.ids : []
  const records = new Map((await objects.find('Account', ids)).map(({ id, record }) => [id, record]))
  return ids.flatMap((id) => records.get(id) ?? [])
}
